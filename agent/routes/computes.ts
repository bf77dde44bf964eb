/** Attached computes: one handler per ARM operation. They are simulated, and say so. */
import { page, workspaceOf } from '@/agent/routes/arm-path'
import { type AgentContext, type AgentDeps, type Handler, param } from '@/agent/routes/context'
import { readBody } from '@/agent/routes/request-body'
import type { ComputeRecord } from '@/agent/store/compute-store'
import { computeSchema } from '@/lib/contract/arm/compute'
import { armProvider, localLocation } from '@/lib/contract/arm/scope'

/** Handlers for `…/computes`. */
export function computeRoutes(deps: AgentDeps) {
  const { computes } = deps.control

  function present(c: AgentContext, { name, body, createdAt, modifiedAt }: ComputeRecord) {
    const { properties } = body
    return {
      ...body,
      id: `${workspaceOf(c)}/computes/${name}`,
      name,
      type: `${armProvider}/workspaces/computes`,
      location: body.location ?? localLocation,
      tags: body.tags ?? {},
      properties: {
        ...properties,
        computeType: 'Kubernetes',
        computeLocation: localLocation,
        isAttachedCompute: true,
        // Beyond Azure's fields: nothing asks the cluster.
        isSimulated: true,
        provisioningState: 'Succeeded',
        createdOn: createdAt,
        modifiedOn: modifiedAt,
        properties: { ...properties.properties, namespace: properties.properties?.namespace ?? 'default' },
      },
    }
  }

  const list: Handler = (c) =>
    page(
      c,
      deps,
      computes.list().map((one) => present(c, one)),
    )
  const get: Handler = (c) => c.json(present(c, computes.get(param(c, 'compute'))))
  const put: Handler = async (c) => {
    const { created, compute } = computes.put(param(c, 'compute'), await readBody(c, computeSchema))
    return c.json(present(c, compute), created ? 201 : 200)
  }
  /** Detaching and deleting are the same here: there is no cluster to delete. */
  const remove: Handler = (c) => c.body(null, computes.remove(param(c, 'compute')) ? 200 : 204)

  return { list, get, put, remove }
}
