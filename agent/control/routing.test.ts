import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkDeployment } from '@/agent/control/deployment-checks'
import { normaliseDeployment, normaliseEndpoint } from '@/agent/control/normalise'
import { createRouting, type RouterDoor, routedEndpoints } from '@/agent/control/routing'
import type { RoutingTable } from '@/agent/router/table'
import { checkTable } from '@/agent/router/table-check'
import { createControlStore } from '@/agent/store/control-store'
import { openDatabase } from '@/agent/store/database'
import type { DeploymentRecord, EndpointRecord } from '@/agent/store/records'
import type { Deployment } from '@/lib/contract/arm/deployment'
import { ProblemError } from '@/lib/problems/problem'

const at = new Date(0).toISOString()
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

function endpoint(name: string): EndpointRecord {
  const spec = normaliseEndpoint(name, { location: 'local', properties: { authMode: 'Key' } })
  return {
    uid: `uid-${name}`,
    name,
    endpointKey: name.toLowerCase(),
    spec,
    specHash: '',
    state: 'Succeeded',
    createdAt: at,
    modifiedAt: at,
  }
}

function deployment(of: EndpointRecord, body: Deployment): DeploymentRecord {
  return {
    uid: `uid-${of.name}-blue`,
    name: 'blue',
    endpointUid: of.uid,
    endpointKey: of.endpointKey,
    deploymentKey: 'blue',
    spec: normaliseDeployment('blue', body),
    specHash: '',
    state: 'Creating',
    generation: 1,
    observedGeneration: 0,
    replicas: 0,
    stopped: false,
    createdAt: at,
    modifiedAt: at,
  }
}

function bodyWith(requestSettings: Deployment['properties']['requestSettings']): Deployment {
  return { properties: { endpointComputeType: 'Managed', requestSettings } }
}

function isAccepted(body: Deployment): boolean {
  try {
    checkDeployment(normaliseDeployment('blue', body))
    return true
  } catch (error) {
    if (error instanceof ProblemError) return false
    throw error
  }
}

function storeWith(body: Deployment) {
  const db = openDatabase(':memory:')
  const store = createControlStore(db)
  const prices = endpoint('prices')
  store.commit(() => {
    store.resources.saveEndpoint(prices)
    store.resources.saveKeys(prices.uid, { primaryKey: 'a'.repeat(20), secondaryKey: 'b'.repeat(20) })
    store.resources.saveDeployment(deployment(prices, body))
  })
  return { db, store }
}

const durations = fc.oneof(
  fc.constantFrom('PT0S', 'PT0.0005S', 'PT0.0015S', 'PT3M', 'PT5M', 'PT301S', 'P1D'),
  fc.double({ min: 0, max: 400, noNaN: true }).map((seconds) => `PT${seconds.toFixed(6)}S`),
)

it('whatever is accepted makes a table that the router takes', () => {
  let accepted = 0
  fc.assert(
    fc.property(durations, durations, fc.integer({ min: 0, max: 20_000 }), (requestTimeout, maxQueueWait, concurrent) => {
      const body = bodyWith({ requestTimeout, maxQueueWait, maxConcurrentRequestsPerInstance: concurrent })
      if (!isAccepted(body)) return
      accepted += 1
      const { db, store } = storeWith(body)
      expect(checkTable(JSON.stringify({ version: 1, endpoints: routedEndpoints(store) }))).toMatchObject({ ok: true })
      db.close()
    }),
    { numRuns: 60 },
  )
  expect(accepted).toBeGreaterThan(0)
})

it('refuses limits the router does not know, and keeps to them what an older agent accepted', () => {
  const odd = bodyWith({ requestTimeout: 'PT0S', maxConcurrentRequestsPerInstance: 100_000 })
  expect(isAccepted(odd)).toBe(false)
  const { db, store } = storeWith(odd)
  expect(routedEndpoints(store).prices?.deployments.blue).toMatchObject({ requestTimeoutMs: 1, maxConcurrentRequestsPerInstance: 10_000 })
  db.close()
})

it('leaves an endpoint out that would be refused, and sends a table again that could not be written', async () => {
  const { db, store } = storeWith(bodyWith(undefined))
  const broken = endpoint('broken')
  broken.spec.properties.traffic = { nobody: 100 }
  store.commit(() => store.resources.saveEndpoint(broken))
  const sent: RoutingTable[] = []
  let isFull = true
  const router: Pick<RouterDoor, 'setTable'> = {
    setTable(table) {
      if (isFull) throw new Error('ENOSPC')
      sent.push(table)
      return Promise.resolve()
    },
  }
  const routing = createRouting(store, router, silent)
  await expect(routing.publish()).rejects.toThrow('ENOSPC')
  isFull = false
  expect(await routing.publish()).toBe(2)
  expect(sent.map((table) => Object.keys(table.endpoints))).toEqual([['prices']])
  db.close()
})
