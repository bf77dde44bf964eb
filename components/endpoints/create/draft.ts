import { parseDocument, stringify } from 'yaml'
import type { Draft } from '@/lib/contract/draft'
import type { DocumentChange } from '@/lib/contract/finding'
import type { authModeWords } from '@/lib/contract/yaml/endpoint'
import { checkName } from '@/lib/domain/names/names'
import { editYaml } from '@/lib/domain/yaml-edit/yaml-edit'

export type AuthMode = (typeof authModeWords)[number]

export interface TagRow {
  /** Identity of the row on screen; not sent. */
  id: string
  key: string
  value: string
}

/** Everything the person typed, as it is kept over steps and reloads. */
export interface Typed {
  name: string
  description: string
  authMode: AuthMode
  /** Kubernetes compute; empty while none is chosen. Undefined: a managed endpoint. */
  compute?: string | undefined
  tags: TagRow[]
  /** The file it began with, dropped or pasted: comments and keys the form does not show stay in it. */
  source?: string | undefined
}

export interface EndpointDraft extends Typed {
  /** Made before the first click on Create and kept until it succeeded. */
  clientRequestId: string
}

export const steps = ['basics', 'authentication', 'tags', 'review'] as const
export type Step = (typeof steps)[number]

/** One thing to correct; `field` is the id of the control that takes the focus. */
export interface DraftError {
  step: Step
  field: string
  kind: 'nameRequired' | 'nameTaken' | 'nameRule' | 'computeMissing' | 'keyMissing' | 'keyDouble'
  /** Rule of lib/domain/names for nameRule. */
  rule?: string
  /** The tag name or value concerned. */
  text?: string
}

/** What blocks, in the order of the page. `isTaken` is the answer of the availability check. */
export function draftErrors(draft: EndpointDraft, isTaken: boolean): DraftError[] {
  const errors: DraftError[] = []
  const rule = checkName('endpoint', draft.name).find((finding) => finding.severity === 'error')?.rule
  if (draft.name === '') errors.push({ step: 'basics', field: 'name', kind: 'nameRequired' })
  else if (rule) errors.push({ step: 'basics', field: 'name', kind: 'nameRule', rule })
  else if (isTaken) errors.push({ step: 'basics', field: 'name', kind: 'nameTaken' })
  if (draft.compute === '') errors.push({ step: 'basics', field: 'compute', kind: 'computeMissing' })
  const seen = new Set<string>()
  for (const tag of draft.tags) {
    const key = tag.key.trim()
    const field = `tag-${tag.id}`
    if (key === '' && tag.value.trim() !== '') errors.push({ step: 'tags', field, kind: 'keyMissing', text: tag.value.trim() })
    // Azure compares tag names without regard to case.
    if (key !== '' && seen.has(key.toLowerCase())) errors.push({ step: 'tags', field, kind: 'keyDouble', text: key })
    seen.add(key.toLowerCase())
  }
  return errors
}

/** Tags that will be sent; rows left empty are none. */
export function sentTags(draft: Pick<Typed, 'tags'>): Record<string, string> {
  return Object.fromEntries(draft.tags.filter((tag) => tag.key.trim() !== '').map((tag) => [tag.key.trim(), tag.value.trim()]))
}

/** The endpoint file, in the exact form `az ml online-endpoint create` takes. Defaults that were not touched stay out, the auth mode stays in. */
export function draftYaml(draft: Typed): string {
  return draft.source === undefined ? formYaml(draft) : writtenInto(draft.source, draft)
}

/** The file with what the form changed in it, each as the smallest edit. */
function writtenInto(source: string, draft: Typed): string {
  const before = typedIn(source)
  const changes: DocumentChange[] = []
  const set = (key: string, from: string, to: string) => {
    if (from !== to) changes.push(to === '' ? { op: 'remove', path: [key] } : { op: 'set', path: [key], value: to })
  }
  set('name', before.name, draft.name)
  set('description', before.description.trim(), draft.description.trim())
  set('auth_mode', before.authMode, draft.authMode)
  set('compute', before.compute ? `azureml:${before.compute}` : '', draft.compute ? `azureml:${draft.compute}` : '')
  const [old, now] = [sentTags(before), sentTags(draft)]
  for (const key of Object.keys(old)) if (!(key in now)) changes.push({ op: 'remove', path: ['tags', key] })
  for (const [key, value] of Object.entries(now)) if (old[key] !== value) changes.push({ op: 'set', path: ['tags', key], value })
  return editYaml(source, changes).text
}

function formYaml(draft: Typed): string {
  const tags = sentTags(draft)
  const description = draft.description.trim()
  return stringify({
    $schema: `https://azuremlschemas.azureedge.net/latest/${draft.compute === undefined ? 'managed' : 'kubernetes'}OnlineEndpoint.schema.json`,
    name: draft.name,
    ...(draft.compute ? { compute: `azureml:${draft.compute}` } : {}),
    ...(description ? { description } : {}),
    auth_mode: draft.authMode,
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
  })
}

/** The same endpoint from the command line, with the file saved beside. */
export function azCreateCommand(): string {
  return 'az ml online-endpoint create --file endpoint.yml'
}

/** What was typed, from a stored draft: the file says all but the rows of tags, which may be half filled in. */
export function typedContent(stored: Pick<Draft, 'yaml' | 'state'>): Typed {
  const inFile = typedIn(stored.yaml)
  const tags = stored.state.tags ? stored.state.tags.map((tag, index) => ({ id: `kept-${index}`, ...tag })) : inFile.tags
  const typed = { ...inFile, tags }
  // A file that holds more than the form would write is kept as it is.
  return formYaml(typed) === stored.yaml ? typed : { ...typed, source: stored.yaml }
}

/** What of the form is written in an endpoint file. */
function typedIn(yaml: string): Typed {
  const document = parseDocument(yaml)
  const parsed: unknown = document.errors.length > 0 ? undefined : document.toJS()
  const file = typeof parsed === 'object' && parsed !== null ? parsed : {}
  const textAt = (key: string): string => {
    const value: unknown = Reflect.get(file, key)
    return typeof value === 'string' ? value : ''
  }
  const authMode = textAt('auth_mode').toLowerCase()
  const isKubernetes = textAt('compute') !== '' || textAt('$schema').includes('kubernetesOnlineEndpoint')
  const tags: unknown = Reflect.get(file, 'tags')
  const pairs = typeof tags === 'object' && tags !== null && !Array.isArray(tags) ? Object.entries(tags) : []
  return {
    name: textAt('name'),
    description: textAt('description'),
    authMode: authMode === 'aml_token' || authMode === 'aad_token' ? authMode : 'key',
    ...(isKubernetes ? { compute: textAt('compute').replace(/^azureml:/, '') } : {}),
    tags: pairs.map(([key, value], index) => ({ id: `file-${index}`, key, value: String(value) })),
  }
}

/** True when nothing worth keeping was typed. */
export function isEmptyDraft(draft: Typed): boolean {
  return (
    draft.source === undefined &&
    draft.name === '' &&
    draft.description === '' &&
    draft.authMode === 'key' &&
    draft.compute === undefined &&
    draft.tags.every(({ key, value }) => `${key}${value}`.trim() === '')
  )
}
