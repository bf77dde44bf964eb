import { getTranslations } from 'next-intl/server'
import { createEndpointAction } from '@/app/(studio)/endpoints/new/actions'
import { EndpointWizard } from '@/components/endpoints/create/EndpointWizard'
import { pageTitle } from '@/components/frame/page-title'
import { studioEnv } from '@/lib/server/env'
import { requireSession } from '@/lib/server/session'

export async function generateMetadata() {
  const [t, frame] = await Promise.all([getTranslations('endpoints.create'), getTranslations('frame')])
  return pageTitle(t('title'), frame('thisComputer'))
}

/** Tokens need a caller side that this computer has no words for yet; the wizard offers what can be tried end to end. */
const authSupport = { key: true, aml_token: false, aad_token: false }

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
