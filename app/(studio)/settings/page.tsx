import { redirect } from 'next/navigation'
import { requireSession } from '@/lib/server/session'

export default async function SettingsPage() {
  await requireSession()
  redirect('/settings/general')
}
