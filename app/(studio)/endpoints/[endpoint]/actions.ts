'use server'

import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { deleteDeployment, getDeployment, patchDeployment, putDeployment, setRunning } from '@/lib/arm/deployments'
import { deleteEndpoint, getToken, listKeys, regenerateKey, setMirrorTraffic, setTraffic } from '@/lib/arm/endpoints'
import { cancelOperation, getOperation } from '@/lib/arm/status'
import { maxInstancesPerDeployment, maxMirrorPercent } from '@/lib/contract/yaml/limits'
import { deleteDraftsOf } from '@/lib/db/drafts'
import { deleteJobsOf } from '@/lib/db/jobs'
import { ProblemError } from '@/lib/problems/problem'
import { forgetCode, redeployNow, switchCodeWatch } from '@/lib/server/code-watch'
import { getConnection } from '@/lib/server/connection'
import { defineAction } from '@/lib/server/define-action'
import { forgetTestsOf } from '@/lib/server/invocation-history'

const name = z.string().min(1).max(64)
const traffic = z.record(name, z.number().int().min(0).max(100))
const onEndpoint = z.object({ endpoint: name, clientRequestId: z.string().min(8).max(64) })
const onDeployment = onEndpoint.extend({ deployment: name })

export const setTrafficAction = defineAction(onEndpoint.extend({ traffic, ifTraffic: traffic }), async ({ endpoint, ...input }) => {
  const { operationId } = await setTraffic(getConnection(), endpoint, input.traffic, input)
  return { operationId }
})

/** Copies a share of the requests to one deployment; an empty record ends it. */
export const setMirrorTrafficAction = defineAction(
  onEndpoint.extend({ mirrorTraffic: z.record(name, z.number().int().min(1).max(maxMirrorPercent)) }),
  async ({ endpoint, mirrorTraffic, clientRequestId }) => {
    const { operationId } = await setMirrorTraffic(getConnection(), endpoint, mirrorTraffic, { clientRequestId })
    return { operationId }
  },
)

export const cancelOperationAction = defineAction(z.object({ operationId: z.string().min(1).max(100) }), async ({ operationId }) => {
  await cancelOperation(getConnection(), operationId)
  return null
})

export const retryDeploymentAction = defineAction(onDeployment, async ({ endpoint, deployment, clientRequestId }) => {
  const connection = getConnection()
  const stored = await getDeployment(connection, endpoint, deployment)
  const { operationId } = await putDeployment(connection, endpoint, deployment, stored, { clientRequestId })
  return { operationId }
})

/** Adds or removes instances; those that stay are not touched. */
export const scaleDeploymentAction = defineAction(
  onDeployment.extend({ instanceCount: z.number().int().min(1).max(maxInstancesPerDeployment) }),
  async ({ endpoint, deployment, instanceCount, clientRequestId }) => {
    const sku = { name: 'Default' as const, capacity: instanceCount }
    const { operationId } = await patchDeployment(getConnection(), endpoint, deployment, { sku }, { clientRequestId })
    return { operationId }
  },
)

export const setRunningAction = defineAction(
  onDeployment.extend({ action: z.enum(['stop', 'start', 'restart', 'debug', 'debug-wait', 'stop-debugging']) }),
  async ({ endpoint, deployment, action, clientRequestId }) =>
    setRunning(getConnection(), endpoint, deployment, action, { clientRequestId }),
)

/** Sends the code again from the folder it came from, and nothing else. */
export const redeployCodeAction = defineAction(onDeployment, ({ endpoint, deployment, clientRequestId }) =>
  redeployNow(endpoint, deployment, clientRequestId),
)

/** Sends the code at once whenever a file of its folder is saved, or stops doing so. */
export const watchCodeAction = defineAction(
  z.object({ endpoint: name, deployment: name, watch: z.boolean() }),
  async ({ endpoint, deployment, watch }) => {
    await switchCodeWatch(endpoint, deployment, watch)
    return null
  },
)

export const deleteEndpointAction = defineAction(onEndpoint, async ({ endpoint, clientRequestId }) => {
  const { operationId } = await deleteEndpoint(getConnection(), endpoint, { clientRequestId })
  // What the studio keeps of it goes too: an endpoint made later under the name must not show it.
  await Promise.all([deleteJobsOf(endpoint), forgetTestsOf(endpoint), deleteDraftsOf(endpoint), forgetCode(endpoint)])
  return { operationId }
})

export const deleteDeploymentAction = defineAction(
  onDeployment.extend({ traffic: traffic.optional(), ifTraffic: traffic.optional() }),
  async ({ endpoint, deployment, clientRequestId, traffic: split, ifTraffic }) => {
    const connection = getConnection()
    if (split) {
      const moved = await setTraffic(connection, endpoint, split, { clientRequestId: `${clientRequestId}-move`, ifTraffic })
      if (moved.operationId) await settled(moved.operationId)
    }
    const { operationId } = await deleteDeployment(connection, endpoint, deployment, { clientRequestId })
    await forgetCode(endpoint, deployment)
    return { operationId }
  },
)

/** One key, the one that is shown or copied; the other stays on the server. */
export const readKeyAction = defineAction(
  z.object({ endpoint: name, key: z.enum(['Primary', 'Secondary']) }),
  async ({ endpoint, key }) => {
    const { primaryKey, secondaryKey } = await listKeys(getConnection(), endpoint)
    return { key: key === 'Primary' ? primaryKey : secondaryKey }
  },
)

/** A fresh token with its times. */
export const readTokenAction = defineAction(z.object({ endpoint: name }), ({ endpoint }) => getToken(getConnection(), endpoint))

export const regenerateKeyAction = defineAction(
  onEndpoint.extend({ key: z.enum(['Primary', 'Secondary']) }),
  async ({ endpoint, key, clientRequestId }) => {
    const { operationId } = await regenerateKey(getConnection(), endpoint, key, { clientRequestId })
    return { operationId }
  },
)

const splitDeadlineMs = 15_000

/**
 * A changed split is a table swap of milliseconds and the delete behind it is refused until it is done, so this one waits
 * instead of leaving the second half to the page, which may be closed.
 */
async function settled(operationId: string): Promise<void> {
  const deadline = Date.now() + splitDeadlineMs
  for (;;) {
    const operation = await getOperation(getConnection(), operationId)
    if (operation.status === 'Succeeded') return
    if (operation.status !== 'InProgress' || Date.now() > deadline) {
      const message = operation.problem?.message ?? 'Its share was not moved in time; the deployment was not deleted.'
      throw new ProblemError(operation.problem ?? { code: 'Studio.SplitNotApplied', message, origin: 'studio', retryable: true }, 409)
    }
    await delay(100)
  }
}
