import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import {
  changedAssetsAction,
  deployAction,
  readLiveAction,
  repairFileAction,
  undoRepairAction,
} from '@/app/(studio)/endpoints/[endpoint]/deployments/new/actions'
import { pageTitle } from '@/components/frame/page-title'
import { DeploymentWizard } from '@/components/wizard/DeploymentWizard'
import { ProblemError } from '@/lib/problems/problem'
import { loadEdit } from '@/lib/server/deployment-edit'
import { readDraft } from '@/lib/server/drafts'
import { requireSession } from '@/lib/server/session'

interface PageProps {
  params: Promise<{ endpoint: string; deployment: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

async function namesOf({ params }: PageProps) {
  const { endpoint, deployment } = await params
  return { endpoint: decodeURIComponent(endpoint), deployment: decodeURIComponent(deployment) }
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const t = await getTranslations('wizard')
  const { endpoint, deployment } = await namesOf(props)
  return pageTitle(t('editTitle', { name: deployment }), endpoint)
}

async function load(endpoint: string, deployment: string) {
  try {
    return await loadEdit(endpoint, deployment)
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) notFound()
    throw error
  }
}

/** The wizard over a live deployment: only what is changed is sent. */
export default async function EditDeploymentPage(props: PageProps) {
  await requireSession()
  const { endpoint, deployment } = await namesOf(props)
  const { text, liveText, baseDir, fingerprint, sendAllTraffic, hasTraffic } = await load(endpoint, deployment)
  const id = [(await props.searchParams).draft].flat()[0]
  const draft = id === undefined ? undefined : await readDraft(id)
  return (
    <DeploymentWizard
      endpoint={endpoint}
      existing={[]}
      traffic={{}}
      initial={{ text, baseDir, sendAllTraffic, sampleRequest: undefined }}
      offersTraffic={!hasTraffic}
      edited={{ deployment, fingerprint, liveText }}
      stored={draft?.endpoint === endpoint && draft.editOf === deployment ? draft : undefined}
      deploy={deployAction}
      files={{ repair: repairFileAction, undo: undoRepairAction }}
      changedAssets={changedAssetsAction}
      readLive={readLiveAction}
    />
  )
}
