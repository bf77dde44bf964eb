import 'server-only'
import { agentCall } from '@/lib/arm/agent-fetch'
import { withVersion } from '@/lib/arm/api-version'
import type { Connection } from '@/lib/arm/connection'

export interface WriteOptions {
  /** Made before the click and kept over retries: the same id never acts twice. */
  clientRequestId: string
}

/** What a write started; the operation is followed by id and survives the studio. */
export interface Started<T> {
  resource: T | undefined
  operationId: string | undefined
}

/** The operation id is the last path segment of the polling address. */
export function operationIdFrom(response: Response): string | undefined {
  const address = response.headers.get('azure-asyncoperation') ?? response.headers.get('location')
  return address ? new URL(address).pathname.split('/').at(-1) : undefined
}

/** One write through the raw door: unknown fields survive, which the typed client would drop. */
export async function write<T>(
  connection: Connection,
  method: 'PUT' | 'PATCH' | 'DELETE' | 'POST',
  path: string,
  body: unknown,
  options: WriteOptions,
): Promise<Started<T>> {
  const response = await agentCall(connection, withVersion(path), {
    method,
    headers: {
      'x-ms-client-request-id': options.clientRequestId,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  return { resource: text === '' ? undefined : (JSON.parse(text) as T), operationId: operationIdFrom(response) }
}
