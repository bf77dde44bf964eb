import 'server-only'
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { agentJson } from '@/lib/arm/agent-fetch'
import { withVersion } from '@/lib/arm/api-version'
import { endpointPath, getEndpoint, patchEndpoint, putEndpoint } from '@/lib/arm/endpoints'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { Endpoint } from '@/lib/contract/arm/endpoint'
import type { JobView } from '@/lib/contract/job'
import type { LiveFile } from '@/lib/contract/live-file'
import { deploymentFromArm } from '@/lib/domain/convert/deployment'
import { endpointFromArm, endpointToArm } from '@/lib/domain/convert/endpoint'
import { withoutOwnProperties, withoutQueueWaitDefault } from '@/lib/domain/deployment-edit/deployment-edit'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { startDeployJob } from '@/lib/server/deploy-job'
import { fingerprintOf } from '@/lib/server/deployment-edit'
import { orderedYaml } from '@/lib/server/endpoint-yaml'
import { readDeployment, readEndpoint } from '@/lib/server/yaml-input'

/** The files of an endpoint and its deployments as they are now, each with what tells a later change. Throws ProblemError. */
export async function loadLiveFiles(endpoint: string): Promise<LiveFile[]> {
  const connection = getConnection()
  const [stored, { value: deployments }] = await Promise.all([
    getEndpoint(connection, endpoint),
    agentJson<{ value: Deployment[] }>(connection, withVersion(`${endpointPath(connection, endpoint)}/deployments`)),
  ])
  const { workspaceId } = connection
  const text = endpointText(stored, workspaceId)
  return [
    { text, fingerprint: hashOf(text) },
    ...deployments.map((body) => ({
      deployment: body.name ?? '',
      text: orderedYaml(withoutOwnProperties(withoutQueueWaitDefault(deploymentFromArm(body, { workspaceId, endpointName: endpoint })))),
      fingerprint: fingerprintOf(body),
    })),
  ]
}

const endpointText = (stored: Endpoint, workspaceId: string) => orderedYaml(endpointFromArm(stored, { workspaceId }))
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

export interface LiveEdit {
  clientRequestId: string
  endpoint: string
  yaml: string
  /** Of the object when the edit began. */
  ifFingerprint: string
}

/** A file under another name would make a second object beside the one that is edited. */
function refuseOtherName(field: string, written: string | undefined, name: string): void {
  if (written === undefined || written.toLowerCase() === name.toLowerCase()) return
  throw new ProblemError({
    code: 'BadArgument',
    message: `${field}: ${written.slice(0, 64)} is another name; this file describes ${name}. A live object cannot be renamed.`,
    target: field,
    origin: 'input',
    retryable: false,
  })
}

/**
 * Makes a deployment what its edited file says, as a deploy job. Throws `BadArgument` for a file that is none or bears another name,
 * 409 `Studio.DeploymentChanged` when the deployment was changed since.
 */
export function applyLiveDeployment({ yaml, deployment, ...edit }: LiveEdit & { deployment: string }): Promise<JobView> {
  const read = readDeployment(yaml)
  refuseOtherName('name', read.name, deployment)
  refuseOtherName('endpoint_name', read.endpoint_name ?? undefined, edit.endpoint)
  return startDeployJob({ ...edit, deployment, deploymentYaml: yaml, sendAllTraffic: false })
}

/**
 * Makes an endpoint what its edited file says: PATCH for added or changed tags alone, else PUT of the whole. Undefined when nothing
 * differs. Throws `BadArgument` and 409 `Studio.EndpointChanged` as for deployments.
 */
export async function applyLiveEndpoint(edit: LiveEdit): Promise<{ operationId: string | undefined }> {
  const connection = getConnection()
  const { workspaceId } = connection
  const yaml = readEndpoint(edit.yaml)
  refuseOtherName('name', yaml.name, edit.endpoint)
  const live = await getEndpoint(connection, edit.endpoint)
  if (hashOf(endpointText(live, workspaceId)) !== edit.ifFingerprint) throw endpointChanged(edit.endpoint)
  const wanted = endpointToArm(yaml, { location: live.location ?? 'local', workspaceId })
  const before = endpointToArm(endpointFromArm(live, { workspaceId }), { location: live.location ?? 'local', workspaceId })
  const { tags = {} } = wanted
  const options = { clientRequestId: edit.clientRequestId }
  if (isDeepStrictEqual({ ...wanted, tags: {} }, { ...before, tags: {} })) {
    const isKept = Object.keys(live.tags ?? {}).every((key) => key in tags)
    if (isDeepStrictEqual(tags, live.tags ?? {})) return { operationId: undefined }
    if (isKept) return patchEndpoint(connection, edit.endpoint, { tags }, options)
  }
  const { id: _id, systemData: _system, ...rest } = live
  const properties = {
    ...wanted.properties,
    traffic: wanted.properties.traffic ?? {},
    mirrorTraffic: wanted.properties.mirrorTraffic ?? {},
  }
  return putEndpoint(connection, edit.endpoint, { ...rest, ...wanted, properties }, options)
}

function endpointChanged(endpoint: string): ProblemError {
  const message = `Endpoint ${endpoint} was changed after this edit began; nothing was sent.`
  return new ProblemError({ code: 'Studio.EndpointChanged', message, target: endpoint, origin: 'input', retryable: false }, 409)
}
