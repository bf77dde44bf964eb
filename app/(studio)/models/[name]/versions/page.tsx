import { redirect } from 'next/navigation'
import { requireSession } from '@/lib/server/session'

/** The versions stand on the page of the name. */
export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  await requireSession()
  redirect(`/models/${(await params).name}`)
}
