import { stringify } from 'yaml'
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
export interface EndpointDraft {
  name: string
  description: string
  authMode: AuthMode
  tags: TagRow[]
  /** Made before the first click on Create and kept until it succeeded. */
  clientRequestId: string
}

export const steps = ['basics', 'authentication', 'tags', 'review'] as const
export type Step = (typeof steps)[number]

/** One thing to correct; `field` is the id of the control that takes the focus. */
export interface DraftError {
  step: Step
  field: string
  kind: 'nameRequired' | 'nameTaken' | 'nameRule' | 'keyMissing' | 'keyDouble'
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
export function sentTags(draft: EndpointDraft): Record<string, string> {
  return Object.fromEntries(draft.tags.filter((tag) => tag.key.trim() !== '').map((tag) => [tag.key.trim(), tag.value.trim()]))
}

/** The endpoint file, in the exact form `az ml online-endpoint create` takes. Defaults that were not touched stay out, the auth mode stays in. */
export function draftYaml(draft: EndpointDraft): string {
  const tags = sentTags(draft)
  const description = draft.description.trim()
  return stringify({
    $schema: 'https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json',
    name: draft.name,
    ...(description ? { description } : {}),
    auth_mode: draft.authMode,
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
  })
}

/** The same endpoint from the command line, with the file saved beside. */
export function azCreateCommand(): string {
  return 'az ml online-endpoint create --file endpoint.yml'
}

/** What was stored in the browser, if it is a draft of ours; anything else counts as none. */
export function readDraft(text: string | null): EndpointDraft | undefined {
  if (text === null) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Storage of another version or edited by hand: the wizard starts empty.
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const draft = value as Partial<Record<keyof EndpointDraft, unknown>>
  const { name, description, authMode, tags, clientRequestId } = draft
  if (typeof name !== 'string' || typeof description !== 'string' || typeof clientRequestId !== 'string') return undefined
  if (authMode !== 'key' && authMode !== 'aml_token' && authMode !== 'aad_token') return undefined
  if (!Array.isArray(tags) || !tags.every(isTagRow)) return undefined
  return { name, description, authMode, tags, clientRequestId }
}

function isTagRow(row: unknown): row is TagRow {
  return typeof row === 'object' && row !== null && ['id', 'key', 'value'].every((key) => typeof Reflect.get(row, key) === 'string')
}

/** True when nothing worth keeping was typed. */
export function isEmptyDraft(draft: EndpointDraft): boolean {
  return draft.name === '' && draft.description === '' && draft.authMode === 'key' && Object.keys(sentTags(draft)).length === 0
}
