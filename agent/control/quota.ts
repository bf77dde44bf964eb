/**
 * The simulated subscription quota: off until the person switches it on, then every managed deployment is held against it as in Azure.
 * A deployment holds its cores from the moment it is accepted until it is gone, also while it is stopped or failed.
 * Doc: https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas
 */
import { computeOf, isKubernetes } from '@/agent/control/kubernetes'
import { instanceCountOf } from '@/agent/control/normalise'
import { outOfCount, outOfQuota } from '@/agent/control/refusals'
import type { ControlStore } from '@/agent/store/control-store'
import type { DeploymentRecord, EndpointRecord } from '@/agent/store/records'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { Endpoint } from '@/lib/contract/arm/endpoint'
import { type OccupiedEndpoint, type QuotaHolder, type QuotaSettings, quotaSettingsSchema } from '@/lib/contract/quota'
import { type Counts, countsOfDeployment, countsOfEndpoint } from '@/lib/domain/quota/occupied'
import { coreArithmetic } from '@/lib/domain/quota/required-cores'
import { type Cores, coresOf, familyName, largerCores, shortfallOf, usedCores } from '@/lib/domain/quota/usage'
import { proposalsFor } from '@/lib/domain/quota/what-fits'
import { skuOf } from '@/lib/domain/skus/skus'

const settingsName = 'quota.settings'
/** What a new subscription of the smallest offer has. Doc: how-to-manage-quotas ("24 to 300 cores by offer"). */
const initialSettings: QuotaSettings = { enabled: false, total: 24, families: {} }

/** Cores of a body; none on Kubernetes, whose machines are the cluster's. */
function coresOfSpec(spec: Deployment, instances: number): Record<string, number> {
  const { instanceType } = spec.properties
  return isKubernetes(spec) || !instanceType ? {} : coresOf(instanceType, instances)
}

/** Every endpoint with how many deployments it has, as the documented limits count them: in any state, until they are gone. */
export function occupiedEndpoints(store: ControlStore): OccupiedEndpoint[] {
  const counts = new Map<string, number>()
  for (const { endpointUid } of store.resources.deployments()) counts.set(endpointUid, (counts.get(endpointUid) ?? 0) + 1)
  return store.resources.endpoints().map(({ uid, name, spec }) => {
    const cluster = computeOf(spec)
    return { name, ...(cluster === undefined ? {} : { cluster }), deployments: counts.get(uid) ?? 0 }
  })
}

export function createQuota(store: ControlStore) {
  /** What is wanted, and what still serves beside it while an update runs or after one failed. */
  function heldBy(record: DeploymentRecord): Record<string, number> {
    const wanted = coresOfSpec(record.spec, instanceCountOf(record.spec))
    if (record.observedGeneration === 0) return wanted
    const serving = store.resources.revision(record.uid, record.observedGeneration)?.spec ?? record.spec
    return largerCores(wanted, coresOfSpec(serving, record.replicas))
  }

  function settings(): QuotaSettings {
    const text = store.meta(settingsName)
    return text === undefined ? initialSettings : quotaSettingsSchema.parse(JSON.parse(text))
  }

  /** Every managed deployment with the cores it holds. */
  function holders(): QuotaHolder[] {
    const endpoints = new Map(store.resources.endpoints().map((endpoint) => [endpoint.uid, endpoint.name]))
    return store.resources
      .deployments()
      .filter(({ spec }) => !isKubernetes(spec))
      .map((record) => ({
        endpoint: endpoints.get(record.endpointUid) ?? record.endpointKey,
        deployment: record.name,
        instanceType: record.spec.properties.instanceType ?? '',
        instances: instanceCountOf(record.spec),
        cores: heldBy(record),
        provisioningState: record.state,
        stopped: record.stopped,
      }))
  }

  function refuseOneMore({ subscription, cluster }: Counts, subscriptionId: string | undefined): void {
    const full = settings().enabled ? [subscription, cluster].find((count) => count && count.used >= count.limit) : undefined
    if (full) throw outOfCount(full, subscriptionId)
  }

  return {
    settings,
    holders,
    endpoints: () => occupiedEndpoints(store),

    /**
     * The same for a new endpoint: as many as a subscription has, and a cluster takes.
     * @throws ProblemError `OutOfQuota` (400)
     */
    admitEndpoint(spec: Endpoint, subscriptionId?: string): void {
      refuseOneMore(countsOfEndpoint(occupiedEndpoints(store), computeOf(spec)), subscriptionId)
    },

    /** Takes effect for the next request; what exists is never taken down. Families are kept in the spelling of the list. */
    save(wanted: QuotaSettings): QuotaSettings {
      const families = Object.fromEntries(Object.entries(wanted.families).map(([family, cores]) => [familyName(family), cores]))
      const kept = { ...wanted, families }
      store.commit(() => store.setMeta(settingsName, JSON.stringify(kept)))
      return kept
    },

    /**
     * Called in the same turn in which the write is committed, so that two requests never get the same cores.
     * @throws ProblemError `OutOfQuota` (400, as Azure refuses the PUT) when the cores in addition do not fit
     */
    admit(endpoint: EndpointRecord, spec: Deployment, previous: DeploymentRecord | undefined, subscriptionId?: string): void {
      const limits = settings()
      if (!limits.enabled) return
      if (!previous) refuseOneMore(countsOfDeployment(occupiedEndpoints(store), computeOf(endpoint.spec)), subscriptionId)
      const instances = instanceCountOf(spec)
      const wanted = coresOfSpec(spec, instances)
      const held: Cores = previous ? heldBy(previous) : {}
      const all = holders()
      const short = shortfallOf(limits, usedCores(all), wanted, held)
      const instanceType = spec.properties.instanceType ?? ''
      const sku = skuOf(instanceType)
      if (!short || !sku) return
      const others = previous ? usedCores(all, { endpoint: endpoint.name, deployment: previous.name }) : usedCores(all)
      throw outOfQuota({
        instanceType: sku.name,
        subscriptionId,
        short,
        arithmetic: coreArithmetic(sku, instances),
        proposals: proposalsFor(limits, others, { sku, instances }),
      })
    },
  }
}
export type Quota = ReturnType<typeof createQuota>
