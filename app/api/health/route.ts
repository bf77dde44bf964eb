import { getDb } from '@/lib/db/client'
import packageJson from '@/package.json'

/** Without credentials: 200 once pages and the database answer. */
export async function GET(): Promise<Response> {
  await getDb().session.count()
  return Response.json({ status: 'ok', version: packageJson.version }, { headers: { 'cache-control': 'no-store' } })
}
