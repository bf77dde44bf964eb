import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { applyDeploymentAction, applyEndpointAction } from '@/app/(studio)/endpoints/[endpoint]/(detail)/yaml/actions'
import { pageTitle } from '@/components/frame/page-title'
import { LiveYaml } from '@/components/live-yaml/LiveYaml'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import type { LiveFile } from '@/lib/contract/live-file'
import { type Problem, ProblemError } from '@/lib/problems/problem'
import { liveDrafts } from '@/lib/server/drafts'
import { loadLiveFiles } from '@/lib/server/live-yaml'
import { requireSession } from '@/lib/server/session'

interface Props {
  params: Promise<{ endpoint: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, frame] = await Promise.all([getTranslations('overview'), getTranslations('frame')])
  return pageTitle(t('tab.yaml'), decodeURIComponent((await params).endpoint), frame('thisComputer'))
}

/** The live files of one endpoint, with what was typed and not applied yet. */
export default async function YamlPage({ params }: Props) {
  await requireSession()
  const endpoint = decodeURIComponent((await params).endpoint)
  const [loaded, drafts] = await Promise.all([load(endpoint), liveDrafts(endpoint)])
  if ('problem' in loaded) {
    const t = await getTranslations('live')
    return <ProblemNotice title={t('failedLoad')} problem={loaded.problem} />
  }
  return (
    <LiveYaml
      files={loaded.files}
      drafts={Object.fromEntries(drafts)}
      actions={{ applyDeployment: applyDeploymentAction, applyEndpoint: applyEndpointAction }}
    />
  )
}

async function load(endpoint: string): Promise<{ files: LiveFile[] } | { problem: Problem }> {
  try {
    return { files: await loadLiveFiles(endpoint) }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { problem: error.problem }
  }
}
