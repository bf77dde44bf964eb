import type { AssetKind } from '@/lib/contract/arm/scope'

/** References to assets as YAML and the wire write them. Names keep the author's spelling. */
export type AssetReference =
  | { form: 'version'; name: string; version: string }
  | { form: 'label'; name: string; label: string }
  | { form: 'registry'; registry: string; kind: string; name: string; version?: string; label?: string }
  | {
      form: 'id'
      subscription: string
      resourceGroup: string
      workspace: string
      kind: string
      name: string
      version?: string
      label?: string
    }
  | { form: 'location'; location: string; workspaceGuid: string; kind: string; name: string; version: string }

const shortForm = /^azureml:([^:@/\s]+)(?::([^:@/\s]+)|@([^:@/\s]+))$/i
const registryForm = /^azureml:\/\/registries\/([^/\s]+)\/([^/\s]+)\/([^/\s]+)\/(versions|labels)\/([^/\s]+)$/i
const idForm =
  /^(?:azureml:\/?)?\/subscriptions\/([^/\s]+)\/resourceGroups\/([^/\s]+)\/(?:providers\/Microsoft\.MachineLearningServices\/)?workspaces\/([^/\s]+)\/([^/\s]+)\/([^/\s]+)\/(versions|labels)\/([^/\s]+)$/i
const locationForm = /^azureml:\/\/locations\/([^/\s]+)\/workspaces\/([^/\s]+)\/([^/\s]+)\/([^/\s]+)\/versions\/([^/\s]+)$/i

/** Reads a reference; undefined when the text is none (a path, or a malformed reference). */
export function parseAssetReference(text: string): AssetReference | undefined {
  const short = shortForm.exec(text)
  if (short?.[1]) {
    if (short[2]) return { form: 'version', name: short[1], version: short[2] }
    if (short[3]) return { form: 'label', name: short[1], label: short[3] }
  }
  const registry = registryForm.exec(text)
  if (registry) {
    const [, registryName = '', kind = '', name = '', what = '', value = ''] = registry
    return {
      form: 'registry',
      registry: registryName,
      kind,
      name,
      ...(what.toLowerCase() === 'labels' ? { label: value } : { version: value }),
    }
  }
  const id = idForm.exec(text)
  if (id) {
    const [, subscription = '', resourceGroup = '', workspace = '', kind = '', name = '', what = '', value = ''] = id
    return {
      form: 'id',
      subscription,
      resourceGroup,
      workspace,
      kind,
      name,
      ...(what.toLowerCase() === 'labels' ? { label: value } : { version: value }),
    }
  }
  const location = locationForm.exec(text)
  if (location) {
    const [, place = '', workspaceGuid = '', kind = '', name = '', version = ''] = location
    return { form: 'location', location: place, workspaceGuid, kind, name, version }
  }
  return undefined
}

/** Whether the text is meant as a reference (and not as a local path), well formed or not. */
export function looksLikeReference(text: string): boolean {
  return /^azureml:/i.test(text) || /^\/subscriptions\//i.test(text)
}

/** Whether a model path points into the cloud: a datastore, a job, an MLflow run or a web address. */
export function isRemotePath(path: string): boolean {
  return /^(azureml:|runs:|https?:|wasbs?:|abfss?:)/i.test(path)
}

/**
 * `azureml:<name>:<version>` → ARM id in the workspace. Everything else is returned as it is: ids already, registries and
 * labels that only the service can resolve.
 */
export function expandReference(text: string, kind: AssetKind, workspace: string): string {
  const reference = parseAssetReference(text)
  return reference?.form === 'version' ? `${workspace}/${kind}/${reference.name}/versions/${reference.version}` : text
}

/** The inverse of expandReference: ids in this workspace become short, everything else stays. */
export function shortenReference(text: string, kind: AssetKind, workspace: string): string {
  const prefix = `${workspace}/${kind}/`.toLowerCase()
  if (!text.toLowerCase().startsWith(prefix)) return text
  const match = /^([^:@/\s]+)\/versions\/([^:@/\s]+)$/i.exec(text.slice(prefix.length))
  return match ? `azureml:${match[1]}:${match[2]}` : text
}
