import 'server-only'
import { findEndpoint, putEndpoint } from '@/lib/arm/endpoints'
import { localLocation } from '@/lib/contract/arm/scope'
import { endpointToArm } from '@/lib/domain/convert/endpoint'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { readEndpoint } from '@/lib/server/yaml-input'

/** Wishes under way or fulfilled by this process: a double click meets the first click's promise. Kept small; ids never return. */
const wishes = new Map<string, Promise<{ endpoint: string }>>()
const keptWishes = 200

/**
 * Creates an endpoint from its YAML and answers once the control plane has accepted it. The same client request id acts once.
 * PUT would replace an existing endpoint of the name, so an existing one is refused with `Studio.NameTaken`.
 */
export function createEndpointOnce(clientRequestId: string, yamlText: string): Promise<{ endpoint: string }> {
  const known = wishes.get(clientRequestId)
  if (known) return known
  const wish = create(clientRequestId, yamlText).catch((error: unknown) => {
    // Nothing was accepted (or nobody knows): the next try with this id asks again; the agent knows the id too.
    wishes.delete(clientRequestId)
    throw error
  })
  wishes.set(clientRequestId, wish)
  const oldest = wishes.keys().next().value
  if (wishes.size > keptWishes && oldest !== undefined) wishes.delete(oldest)
  return wish
}

async function create(clientRequestId: string, yamlText: string): Promise<{ endpoint: string }> {
  const yaml = readEndpoint(yamlText)
  const connection = getConnection()
  const existing = await findEndpoint(connection, yaml.name)
  if (existing) {
    throw new ProblemError(
      {
        code: 'Studio.NameTaken',
        message: `An endpoint named ${existing.name ?? yaml.name} already exists on this computer.`,
        target: 'name',
        origin: 'input',
        retryable: false,
      },
      409,
    )
  }
  await putEndpoint(connection, yaml.name, endpointToArm(yaml, { location: localLocation, workspaceId: connection.workspaceId }), {
    clientRequestId,
  })
  return { endpoint: yaml.name }
}
