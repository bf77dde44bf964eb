import { getTranslations } from 'next-intl/server'
import { createEndpointAction } from '@/app/(studio)/endpoints/new/actions'
import { EndpointWizard } from '@/components/endpoints/create/EndpointWizard'
import { pageTitle } from '@/components/frame/page-title'
import { supports } from '@/lib/contract/capabilities'
import { studioEnv } from '@/lib/server/env'
import { requireSession } from '@/lib/server/session'

export async function generateMetadata() {
  const [t, frame] = await Promise.all([getTranslations('endpoints.create'), getTranslations('frame')])
  return pageTitle(t('title'), frame('thisComputer'))
}

/** One row of the capability table per choice; the wizard says the row's reason where it is no. */
const authSupport = {
  key: supports('local', 'keys'),
  aml_token: supports('local', 'create-with-aml-token'),
  aad_token: supports('local', 'create-with-aad-token'),
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
