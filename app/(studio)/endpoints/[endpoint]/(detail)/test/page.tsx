import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import {
  deleteExampleAction,
  forgetInvocationsAction,
  saveExampleAction,
  starInvocationAction,
} from '@/app/(studio)/endpoints/[endpoint]/(detail)/test/actions'
import { pageTitle } from '@/components/frame/page-title'
import { TestView } from '@/components/test/TestView'
import { loadSamples } from '@/lib/server/sample-requests'
import { requireSession } from '@/lib/server/session'

interface Props {
  params: Promise<{ endpoint: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, frame] = await Promise.all([getTranslations('overview'), getTranslations('frame')])
  return pageTitle(t('tab.test'), decodeURIComponent((await params).endpoint), frame('thisComputer'))
}

/** Sends requests to one endpoint; prefilled with the example a deployment carries. */
export default async function TestPage({ params }: Props) {
  await requireSession()
  return (
    <TestView
      samples={await loadSamples(decodeURIComponent((await params).endpoint))}
      actions={{
        starInvocation: starInvocationAction,
        forgetInvocations: forgetInvocationsAction,
        saveExample: saveExampleAction,
        deleteExample: deleteExampleAction,
      }}
    />
  )
}
