import 'server-only'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { putDeployment } from '@/lib/arm/deployments'
import { findEndpoint, getEndpoint, putEndpoint, setTraffic } from '@/lib/arm/endpoints'
import { getOperation } from '@/lib/arm/status'
import type { Deployment } from '@/lib/contract/arm/deployment'
import { localLocation } from '@/lib/contract/arm/scope'
import { invokeRequestSchema } from '@/lib/contract/invoke'
import { type JobStep, type JobView, jobSteps } from '@/lib/contract/job'
import type { OperationView } from '@/lib/contract/scorepoint'
import { deleteEndedJobs, findJob, findJobByRequest, insertJob, type JobRow, jobsOf, unfinishedJobs, updateJob } from '@/lib/db/jobs'
import { deploymentToArm } from '@/lib/domain/convert/deployment'
import { endpointToArm } from '@/lib/domain/convert/endpoint'
import { type Problem, ProblemError } from '@/lib/problems/problem'
import { rememberCode } from '@/lib/server/code-watch'
import { getConnection } from '@/lib/server/connection'
import { type DeployRequest, deployRequestSchema } from '@/lib/server/deploy-request'
import { registerCode, registerEnvironment, registerModel, type SentCode, type StepContext } from '@/lib/server/deploy-steps'
import { sendEdit, unchangedDeployment } from '@/lib/server/deployment-edit'
import { invokeEndpoint } from '@/lib/server/invoke-endpoint'
import { logger } from '@/lib/server/logger'
import { patiently } from '@/lib/server/patiently'
import { releaseUploads } from '@/lib/server/storage'
import { problemOf } from '@/lib/server/unexpected'
import { readDeployment, readEndpoint } from '@/lib/server/yaml-input'

/** Property under which a deployment carries an example request for the test panel. */
export const sampleRequestProperty = 'scorepoint.sampleRequest'

const shared = globalThis as { scorepointJobs?: Map<string, Promise<void>> }
shared.scorepointJobs ??= new Map()
/** Jobs that run in this process; on globalThis because Next may load this module more than once. */
const running = shared.scorepointJobs

const isStep = (value: string | null): value is JobStep => jobSteps.some((step) => step === value)

/** The journal's row as the browser sees it. */
export function viewOfJob(row: JobRow): JobView {
  return {
    id: row.id,
    endpoint: row.endpoint,
    deployment: row.deployment ?? '',
    state: row.state as JobView['state'],
    step: isStep(row.step) ? row.step : undefined,
    operationId: row.operationId ?? undefined,
    problem: (row.problem as Problem | null) ?? undefined,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

/**
 * Journals the job, starts it and answers at once. The YAML is parsed before anything is written, so bad input
 * leaves nothing behind. Throws ProblemError naming field, rule and fix.
 */
export async function startDeployJob(request: DeployRequest): Promise<JobView> {
  readDeployment(request.deploymentYaml)
  if (request.endpointYaml !== undefined) readEndpoint(request.endpointYaml)
  await refuseStaleEdit(request)
  const row = await insertJob({
    id: randomUUID(),
    kind: 'deploy',
    clientRequestId: request.clientRequestId,
    endpoint: request.endpoint,
    deployment: request.deployment,
    payload: request,
  })
  if (!isDeepStrictEqual(deployRequestSchema.parse(row.payload), deployRequestSchema.parse(request))) throw otherRequest(request.deployment)
  if (row.state === 'Queued' || row.state === 'Running') run(row)
  return viewOfJob(row)
}

/** Said at once when it is already so; the job looks again before it sends. A repeat of an accepted request is not looked at. */
async function refuseStaleEdit(request: DeployRequest): Promise<void> {
  if (request.ifFingerprint === undefined || (await findJobByRequest(request.clientRequestId))) return
  await unchangedDeployment(getConnection(), request.endpoint, request.deployment, request.ifFingerprint)
}

/** The id of an accepted job with other contents: answering with that job would pass off its YAML as the one just sent. */
function otherRequest(deployment: string): ProblemError {
  const message = `An earlier version of this request is already being deployed as ${deployment}. Look at the endpoint, then deploy again.`
  return new ProblemError({ code: 'Conflict', message, origin: 'input', retryable: false }, 409)
}

/** One job, or undefined. */
export async function deployJob(id: string): Promise<JobView | undefined> {
  const row = await findJob(id)
  return row ? viewOfJob(row) : undefined
}

/** Jobs worth showing on an endpoint's page: running ones, and failed ones of the last hour that nothing newer replaced. */
export async function jobsOfEndpoint(endpoint: string): Promise<JobView[]> {
  const rows = await jobsOf(endpoint, 50)
  const newest = new Map<string, JobRow>()
  for (const row of rows) if (!newest.has(row.deployment ?? '')) newest.set(row.deployment ?? '', row)
  const hourAgo = Date.now() - 3_600_000
  return [...newest.values()]
    .filter((row) => row.state === 'Queued' || row.state === 'Running' || (row.state === 'Failed' && row.updatedAt.getTime() > hourAgo))
    .map(viewOfJob)
}

/** How long ended jobs are kept. */
const keptMs = 30 * 24 * 3_600_000

/** Called once when the studio starts: every step is repeatable, so an interrupted job simply walks them again. */
export async function resumeDeployJobs(): Promise<number> {
  await deleteEndedJobs(new Date(Date.now() - keptMs))
  const rows = await unfinishedJobs()
  for (const row of rows) run(row)
  return rows.length
}

function run(row: JobRow): void {
  if (running.has(row.id)) return
  const work = runJob(row)
    .catch((error) => logger().error({ err: error, job: row.id }, 'deploy job could not be journaled'))
    .finally(() => running.delete(row.id))
  running.set(row.id, work)
}

/** The endpoint was deleted and its jobs with it: nothing is left to do, and nobody to tell. */
class JobRemoved extends Error {}

async function runJob(row: JobRow): Promise<void> {
  const step = async (name: JobStep) => {
    if (!(await updateJob(row.id, { state: 'Running', step: name }))) throw new JobRemoved()
  }
  try {
    const request = deployRequestSchema.parse(row.payload)
    const ended = await deploy(request, row, step)
    if (ended.status === 'Succeeded' && request.sendAllTraffic) {
      await step('SetTraffic')
      await sendAllTraffic(request)
    }
    if (ended.status === 'Succeeded' && request.sampleRequest !== undefined) {
      await step('SendSample')
      await sendSample(request, request.sampleRequest)
    }
    await updateJob(row.id, { state: ended.status === 'InProgress' ? 'Running' : ended.status })
    if (ended.status === 'Succeeded') await forgetUploads(row)
  } catch (error) {
    if (error instanceof JobRemoved) return
    await updateJob(row.id, { state: 'Failed', problem: problemOf(error, row.id).problem })
  }
}

/** The files are in the asset store now. What cannot be removed here goes when the studio starts next; the job has succeeded all the same. */
async function forgetUploads(row: JobRow): Promise<void> {
  try {
    await releaseUploads(row.payload)
  } catch (error) {
    logger().warn({ err: error, job: row.id }, 'uploads of the job could not be removed')
  }
}

async function deploy(request: DeployRequest, job: JobRow, step: (name: JobStep) => Promise<void>): Promise<Pick<OperationView, 'status'>> {
  const { signal } = new AbortController()
  const yaml = readDeployment(request.deploymentYaml)
  const context = (): StepContext => ({ connection: getConnection(), baseDir: request.baseDir, signal })
  // A resumed job that was past this has made it; missing now, it was deleted, which the PUT then says.
  if (request.endpointYaml !== undefined && (job.step === null || job.step === 'CreateEndpoint')) {
    await step('CreateEndpoint')
    await patiently(() => createEndpoint(request), signal)
  }
  await step('UploadModel')
  const modelId = await patiently(() => registerModel(yaml, context()), signal)
  await step('UploadCode')
  let sent: SentCode | undefined
  const onCode = (code: SentCode) => {
    sent = code
  }
  const codeId = await patiently(() => registerCode(yaml, { ...context(), onCode }), signal)
  await step('RegisterEnvironment')
  const environmentId = await patiently(() => registerEnvironment(yaml, context()), signal)
  // A job that went past this may have sent its edit already: the deployment then differs from what it began with.
  const wasSent = job.step === 'PutDeployment' || job.step === 'Deploying'
  await updateJob(job.id, { assets: { modelId, codeId, environmentId } })
  await step('PutDeployment')
  const body = withSample(deploymentToArm(yaml, { modelId, codeId, environmentId, location: localLocation }), request.sampleRequest)
  const options = { clientRequestId: request.clientRequestId }
  const { endpoint, deployment, ifFingerprint } = request
  const started = await patiently(
    () =>
      ifFingerprint === undefined
        ? putDeployment(getConnection(), endpoint, deployment, body, options)
        : sendEdit(getConnection(), { endpoint, deployment, body, ifFingerprint: wasSent ? undefined : ifFingerprint }, options),
    signal,
  )
  if (started === undefined) return { status: 'Succeeded' }
  if (started.operationId === undefined)
    throw new ProblemError(
      {
        code: 'Studio.NoOperation',
        message: 'The control plane accepted the deployment but named no operation to follow.',
        origin: 'agent',
        retryable: true,
      },
      502,
    )
  await updateJob(job.id, { step: 'Deploying', operationId: started.operationId })
  // A reference to registered code says nothing of a folder: what was known of one stays.
  if (sent) await rememberCode(request.endpoint, request.deployment, sent)
  return follow(started.operationId, signal)
}

/** Creates the endpoint unless it exists; repeatable by client request id. */
export async function createEndpoint(request: Pick<DeployRequest, 'clientRequestId' | 'endpoint' | 'endpointYaml'>): Promise<void> {
  if (request.endpointYaml === undefined) return
  const connection = getConnection()
  if (await findEndpoint(connection, request.endpoint)) return
  const body = endpointToArm(readEndpoint(request.endpointYaml), { location: localLocation })
  await putEndpoint(connection, request.endpoint, body, { clientRequestId: `${request.clientRequestId}-e` })
}

function withSample(body: Deployment, sampleRequest: string | undefined): Deployment {
  if (sampleRequest === undefined) return body
  return {
    ...body,
    properties: { ...body.properties, properties: { ...body.properties.properties, [sampleRequestProperty]: sampleRequest } },
  }
}

/** Longer than the longest request timeout of a managed deployment (180 s). */
const sampleLimitMs = 200_000

/** One request with the sample, kept in the history: a first deployment ends with a prediction on screen. Its outcome never fails the job. */
async function sendSample(request: DeployRequest, body: string): Promise<void> {
  const { signal } = new AbortController()
  try {
    const input = invokeRequestSchema.parse({ deployment: request.deployment, body })
    const answer = await invokeEndpoint(getConnection(), request.endpoint, input, signal)
    // Drained so that the history gets the whole answer; one without an end must not keep the job running.
    await answer.pipeTo(new WritableStream(), { signal: AbortSignal.timeout(sampleLimitMs) })
  } catch (error) {
    logger().warn({ err: error, endpoint: request.endpoint }, 'the sample request could not be sent')
  }
}

async function follow(operationId: string, signal: AbortSignal): Promise<OperationView> {
  for (;;) {
    const operation = await patiently(() => getOperation(getConnection(), operationId), signal)
    if (operation.status !== 'InProgress') return operation
    await delay(250, undefined, { signal })
  }
}

async function sendAllTraffic(request: DeployRequest): Promise<void> {
  const { signal } = new AbortController()
  // Azure allows one operation per endpoint at a time; another one ends within seconds.
  const deadline = Date.now() + 30_000
  for (;;) {
    // A resumed job may find its own split: sent again with what has changed around it, it would be a conflict.
    const { properties } = await patiently(() => getEndpoint(getConnection(), request.endpoint), signal)
    if (properties.traffic?.[request.deployment] === 100) return
    try {
      await patiently(
        () =>
          setTraffic(getConnection(), request.endpoint, { [request.deployment]: 100 }, { clientRequestId: `${request.clientRequestId}-t` }),
        signal,
      )
      return
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 409 || Date.now() > deadline) throw error
      await delay(250, undefined, { signal })
    }
  }
}
