import 'server-only'
import { agentCall, agentJson } from '@/lib/arm/agent-fetch'
import { withVersion } from '@/lib/arm/api-version'
import type { Connection } from '@/lib/arm/connection'
import type { Compute } from '@/lib/contract/arm/compute'

const computePath = (connection: Connection, name = ''): string =>
  withVersion(`${connection.workspaceId}/computes${name === '' ? '' : `/${encodeURIComponent(name)}`}`)

/** Names of the attached Kubernetes computes, in order. */
export async function computeNames(connection: Connection): Promise<string[]> {
  const { value } = await agentJson<{ value: Compute[] }>(connection, computePath(connection))
  return value.flatMap(({ name }) => name ?? [])
}

/** Registers a Kubernetes compute; on this computer it is simulated. Throws ProblemError. */
export async function putCompute(connection: Connection, name: string, body: Compute): Promise<void> {
  await agentJson<Compute>(connection, computePath(connection, name), { method: 'PUT', json: body })
}

/** Detaches a compute; endpoints on it make it a ProblemError `Conflict`. */
export async function detachCompute(connection: Connection, name: string): Promise<void> {
  await agentCall(connection, `${computePath(connection, name)}&underlyingResourceAction=Detach`, { method: 'DELETE' })
}
