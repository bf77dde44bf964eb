/** Reads every form in which a deployment may name a model, an environment or code. Pure. */
import type { AssetKind } from '@/lib/contract/arm/scope'

export type AssetReference =
  | { type: 'version'; kind?: AssetKind; name: string; version: string }
  | { type: 'latest'; kind?: AssetKind; name: string }
  /** Of a shared registry in Azure; `isLabel` when `version` is a label (`latest`). */
  | { type: 'registry'; registry: string; name: string; version: string; isLabel: boolean }
  | { type: 'datastore'; datastore: string; path: string }
  | { type: 'blob'; container: string; path: string }
  | { type: 'elsewhere'; what: string }

const kinds: Record<string, AssetKind> = { models: 'models', environments: 'environments', codes: 'codes' }
/** The storage account the agent plays; its segment may be missing in addresses that older SDKs send back. */
export const storageAccount = 'devstoreaccount1'
const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    // A lone percent sign is part of the name itself.
    return segment
  }
}

function parseHttps(text: string): AssetReference {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !loopback.has(url.hostname)) return { type: 'elsewhere', what: 'an address outside this computer' }
  const segments = url.pathname.split('/').filter(Boolean).map(decode)
  if (segments[0] === storageAccount) segments.shift()
  const [container = '', ...path] = segments
  return { type: 'blob', container, path: path.join('/') }
}

function parseSegments(text: string): AssetReference | undefined {
  const datastore = /(?:^|\/)datastores\/([^/]+)\/paths\/(.*)$/i.exec(text)
  if (datastore) return { type: 'datastore', datastore: decode(datastore[1] ?? ''), path: decode(datastore[2] ?? '') }
  const registry = /^\/?registries\/([^/]+)\/[^/]+\/([^/]+)\/(versions|labels)\/([^/]+)\/?$/i.exec(text)
  if (registry) {
    const [, name = '', asset = '', word = '', version = ''] = registry
    return {
      type: 'registry',
      registry: decode(name),
      name: decode(asset),
      version: decode(version),
      isLabel: word.toLowerCase() === 'labels',
    }
  }
  const asset = /(?:^|\/)(models|environments|codes)\/([^/]+)\/(versions|labels)\/([^/]+)\/?$/i.exec(text)
  if (!asset) return undefined
  const kind = kinds[(asset[1] ?? '').toLowerCase()]
  const name = decode(asset[2] ?? '')
  const version = decode(asset[4] ?? '')
  return (asset[3] ?? '').toLowerCase() === 'labels' ? { type: 'latest', kind, name } : { type: 'version', kind, name, version }
}

/**
 * Parses an ARM id (with or without `azureml:`), `azureml:name:version`, `azureml:name@latest`, `azureml://registries|locations|subscriptions/…`,
 * `azureml://datastores/<d>/paths/<p>` and blob addresses. Undefined when it is none of these.
 */
export function parseAssetReference(text: string): AssetReference | undefined {
  const trimmed = text.trim()
  if (/^https?:\/\//i.test(trimmed)) return parseHttps(trimmed)
  if (/^runs:\//i.test(trimmed)) return { type: 'elsewhere', what: 'an MLflow run' }
  if (/^azureml:\/\/jobs\//i.test(trimmed)) return { type: 'elsewhere', what: 'a job output' }
  const bare = trimmed.replace(/^azureml:(?=\/)/i, '').replace(/^\/\//, '')
  if (bare !== trimmed || bare.startsWith('/')) return parseSegments(bare)
  const named = /^azureml:([^/@:]+)(?::([^/@:]+)|@latest)$/i.exec(trimmed)
  if (!named) return undefined
  const name = named[1] ?? ''
  return named[2] === undefined ? { type: 'latest', name } : { type: 'version', name, version: named[2] }
}
