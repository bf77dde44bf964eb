import 'server-only'
import { createHash } from 'node:crypto'
import { parseDocument } from 'yaml'
import type { Connection } from '@/lib/arm/connection'
import { getDeployment, patchDeployment, putDeployment } from '@/lib/arm/deployments'
import { getEndpoint } from '@/lib/arm/endpoints'
import type { Started, WriteOptions } from '@/lib/arm/write'
import type { Deployment } from '@/lib/contract/arm/deployment'
import { type JobAssets, type JobRow, jobsOf } from '@/lib/db/jobs'
import { deploymentFromArm } from '@/lib/domain/convert/deployment'
import { isData } from '@/lib/domain/convert/field-map'
import { isRemotePath, looksLikeReference } from '@/lib/domain/convert/references'
import {
  applyChanges,
  changesBetween,
  comparableBody,
  patchFor,
  withOwnProperties,
  withoutDefaults,
} from '@/lib/domain/deployment-edit/deployment-edit'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { type DeployRequest, deployRequestSchema } from '@/lib/server/deploy-request'
import { orderedYaml } from '@/lib/server/endpoint-yaml'

/** Where an edit, a clone or another try begins. */
export interface EditStart {
  /** The file with local paths where they are known, else with registered assets. */
  text: string
  /** The same before anything is edited: what "from" means in Review. */
  liveText: string
  baseDir: string | undefined
  sampleRequest: string | undefined
  sendAllTraffic: boolean
  /** Some deployment of the endpoint has a share. */
  hasTraffic: boolean
  fingerprint: string
}

/** Equal while nobody changed the deployment; dates and states do not count. */
export const fingerprintOf = (body: Deployment): string => createHash('sha256').update(comparableBody(body)).digest('hex')

/** The live deployment, when it still is the one with this fingerprint. Throws 409 `Studio.DeploymentChanged`, 404 when it is gone. */
export async function unchangedDeployment(
  connection: Connection,
  endpoint: string,
  deployment: string,
  fingerprint: string | undefined,
): Promise<Deployment> {
  const live = await getDeployment(connection, endpoint, deployment)
  if (fingerprint === undefined || fingerprintOf(live) === fingerprint) return live
  throw new ProblemError(
    {
      code: 'Studio.DeploymentChanged',
      message: `Deployment ${deployment} was changed after this edit began; nothing was sent.`,
      target: deployment,
      origin: 'input',
      retryable: false,
    },
    409,
  )
}

/**
 * Sends what an edit changed: PATCH for count and tags alone, else the whole body by PUT with every field nobody touched as it is;
 * undefined when nothing differs.
 */
export async function sendEdit(
  connection: Connection,
  edit: { endpoint: string; deployment: string; body: Deployment; ifFingerprint: string | undefined },
  options: WriteOptions,
): Promise<Started<Deployment> | undefined> {
  const live = await unchangedDeployment(connection, edit.endpoint, edit.deployment, edit.ifFingerprint)
  const body = withOwnProperties(edit.body, live)
  const patch = patchFor(live, body)
  // Without a fingerprint the edit may have been sent already: the same PUT again is the same operation.
  if (edit.ifFingerprint === undefined || patch === undefined)
    return putDeployment(connection, edit.endpoint, edit.deployment, { ...live, ...body, id: undefined, systemData: undefined }, options)
  if (Object.keys(patch).length === 0) return undefined
  return patchDeployment(connection, edit.endpoint, edit.deployment, patch, options)
}

/** The live deployment as an edit begins: with the local paths of the job that made it, when it still runs what that job registered. */
export async function loadEdit(endpoint: string, deployment: string): Promise<EditStart> {
  const connection = getConnection()
  const [live, { properties }] = await Promise.all([getDeployment(connection, endpoint, deployment), getEndpoint(connection, endpoint)])
  const hasTraffic = Object.values(properties.traffic ?? {}).some((percent) => percent > 0)
  const file = withoutDefaults({ ...deploymentFromArm(live, { workspaceId: connection.workspaceId, endpointName: endpoint }) })
  const fingerprint = fingerprintOf(live)
  const jobs = (await jobsOfDeployment(endpoint, deployment)).filter(({ row }) => registeredThis(row.assets, live))
  // A later edit of the live file names what is registered; the local paths of an earlier job say where it came from.
  const made = jobs.find(({ request }) => namesLocalFiles(request.deploymentYaml)) ?? jobs[0]
  if (!made) {
    const text = orderedYaml(file)
    return { text, liveText: text, baseDir: undefined, sampleRequest: undefined, sendAllTraffic: false, hasTraffic, fingerprint }
  }
  const { deploymentYaml, baseDir } = made.request
  // The first try failed before its share was set; what was asked for then still stands.
  const sendAllTraffic = !hasTraffic && live.properties.provisioningState === 'Failed' && made.request.sendAllTraffic
  const written: unknown = parseDocument(deploymentYaml).toJS()
  const since = changesBetween(isData(written) ? written : {}, file).filter(({ path }) => !isAsset(path))
  const text = applyChanges(deploymentYaml, since)
  return { text, liveText: text, baseDir, sampleRequest: undefined, sendAllTraffic, hasTraffic, fingerprint }
}

/** Everything that was typed for a job, to be corrected and sent again. Throws 404 `Studio.JobNotFound`. */
export async function loadRetry(endpoint: string, jobId: string): Promise<EditStart & { deployment: string }> {
  const found = (await jobsOf(endpoint, 100)).find((row) => row.id === jobId)
  const request = found && deployRequestSchema.safeParse(found.payload).data
  if (!request)
    throw new ProblemError(
      {
        code: 'Studio.JobNotFound',
        message: `There is no deploy job ${jobId.slice(0, 64)} of ${endpoint}.`,
        target: 'retry',
        origin: 'input',
        retryable: false,
      },
      404,
    )
  return {
    deployment: request.deployment,
    text: request.deploymentYaml,
    liveText: request.deploymentYaml,
    baseDir: request.baseDir,
    sampleRequest: request.sampleRequest,
    sendAllTraffic: request.sendAllTraffic,
    hasTraffic: false,
    fingerprint: '',
  }
}

function namesLocalFiles(text: string): boolean {
  const file: unknown = parseDocument(text).toJS()
  if (!isData(file)) return false
  const { code_configuration: code, model, environment } = file
  const paths = [
    isData(code) ? code.code : undefined,
    isData(model) ? model.path : undefined,
    isData(environment) ? environment.conda_file : undefined,
  ]
  return paths.some((path) => typeof path === 'string' && !looksLikeReference(path) && !isRemotePath(path))
}

async function jobsOfDeployment(endpoint: string, deployment: string): Promise<{ row: JobRow; request: DeployRequest }[]> {
  return (await jobsOf(endpoint, 100)).flatMap((row) => {
    const request = deployRequestSchema.safeParse(row.payload).data
    return request && request.deployment.toLowerCase() === deployment.toLowerCase() ? [{ row, request }] : []
  })
}

/** Whether the deployment names exactly what the job registered. */
function registeredThis(stored: unknown, { properties }: Deployment): boolean {
  if (!isData(stored)) return false
  // Written by updateJob alone.
  const assets = stored as JobAssets
  const same = (mine: string | undefined, theirs: string | null | undefined) => (mine ?? '').toLowerCase() === (theirs ?? '').toLowerCase()
  return (
    same(assets.modelId, properties.model) &&
    same(assets.environmentId, properties.environmentId) &&
    same(assets.codeId, properties.codeConfiguration?.codeId)
  )
}

/** Model, code folder and environment: the job's own words for them are kept. */
function isAsset(path: readonly (string | number)[]): boolean {
  return path[0] === 'model' || path[0] === 'environment' || (path[0] === 'code_configuration' && path[1] === 'code')
}
