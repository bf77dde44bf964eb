import { getTranslations } from 'next-intl/server'
import { createEndpointAction } from '@/app/(studio)/endpoints/new/actions'
import { addComputeAction } from '@/app/(studio)/settings/actions'
import { EndpointWizard } from '@/components/endpoints/create/EndpointWizard'
import { pageTitle } from '@/components/frame/page-title'
import { computeNames } from '@/lib/arm/computes'
import { capability } from '@/lib/contract/capabilities'
import type { Draft } from '@/lib/contract/draft'
import { getConnection } from '@/lib/server/connection'
import { readDraft } from '@/lib/server/drafts'
import { studioEnv } from '@/lib/server/env'
import { requireSession } from '@/lib/server/session'

export async function generateMetadata() {
  const [t, frame] = await Promise.all([getTranslations('endpoints.create'), getTranslations('frame')])
  return pageTitle(t('title'), frame('thisComputer'))
}

/** One row of the capability table per choice; the wizard says what is simulated. */
const authSupport = {
  key: capability('keys').support.local,
  aml_token: capability('aml-token').support.local,
  aad_token: capability('aad-token').support.local,
}

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** The draft the address names; one of a deployment, or one that is gone, counts as none. */
async function storedDraft(searchParams: PageProps['searchParams']): Promise<Draft | undefined> {
  const id = [(await searchParams).draft].flat()[0]
  const draft = id === undefined ? undefined : await readDraft(id)
  return draft?.kind === 'endpoint' ? draft : undefined
}

export default async function NewEndpointPage({ searchParams }: PageProps) {
  await requireSession()
  return (
    <EndpointWizard
      createEndpoint={createEndpointAction}
      scoringBase={`http://127.0.0.1:${studioEnv().scoringPort}`}
      authSupport={authSupport}
      computes={await computeNames(getConnection())}
      addCompute={addComputeAction}
      stored={await storedDraft(searchParams)}
    />
  )
}
