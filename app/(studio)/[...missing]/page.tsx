import { notFound } from 'next/navigation'
import { requireSession } from '@/lib/server/session'

/** Every address that is no page: the not-found page inside the frame, for signed-in people only. */
export default async function MissingPage() {
  await requireSession()
  notFound()
}
