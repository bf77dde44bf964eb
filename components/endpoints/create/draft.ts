import type { Draft } from '@/lib/contract/draft'
import type { DocumentChange } from '@/lib/contract/finding'
import type { authModeWords } from '@/lib/contract/yaml/endpoint'
import { checkName } from '@/lib/domain/names/names'
import { parseEditable } from '@/lib/domain/yaml-edit/parse-editable'
import { editYaml } from '@/lib/domain/yaml-edit/yaml-edit'
import { defaultSchemas } from '@/lib/domain/yaml-language/schema-addresses'

export type AuthMode = (typeof authModeWords)[number]

export interface TagRow {
  /** Identity of the row on screen; not sent. */
  id: string
  key: string
  value: string
}

/** What of an endpoint file the form has fields for. */
export interface Fields {
  name: string
  description: string
  authMode: AuthMode
  /** Kubernetes compute; empty while none is chosen. Undefined: a managed endpoint. */
  compute?: string | undefined
  tags: TagRow[]
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
export function draftErrors(draft: Fields, isTaken: boolean): DraftError[] {
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
export function sentTags(draft: Pick<Fields, 'tags'>): Record<string, string> {
  return Object.fromEntries(draft.tags.filter((tag) => tag.key.trim() !== '').map((tag) => [tag.key.trim(), tag.value.trim()]))
}

/** The file of an endpoint nobody has written anything of. */
export const blankYaml = `$schema: ${defaultSchemas.endpoint}
name:
auth_mode: key
`

const kindNames = { managed: 'managedOnlineEndpoint', kubernetes: 'kubernetesOnlineEndpoint' } as const

/** The file with some fields changed, each as the smallest edit: comments, order and what the form does not show stay as they are. */
export function withFields(text: string, part: Partial<Fields>): string {
  const before = fieldsOf(text)
  const changes: DocumentChange[] = []
  const set = (key: string, from: string, to: string) => {
    if (from !== to) changes.push(to === '' ? { op: 'remove', path: [key] } : { op: 'set', path: [key], value: to })
  }
  // An emptied name keeps its line: it is typed anew in a moment.
  if (part.name !== undefined && part.name !== before.name) changes.push({ op: 'set', path: ['name'], value: part.name })
  if (part.description !== undefined) set('description', before.description.trim(), part.description.trim())
  if (part.authMode !== undefined) set('auth_mode', before.authMode, part.authMode)
  if ('compute' in part) {
    set('compute', before.compute ? `azureml:${before.compute}` : '', part.compute ? `azureml:${part.compute}` : '')
    changes.push(...schemaChange(text, part.compute === undefined ? 'managed' : 'kubernetes'))
  }
  if (part.tags !== undefined) {
    const [old, now] = [sentTags(before), sentTags({ tags: part.tags })]
    for (const key of Object.keys(old)) if (!(key in now)) changes.push({ op: 'remove', path: ['tags', key] })
    for (const [key, value] of Object.entries(now)) if (old[key] !== value) changes.push({ op: 'set', path: ['tags', key], value })
  }
  return editYaml(text, changes).text
}

/** The `$schema` of the other kind of endpoint; written where there is none, as it alone tells Kubernetes while no compute is chosen. */
function schemaChange(text: string, kind: keyof typeof kindNames): DocumentChange[] {
  const schema = textIn(dataOf(text), '$schema')
  const wanted = (schema || defaultSchemas.endpoint).replace(/(?:managed|kubernetes)OnlineEndpoint/, kindNames[kind])
  return wanted === schema || (schema === '' && kind === 'managed') ? [] : [{ op: 'set', path: ['$schema'], value: wanted }]
}

/** The same endpoint from the command line, with the file saved beside. */
export function azCreateCommand(): string {
  return 'az ml online-endpoint create --file endpoint.yml'
}

function dataOf(text: string): unknown {
  const document = parseEditable(text)
  return document.errors.length > 0 ? undefined : document.toJS()
}

function textIn(file: unknown, key: string): string {
  const value: unknown = typeof file === 'object' && file !== null ? Reflect.get(file, key) : undefined
  return typeof value === 'string' ? value : ''
}

/** What of the form is written in an endpoint file; all empty for one that does not parse. */
export const fieldsOf = (text: string): Fields => fieldsIn(dataOf(text))

/** The same from the file's data. */
export function fieldsIn(file: unknown): Fields {
  const authMode = textIn(file, 'auth_mode').toLowerCase()
  const compute = textIn(file, 'compute')
  const isKubernetes = compute !== '' || textIn(file, '$schema').includes(kindNames.kubernetes)
  const tags: unknown = typeof file === 'object' && file !== null ? Reflect.get(file, 'tags') : undefined
  const pairs = typeof tags === 'object' && tags !== null && !Array.isArray(tags) ? Object.entries(tags) : []
  return {
    name: textIn(file, 'name'),
    description: textIn(file, 'description'),
    authMode: authMode === 'aml_token' || authMode === 'aad_token' ? authMode : 'key',
    ...(isKubernetes ? { compute: compute.replace(/^azureml:/, '') } : {}),
    tags: pairs.map(([key, value], index) => ({ id: `file-${index}`, key, value: String(value ?? '') })),
  }
}

/** Rows of a stored draft, half-filled ones too; what its file says otherwise. */
export const storedRows = ({ yaml, state }: Pick<Draft, 'yaml' | 'state'>): TagRow[] =>
  state.tags ? state.tags.map((tag, index) => ({ id: `kept-${index}`, ...tag })) : fieldsOf(yaml).tags

/** Whether the rows say the same as the file; half-filled ones are not in it. */
export function sameTags(rows: readonly TagRow[], inFile: readonly TagRow[]): boolean {
  const [typed, written] = [sentTags({ tags: [...rows] }), Object.fromEntries(inFile.map(({ key, value }) => [key, value]))]
  const keys = Object.keys(written)
  return keys.length === Object.keys(typed).length && keys.every((key) => typed[key] === written[key]?.trim())
}

/** Nothing worth keeping is in the file: it says no more than a new one. */
export function isBlank(text: string): boolean {
  if (text === blankYaml) return true
  const { name, description, authMode, compute, tags } = fieldsOf(text)
  const known = ['$schema', 'name', 'auth_mode']
  const file = dataOf(text)
  const isBare = typeof file === 'object' && file !== null && Object.keys(file).every((key) => known.includes(key))
  return isBare && !text.includes('#') && `${name}${description}` === '' && authMode === 'key' && compute === undefined && tags.length === 0
}
