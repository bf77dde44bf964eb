/** Computes attached to the workspace: Kubernetes clusters, known by name and simulated; what runs on them runs on this computer. */
import { badArgument, conflict } from '@/agent/control/refusals'
import type { ComputeRecord } from '@/agent/store/compute-store'
import type { ControlStore } from '@/agent/store/control-store'
import { type Compute, computeName } from '@/lib/contract/arm/compute'
import { ProblemError } from '@/lib/problems/problem'

/** Doc: https://learn.microsoft.com/azure/machine-learning/reference-yaml-compute-kubernetes (2 to 16 characters for the SDK, 24 for the service). */
const namePattern = /^[a-zA-Z](?:[a-zA-Z0-9-]{0,22}[a-zA-Z0-9])$/
/** DNS label, as Kubernetes names namespaces. */
const namespacePattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const mostComputes = 100

function notAttached(name: string): ProblemError {
  const message = `Compute "${name}" does not exist.`
  return new ProblemError({ code: 'ResourceNotFound', message, target: name, origin: 'input', retryable: false }, 404)
}

function checkCompute(name: string, { properties }: Compute): void {
  if (properties.computeType.toLowerCase() !== 'kubernetes')
    throw badArgument(
      `properties.computeType is ${properties.computeType}; this computer knows Kubernetes computes only, and simulates them.`,
      'properties.computeType',
    )
  if (!namePattern.test(name))
    throw badArgument(
      `The compute name "${name}" must have 2 to 24 letters, digits and dashes, begin with a letter and not end with a dash.`,
      'name',
    )
  const namespace = properties.properties?.namespace
  if (namespace && !namespacePattern.test(namespace))
    throw badArgument(
      `properties.properties.namespace is "${namespace}"; a namespace has at most 63 small letters, digits and dashes.`,
      'properties.properties.namespace',
    )
}

export function createComputes(store: ControlStore) {
  function existing(name: string): ComputeRecord {
    const found = store.computes.get(name)
    if (!found) throw notAttached(name)
    return found
  }

  return {
    list: () => store.computes.all(),
    /** @throws ProblemError `ResourceNotFound` */
    get: existing,

    /** Registers a Kubernetes compute as simulated, or replaces its description. @throws ProblemError `BadArgument` naming the field */
    put(name: string, body: Compute): { created: boolean; compute: ComputeRecord } {
      checkCompute(name, body)
      const before = store.computes.get(name)
      if (!before && store.computes.all().length >= mostComputes)
        throw badArgument(`There are ${mostComputes} computes already. Detach one first.`)
      const now = new Date().toISOString()
      const { id: _id, type: _type, name: _name, ...kept } = body
      const compute = { name: before?.name ?? name, body: kept, createdAt: before?.createdAt ?? now, modifiedAt: now }
      store.commit(() => store.computes.save(compute))
      return { created: !before, compute }
    },

    /** @returns false when there is none. @throws ProblemError `Conflict` while endpoints are on it */
    remove(name: string): boolean {
      if (!store.computes.get(name)) return false
      const users = store.resources
        .endpoints()
        .filter(({ spec }) => spec.properties.compute && computeName(spec.properties.compute).toLowerCase() === name.toLowerCase())
        .map((endpoint) => endpoint.name)
      if (users.length > 0) throw conflict(`Compute ${name} serves ${users.join(', ')}. Delete these endpoints first.`, name)
      store.commit(() => store.computes.remove(name))
      return true
    },
  }
}
export type Computes = ReturnType<typeof createComputes>
