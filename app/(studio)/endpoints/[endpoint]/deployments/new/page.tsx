import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { pageTitle } from '@/components/frame/page-title'
import { DeploymentWizard } from '@/components/wizard/DeploymentWizard'
import { endpointStatus } from '@/lib/arm/status'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { requireSession } from '@/lib/server/session'
import { wizardStart } from '@/lib/server/wizard-start'
import { deployAction, repairFileAction, undoRepairAction } from './actions'

interface PageProps {
  params: Promise<{ endpoint: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const t = await getTranslations('wizard')
  return pageTitle(t('title'), decodeURIComponent((await params).endpoint))
}

async function load(name: string, query: Record<string, string | string[] | undefined>) {
  const one = (key: string) => [query[key]].flat()[0]
  try {
    const endpoint = await endpointStatus(getConnection(), name)
    const asked = { draft: one('draft'), from: one('from'), retry: one('retry'), model: one('model'), environment: one('environment') }
    return { endpoint, start: await wizardStart(endpoint, asked) }
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) notFound()
    throw error
  }
}

export default async function NewDeploymentPage({ params, searchParams }: PageProps) {
  await requireSession()
  const { endpoint, start } = await load(decodeURIComponent((await params).endpoint), await searchParams)
  return (
    <DeploymentWizard
      endpoint={endpoint.name}
      existing={endpoint.deployments.map((deployment) => deployment.name)}
      traffic={endpoint.traffic}
      initial={start.initial}
      stored={start.stored}
      deploy={deployAction}
      files={{ repair: repairFileAction, undo: undoRepairAction }}
    />
  )
}
