import type { DroppedAsset } from '@/components/drop/dropped-asset'
import { isRemotePath, looksLikeReference } from '@/lib/domain/convert/references'
import { parseEditable } from '@/lib/domain/yaml-edit/parse-editable'
import { valueAt, writeAt } from '@/lib/domain/yaml-edit/yaml-edit'
import { schemaAddresses } from '@/lib/domain/yaml-language/schema-addresses'
import { ProblemError } from '@/lib/problems/problem'
import { newClientRequestId } from '@/lib/queries/client-request-id'
import { loadDraft, storeDraft } from '@/lib/queries/drafts'

const pathKeys = [
  ['model', 'path'],
  ['path'],
  ['code_configuration', 'code'],
  ['environment', 'conda_file'],
  ['environment', 'build', 'path'],
  ['conda_file'],
  ['build', 'path'],
] as const

const textAt = (text: string, path: readonly string[]): string | undefined => {
  const document = parseEditable(text)
  const value = document.errors.length > 0 ? undefined : valueAt(document, path)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Paths in the text that only mean something beside the file itself: the browser does not tell where that is. */
export function relativePathsOf(text: string): string[] {
  return pathKeys.flatMap((path) => {
    const value = textAt(text, path)
    return value === undefined || value.startsWith('/') || isRemotePath(value) || looksLikeReference(value) ? [] : [value]
  })
}

export const endpointNameOf = (text: string): string | undefined => textAt(text, ['endpoint_name'])

/** An endpoint for a deployment whose own file was not dropped, of the same kind; on Kubernetes its compute is still to be chosen. */
export function plainEndpoint(name: string, compute: 'managed' | 'kubernetes' = 'managed'): string {
  const schema = schemaAddresses('endpoint').find((address) => address.includes(`/${compute}`))
  return `$schema: ${schema}\nname: ${JSON.stringify(name).slice(1, -1)}\nauth_mode: key\n`
}

/** Keeps the text as a draft of the endpoint wizard, comments and all; answers the draft's id. */
export async function draftEndpoint(text: string): Promise<string> {
  const id = newClientRequestId()
  await storeDraft(id, { kind: 'endpoint', name: textAt(text, ['name'])?.slice(0, 255) ?? '', yaml: text, state: {}, ifRevision: 0 })
  return id
}

/** Keeps the text as a draft of a deployment of `endpoint`; answers the draft's id. Only the endpoint's name is changed, where it differs. */
export async function draftDeployment(text: string, endpoint: string, baseDir: string | undefined, isFirst: boolean): Promise<string> {
  const id = newClientRequestId()
  await storeDraft(id, {
    kind: 'deployment',
    endpoint,
    name: textAt(text, ['name'])?.slice(0, 255) ?? '',
    yaml: endpointNameOf(text) === endpoint ? text : writeAt(text, ['endpoint_name'], endpoint),
    state: { sendAllTraffic: isFirst, ...(baseDir ? { baseDir } : {}) },
    ifRevision: 0,
  })
  return id
}

export const newDeploymentHref = (endpoint: string, draft: string) =>
  `/endpoints/${encodeURIComponent(endpoint)}/deployments/new?draft=${draft}`

/** Where to go on after the endpoint was created: the deployment dropped together with it, under the name the endpoint has now. */
export async function continueWith(draft: string, endpoint: string): Promise<string | undefined> {
  try {
    const { yaml, state, name, endpoint: before, revision } = await loadDraft(draft)
    if (before !== endpoint)
      await storeDraft(draft, {
        kind: 'deployment',
        endpoint,
        name,
        yaml: writeAt(yaml, ['endpoint_name'], endpoint),
        state,
        ifRevision: revision,
      })
    return newDeploymentHref(endpoint, draft)
  } catch (error) {
    // Deleted meanwhile: the endpoint's own page is where to go on.
    if (error instanceof ProblemError) return undefined
    throw error
  }
}

const wholePath = (path: string | undefined, baseDir: string | undefined): string | undefined =>
  path === undefined || path.startsWith('/') || baseDir === undefined || isRemotePath(path)
    ? path
    : `${baseDir.replace(/\/$/, '')}/${path.replace(/^\.\//, '')}`

/** The registration form's fields for a model, environment or conda file. `conda` is the text of a conda file dropped with it. */
export function assetOf(kind: 'model' | 'environment' | 'conda', text: string, baseDir: string | undefined, conda?: string): DroppedAsset {
  const document = parseEditable(text)
  const value = (path: readonly string[]) => (document.errors.length > 0 ? undefined : valueAt(document, path))
  const textOf = (...path: string[]) => {
    const found = value(path)
    return found === undefined || found === null || typeof found === 'object' ? undefined : String(found)
  }
  const filled = (fields: Record<string, string | undefined>) =>
    Object.fromEntries(Object.entries(fields).filter(([, each]) => each !== undefined))
  if (kind === 'conda') return { kind: 'environments', ...filled({ name: textOf('name'), conda: text }) }
  const common = { name: textOf('name'), version: textOf('version'), description: textOf('description') }
  if (kind === 'model') return { kind: 'models', ...filled({ ...common, path: wholePath(textOf('path'), baseDir), type: textOf('type') }) }
  return {
    kind: 'environments',
    ...filled({
      ...common,
      image: textOf('image'),
      conda,
      buildPath: wholePath(textOf('build', 'path'), baseDir),
      dockerfile: textOf('build', 'dockerfile_path'),
    }),
  }
}
