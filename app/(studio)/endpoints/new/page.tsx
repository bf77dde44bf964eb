import { getTranslations } from 'next-intl/server'
import { createEndpointAction } from '@/app/(studio)/endpoints/new/actions'
import { EndpointWizard } from '@/components/endpoints/create/EndpointWizard'
import { pageTitle } from '@/components/frame/page-title'
import { capability } from '@/lib/contract/capabilities'
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

export default async function NewEndpointPage() {
  await requireSession()
  return (
    <EndpointWizard
      createEndpoint={createEndpointAction}
      scoringBase={`http://127.0.0.1:${studioEnv().scoringPort}`}
      authSupport={authSupport}
    />
  )
}
