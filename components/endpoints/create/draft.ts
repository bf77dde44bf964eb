import { parseDocument, stringify } from 'yaml'
import type { Draft } from '@/lib/contract/draft'
import type { authModeWords } from '@/lib/contract/yaml/endpoint'
import { checkName } from '@/lib/domain/names/names'

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
  const document = parseDocument(stored.yaml)
  const parsed: unknown = document.errors.length > 0 ? undefined : document.toJS()
  const file = typeof parsed === 'object' && parsed !== null ? parsed : {}
  const textAt = (key: string): string => {
    const value: unknown = Reflect.get(file, key)
    return typeof value === 'string' ? value : ''
  }
  const authMode = textAt('auth_mode')
  const isKubernetes = textAt('compute') !== '' || textAt('$schema').includes('kubernetesOnlineEndpoint')
  return {
    name: textAt('name'),
    description: textAt('description'),
    authMode: authMode === 'aml_token' || authMode === 'aad_token' ? authMode : 'key',
    ...(isKubernetes ? { compute: textAt('compute').replace(/^azureml:/, '') } : {}),
    tags: (stored.state.tags ?? []).map((tag, index) => ({ id: `kept-${index}`, ...tag })),
  }
}

/** True when nothing worth keeping was typed. */
export function isEmptyDraft(draft: Typed): boolean {
  return (
    draft.name === '' &&
    draft.description === '' &&
    draft.authMode === 'key' &&
    draft.compute === undefined &&
    draft.tags.every(({ key, value }) => `${key}${value}`.trim() === '')
  )
}
