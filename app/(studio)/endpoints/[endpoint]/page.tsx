import { redirect } from 'next/navigation'
import { requireSession } from '@/lib/server/session'

/** An endpoint's address alone opens its overview. */
export default async function EndpointPage({ params }: { params: Promise<{ endpoint: string }> }) {
  await requireSession()
  redirect(`/endpoints/${(await params).endpoint}/overview`)
}
