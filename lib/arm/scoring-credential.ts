import 'server-only'
import type { Connection } from '@/lib/arm/connection'
import { getToken, listKeys } from '@/lib/arm/endpoints'
import type { EndpointStatus } from '@/lib/contract/scorepoint'

/** What a scoring request shows as `Bearer`: the primary key, or a token where the endpoint has no keys. Never cached, never logged. */
export async function scoringCredential(connection: Connection, endpoint: Pick<EndpointStatus, 'name' | 'authMode'>): Promise<string> {
  if (endpoint.authMode === 'Key') return (await listKeys(connection, endpoint.name)).primaryKey
  return (await getToken(connection, endpoint.name)).accessToken
}
