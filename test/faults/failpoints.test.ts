import { afterAll, beforeAll, expect, test } from 'vitest'
import { failpointNames, type JournalStep } from '@/agent/failpoints'
import { createRig, killTable, type Rig } from './rig'
import {
  bodyWith,
  createEndpoint,
  type DeploymentBody,
  deploy,
  deploymentPath,
  endpoint,
  expectedEndpoint,
  prepareBody,
  readKeys,
  setTraffic,
} from './scenario'
import { markedProcesses } from './survey'

let rig: Rig
let body: DeploymentBody
const walked = new Set<string>()
const missed: string[] = []

function around(...steps: JournalStep[]): string[] {
  return steps.flatMap((step) => [`${step}.before`, `${step}.after`])
}

async function walk(what: string, steps: JournalStep[], act: () => Promise<void>): Promise<void> {
  const names = around(...steps)
  const left = await rig.walk(what, names, act)
  for (const name of names) {
    if (left.includes(name)) missed.push(`${name} during ${what}`)
    else walked.add(name)
  }
}

beforeAll(async () => {
  rig = await createRig()
  body = await prepareBody(rig)
}, 240_000)
afterAll(async () => {
  console.log(`\n${killTable(rig.rows)}\n`)
  await rig.agent.close()
  const left = markedProcesses(rig.agent.home)
  expect([...left.workers.keys(), ...left.routers, ...left.portHolders]).toEqual([])
})

test('create an endpoint', async () => {
  await walk('create endpoint', ['accept-endpoint-create', 'phase-start', 'phase-end', 'operation-end'], () => createEndpoint(rig))
  expect(missed).toEqual([])
})

test('create a deployment', async () => {
  const steps: JournalStep[] = [
    'accept-deployment-create',
    'phase-start',
    'revision-resolved',
    'phase-end',
    'instance-intent',
    'instance-staged',
    'instance-started',
    'instance-ready',
    'publish-generation',
    'operation-end',
  ]
  await walk('create deployment', steps, () => deploy(rig, 'blue', bodyWith(body, { MARK: 'one' })))
  expect(missed).toEqual([])
})

test('change the traffic', async () => {
  await deploy(rig, 'green', bodyWith(body, { MARK: 'green' }))
  await walk('traffic change', ['accept-endpoint-update', 'table-version', 'operation-end'], () => setTraffic(rig, { blue: 90, green: 10 }))
  expect(missed).toEqual([])
})

test('regenerate a key', async () => {
  const before = expectedEndpoint(rig).keys
  await walk('key regeneration', ['accept-keys', 'table-version', 'phase-end'], async () => {
    await rig.ended(await rig.write('POST', `onlineEndpoints/${endpoint}/regenerateKeys`, { keyType: 'Secondary' }))
    const after = await readKeys(rig)
    expect(after.primaryKey).toBe(before.primaryKey)
    expect(after.secondaryKey).not.toBe(before.secondaryKey)
    expectedEndpoint(rig).keys = after
  })
  expect(missed).toEqual([])
})

test('update a deployment', async () => {
  const steps: JournalStep[] = [
    'accept-deployment-update',
    'instance-intent',
    'publish-generation',
    'instance-draining',
    'instance-removed',
  ]
  await walk('update', steps, () => deploy(rig, 'blue', bodyWith(body, { MARK: 'two' })))
  expect(missed).toEqual([])
})

test('scale', async () => {
  await walk('scale', ['accept-scale', 'instance-ready'], async () => {
    await rig.ended(await rig.write('PATCH', deploymentPath('green'), { sku: { capacity: 2 } }))
    expectedEndpoint(rig).deployments.green = 2
  })
  expect(missed).toEqual([])
})

test('update several instances in rounds', async () => {
  const steps: JournalStep[] = ['publish-count', 'publish-round', 'instance-removed', 'publish-generation']
  await walk('rounds', steps, () => deploy(rig, 'green', bodyWith(body, { MARK: 'rounds' }, 3)))
  expect(missed).toEqual([])
})

test('stop and start', async () => {
  await walk('stop and start', ['accept-run-state'], async () => {
    const path = `/_scorepoint/endpoints/${endpoint}/deployments/green`
    await rig.ended(await runState(`${path}/stop`))
    await rig.ended(await runState(`${path}/start`))
  })
  expect(missed).toEqual([])
})

async function runState(path: string): Promise<string> {
  const answer = await rig.call('POST', path)
  const { operationId } = answer.body as { operationId: string }
  rig.acknowledged.add(operationId)
  return operationId
}

test('cancel an update', async () => {
  await walk('cancel', ['accept-cancel', 'operation-cancel'], async () => {
    const slow = bodyWith(body, { MARK: 'never', SLOW: '60' })
    const operation = await rig.write('PUT', deploymentPath('blue'), slow)
    const answer = await rig.call('POST', `/_scorepoint/operations/${operation}/cancel`)
    // Killed after the commit, before the answer: the repeated call finds the operation canceled already.
    expect([202, 409]).toContain(answer.status)
    expect((await rig.ended(operation)).status).toBe('Canceled')
  })
  expect(missed).toEqual([])
})

test('a failed update', async () => {
  await walk('failing update', ['instance-exit', 'operation-fail'], async () => {
    const operation = await rig.write('PUT', deploymentPath('blue'), bodyWith(body, { BROKEN: '1' }))
    const view = await rig.ended(operation)
    expect(view.status).toBe('Failed')
    expect(view.explanation?.decisiveLine).toContain('broken on purpose')
  })
  expect(missed).toEqual([])
})

test('delete a deployment', async () => {
  await setTraffic(rig, { blue: 100 })
  await walk('delete deployment', ['accept-deployment-delete', 'instance-draining', 'instance-removed', 'deployment-removed'], async () => {
    const operation = await rig.write('DELETE', deploymentPath('green'))
    if (operation !== '') expect((await rig.ended(operation)).status).toBe('Succeeded')
    delete expectedEndpoint(rig).deployments.green
  })
  expect(missed).toEqual([])
})

test('delete the endpoint', async () => {
  await walk('delete endpoint', ['accept-endpoint-delete', 'endpoint-removed'], async () => {
    const operation = await rig.write('DELETE', `onlineEndpoints/${endpoint}`)
    if (operation !== '') expect((await rig.ended(operation)).status).toBe('Succeeded')
    delete rig.expected[endpoint]
  })
  expect(missed).toEqual([])
})

test('every failpoint was walked', () => {
  expect(failpointNames.filter((name) => !walked.has(name))).toEqual([])
})
