import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import { getDeployment, putDeployment } from '@/lib/arm/deployments'
import type { HashedTree } from '@/lib/arm/local-files'
import { getOperation } from '@/lib/arm/status'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath } from '@/lib/server/allowed-paths'
import { getConnection } from '@/lib/server/connection'
import { type SentCode, sendCode } from '@/lib/server/deploy-steps'
import { patiently } from '@/lib/server/patiently'

/** Another operation of the deployment is waited for so long. */
const busyLimitMs = 10 * 60_000
const busyLookMs = 50
/** No rollout ends earlier; until then the control plane has better things to do than to answer. */
const followFromMs = 100
const followMs = 50

/** Uploads and registers the code of a folder, as it was read into `hashed` or is now; no deployment has it by that. Throws ProblemError. */
export function sendCodeOf(folder: string, signal: AbortSignal, hashed?: HashedTree): Promise<SentCode> {
  return patiently(() => sendCode(allowedPath(folder), { connection: getConnection(), signal }, hashed), signal)
}

/**
 * Gives a deployment the code that is being sent and changes nothing else of it. Waits while another operation runs on it. Resolves
 * when the change was accepted. Throws ProblemError: what sending threw, 404 when the deployment is gone, or what the control plane says.
 */
export async function redeployCode(
  target: { endpoint: string; deployment: string; sending: Promise<SentCode>; clientRequestId: string },
  signal: AbortSignal,
): Promise<{ sent: SentCode; operationId: string | undefined }> {
  const { endpoint, deployment, sending, clientRequestId } = target
  const readStored = () => patiently(() => getDeployment(getConnection(), endpoint, deployment), signal)
  const deadline = Date.now() + busyLimitMs
  const [sent, before] = await Promise.all([sending, readStored()])
  for (let stored = before; ; stored = await readStored()) {
    const { codeConfiguration } = stored.properties
    if (!codeConfiguration) throw noCode(deployment)
    const properties = { ...stored.properties, codeConfiguration: { ...codeConfiguration, codeId: sent.codeId } }
    try {
      const body = { ...stored, properties }
      const started = await patiently(() => putDeployment(getConnection(), endpoint, deployment, body, { clientRequestId }), signal)
      return { sent, operationId: started.operationId }
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 409 || !error.problem.retryable || Date.now() > deadline) throw error
      await delay(busyLookMs, undefined, { signal })
    }
  }
}

/** Resolves when the operation has ended, however. */
export async function untilEnded(operationId: string, signal: AbortSignal): Promise<void> {
  await delay(followFromMs, undefined, { signal })
  for (;;) {
    const { status } = await patiently(() => getOperation(getConnection(), operationId), signal)
    if (status !== 'InProgress') return
    await delay(followMs, undefined, { signal })
  }
}

function noCode(deployment: string): ProblemError {
  return new ProblemError(
    {
      code: 'BadArgument',
      message: `Deployment ${deployment} has no code configuration any more; deploy it again with its code folder.`,
      target: 'properties.codeConfiguration',
      origin: 'input',
      retryable: false,
    },
    400,
  )
}
