import 'server-only'
import type { Draft } from '@/lib/contract/draft'
import type { EndpointStatus } from '@/lib/contract/scorepoint'
import { baseImages } from '@/lib/domain/limits/base-images'
import { maxNameLength } from '@/lib/domain/names/names'
import { defaultInstanceType } from '@/lib/domain/skus/skus'
import { writeAt } from '@/lib/domain/yaml-edit/yaml-edit'
import { loadEdit, loadRetry } from '@/lib/server/deployment-edit'
import { readDraft } from '@/lib/server/drafts'

/** What the address of "New deployment" may ask for. */
export interface WizardQuery {
  /** A stored draft. */
  draft?: string | undefined
  /** A deployment of the same endpoint to copy. */
  from?: string | undefined
  /** A deploy job whose input is tried again. */
  retry?: string | undefined
  /** `azureml:<name>:<version>` from a model's or environment's page. */
  model?: string | undefined
  environment?: string | undefined
}

export interface WizardStart {
  initial: { text: string; baseDir: string | undefined; sendAllTraffic: boolean; sampleRequest: string | undefined }
  stored: Draft | undefined
}

/** Names that get their own colour, in the order people use them. */
const usualNames = ['blue', 'green', 'canary']

const template = (
  endpoint: string,
  name: string,
) => `$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: ${name}
endpoint_name: ${endpoint}
environment:
  image: ${baseImages[0]}
instance_type: ${defaultInstanceType}
instance_count: 1
`

/** On Kubernetes the size comes from the cluster's instance types or from resources. */
const kubernetesTemplate = (
  endpoint: string,
  name: string,
) => `$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
name: ${name}
endpoint_name: ${endpoint}
type: kubernetes
environment:
  image: ${baseImages[0]}
instance_count: 1
`

const reference = /^azureml:[A-Za-z0-9][A-Za-z0-9._-]*(:[A-Za-z0-9][A-Za-z0-9._-]*|@latest)$/

/** A name no deployment has: a colour, else `<source>-2`, `<source>-3`, … */
function freeName(existing: readonly string[], source?: string): string {
  const taken = new Set(existing.map((name) => name.toLowerCase()))
  const usual = usualNames.find((name) => !taken.has(name))
  if (usual !== undefined || source === undefined) return usual ?? ''
  for (let number = 2; ; number += 1) {
    const name = `${source.slice(0, maxNameLength - 4)}-${number}`
    if (!taken.has(name.toLowerCase())) return name
  }
}

/**
 * Where "New deployment" begins: a template, a copy of a deployment, the input of a failed job, or a stored draft over one of these.
 * Throws ProblemError when the deployment or job does not exist.
 */
export async function wizardStart(endpoint: EndpointStatus, query: WizardQuery): Promise<WizardStart> {
  const existing = endpoint.deployments.map((deployment) => deployment.name)
  const stored = query.draft === undefined ? undefined : await readDraft(query.draft)
  const drafted = stored?.kind === 'deployment' && stored.endpoint === endpoint.name && stored.editOf === undefined ? stored : undefined
  return { initial: await initialContent(endpoint.name, endpoint.kubernetes !== undefined, existing, query), stored: drafted }
}

async function initialContent(
  endpoint: string,
  isKubernetes: boolean,
  existing: readonly string[],
  query: WizardQuery,
): Promise<WizardStart['initial']> {
  if (query.retry !== undefined) {
    const { text, baseDir, sendAllTraffic, sampleRequest } = await loadRetry(endpoint, query.retry)
    return { text, baseDir, sendAllTraffic, sampleRequest }
  }
  if (query.from !== undefined) {
    const { text, baseDir } = await loadEdit(endpoint, query.from)
    return { text: writeAt(text, ['name'], freeName(existing, query.from)), baseDir, sendAllTraffic: false, sampleRequest: undefined }
  }
  const asked: [string, string | undefined][] = [
    ['model', query.model],
    ['environment', query.environment],
  ]
  const text = asked.reduce(
    (current, [key, value]) => (value !== undefined && reference.test(value) ? writeAt(current, [key], value) : current),
    (isKubernetes ? kubernetesTemplate : template)(endpoint, freeName(existing)),
  )
  return { text, baseDir: undefined, sendAllTraffic: existing.length === 0, sampleRequest: undefined }
}
