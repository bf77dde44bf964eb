/** The limits of counts, as far as a subscription quota is simulated: what is refused, in which words, and what is not. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createControlPlane, type RunningControlPlane } from '@/agent/control/control-plane'
import { assets, createStandInRouter, deploymentBody, silent } from '@/agent/control/testing/stand-ins'
import { createFakeEnvironments, fakeStageArtifacts } from '@/agent/runtimes/fake/fake-environments'
import { createFakeRuntime } from '@/agent/runtimes/fake/fake-runtime'
import { type AgentDatabase, openDatabase } from '@/agent/store/database'
import { homeLayout } from '@/lib/domain/home-layout'
import { serviceLimits } from '@/lib/domain/limits/service-limits'
import { ProblemError } from '@/lib/problems/problem'

let home: string
let db: AgentDatabase
let control: RunningControlPlane
let requests = 0

const write = () => ({ requestId: `r${++requests}`, clientRequestId: `c${requests}`, subscriptionId: 'Sub-1' })
const managed = { properties: { authMode: 'Key' as const } }
const cluster = '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/computes/Cluster'
const onCluster = { properties: { authMode: 'Key' as const, compute: cluster } }
const simulate = (enabled: boolean) => control.quota.save({ enabled, total: 24, families: {} })

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-quota-'))
  db = openDatabase(':memory:')
  // Not started: what is accepted is looked at, nothing is carried out.
  control = createControlPlane({
    db,
    layout: homeLayout(home),
    runtimes: { fake: createFakeRuntime(homeLayout(home)) },
    environments: createFakeEnvironments(),
    stageArtifacts: fakeStageArtifacts,
    assets,
    router: createStandInRouter(),
    scoringPort: 7080,
    log: silent,
  })
  control.computes.put('cluster', { properties: { computeType: 'Kubernetes' } })
})
afterEach(async () => {
  await control.shutdown(100)
  db.close()
  rmSync(home, { recursive: true, force: true })
})

function refused(call: () => unknown): { status: number | undefined; code: string; message: string; detail: string } {
  try {
    call()
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { code, message, details } = error.problem
    return { status: error.status, code, message, detail: details?.[0]?.message ?? '' }
  }
  throw new Error('was not refused')
}

it('refuses endpoint 101 with OutOfQuota while a quota is simulated, and only then', () => {
  const { endpointsPerSubscription: limit } = serviceLimits
  simulate(true)
  for (let index = 1; index <= limit; index += 1) control.putEndpoint(`e-${index}`, managed, write())
  const answer = refused(() => control.putEndpoint('one-more', managed, write()))
  expect(answer).toMatchObject({
    status: 400,
    code: 'OutOfQuota',
    message:
      'Not enough quota available for online endpoints in SubscriptionId Sub-1. Current usage/limit: 100/100. Additional needed: 1 Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-outofquota',
  })
  expect(answer.detail).toContain('The quota is simulated on this computer')
  expect(control.quota.endpoints()).toHaveLength(limit)
  // One that exists is no more: it is refused for another reason, as its creation is under way.
  expect(refused(() => control.patchEndpoint('e-1', { tags: { team: 'risk' } }, write())).code).toBe('Conflict')
  simulate(false)
  expect(control.putEndpoint('one-more', managed, write()).created).toBe(true)
})

it('refuses endpoint 61 of a Kubernetes cluster, and leaves managed ones', () => {
  simulate(true)
  for (let index = 1; index <= serviceLimits.endpointsPerCluster; index += 1) control.putEndpoint(`k-${index}`, onCluster, write())
  expect(refused(() => control.putEndpoint('one-more', onCluster, write())).message).toContain(
    'Not enough quota available for online endpoints in cluster Cluster. Current usage/limit: 60/60.',
  )
  expect(control.putEndpoint('managed', managed, write()).created).toBe(true)
})

it('refuses deployment 101 of a cluster, and tells what each endpoint has', () => {
  const body = deploymentBody({ endpointComputeType: 'Kubernetes' }, 1)
  simulate(true)
  for (const endpoint of ['k-1', 'k-2', 'k-3', 'k-4', 'k-5', 'k-6']) control.putEndpoint(endpoint, onCluster, write())
  for (let index = 0; index < serviceLimits.deploymentsPerCluster; index += 1)
    control.putDeployment(`k-${1 + Math.floor(index / 20)}`, `d-${index}`, body, write())
  const answer = refused(() => control.putDeployment('k-6', 'blue', body, write()))
  expect(answer).toMatchObject({ code: 'OutOfQuota', detail: expect.stringContaining('100 online deployments of 100') })
  expect(control.quota.endpoints()[0]).toEqual({ name: 'k-1', cluster: 'Cluster', deployments: 20 })
})
