import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { pageTitle } from '@/components/frame/page-title'
import { YamlView } from '@/components/overview/YamlView'
import { type Problem, ProblemError } from '@/lib/problems/problem'
import { loadEndpointYaml, type YamlFile } from '@/lib/server/endpoint-yaml'
import { requireSession } from '@/lib/server/session'

interface Props {
  params: Promise<{ endpoint: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, frame] = await Promise.all([getTranslations('overview'), getTranslations('frame')])
  return pageTitle(t('tab.yaml'), decodeURIComponent((await params).endpoint), frame('thisComputer'))
}

/** The files of one endpoint, read-only. */
export default async function YamlPage({ params }: Props) {
  await requireSession()
  return <YamlView {...(await load(decodeURIComponent((await params).endpoint)))} />
}

async function load(endpoint: string): Promise<{ files: YamlFile[]; problem?: Problem }> {
  try {
    return { files: await loadEndpointYaml(endpoint) }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { files: [], problem: error.problem }
  }
}
