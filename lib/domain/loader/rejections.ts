import type { Finding, Repair } from '@/lib/contract/finding'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import { type Asking, askAlways } from '@/lib/domain/answer-memory'
import { pathText } from '@/lib/domain/convert/schema-findings'
import { removeRepair, repairType, repairWord, writeRepair } from '@/lib/domain/convert/schema-repairs'
import { isRecord, type YamlNotes } from '@/lib/domain/convert/yaml-data'
import type { LoaderField, LoaderMapping } from '@/lib/domain/loader/fields'
import { isReference } from '@/lib/domain/loader/references'
import { isEmpty, loadedAsManaged, loaderSchema } from '@/lib/domain/loader/schemas'

type Path = (string | number)[]

const noNotes: YamlNotes = { dates: new Set(), otherKeys: new Set() }
const noted = (paths: ReadonlySet<string>, path: Path) => paths.size > 0 && paths.has(JSON.stringify(path))
/** More are no slips any more, and hostile files would cost seconds. */
const maxRejections = 100

/** `values` come last: most sentences name the field alone. */
function rejection(path: Path, rule: string, message: string, fix?: string, repairs: Repair[] = [], values?: Finding['values']): Finding {
  return { path, severity: 'error', rule, message, fix, stage: 'load', ...(values && { values }), ...(repairs.length > 0 && { repairs }) }
}

function shown(value: unknown): string {
  if (value === null) return 'empty'
  if (isRecord(value)) return 'a mapping'
  if (Array.isArray(value)) return 'a list'
  const written = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value))
  return written.length > 60 ? `${written.slice(0, 57)}…` : written
}

/** Our words for types → those of the repairs. */
const zodNames: Readonly<Record<string, string>> = {
  text: 'string',
  'text or a number': 'string',
  'a whole number': 'int',
  'a number': 'number',
  'true or false': 'boolean',
}

const pythonInteger = /^\s*[-+]?\d(?:_?\d)*\s*$/
const pythonFloat = /^\s*[-+]?(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][-+]?\d+)?\s*$/
const booleanWords = new Set('t T true True TRUE on On ON y Y yes Yes YES 1 f F false False FALSE off Off OFF n N no No NO 0'.split(' '))

/** `AmlToken` → `aml_token`, `KEY` → `key`. */
function snake(value: string): string {
  const parts = value.includes(',') ? value.split(',').map((part) => part.trim()) : [value]
  return parts
    .map((part) =>
      part
        .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
        .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
        .toLowerCase(),
    )
    .join(',')
}

/** The same text in quotes; by way of nothing, as a text equal to the one that stands there is no change. */
function quoteRepair(path: Path, value: unknown): Repair {
  const repair = writeRepair(path, value, JSON.stringify(value))
  return { ...repair, changes: [{ op: 'set', path, value: null }, ...(repair.changes ?? [])] }
}

class Reader {
  readonly found: Finding[] = []
  constructor(readonly notes: YamlNotes) {}

  private wrong(path: Path, value: unknown, expected: string, fix?: string): Finding[] {
    const date = noted(this.notes.dates, path)
    const message = date
      ? `${pathText(path)} must be ${expected}; ${shown(value)} without quotes is a date.`
      : `${pathText(path)} must be ${expected}; it is ${shown(value)}.`
    if (value === null && path.length > 0)
      return [rejection(path, 'no-value', `${pathText(path)} has no value.`, 'Write one, or remove the line.', [removeRepair(path)])]
    if (value === null) return [rejection(path, 'type', message, undefined, [], { value: shown(value) })]
    const repairs = date ? [quoteRepair(path, value)] : repairType(path, value, zodNames[expected] ?? '')
    return [rejection(path, 'type', message, fix, repairs, { value: shown(value) })]
  }

  private isText(path: Path, value: unknown): value is string {
    return typeof value === 'string' && !noted(this.notes.dates, path)
  }

  /** Why the loader refuses a value; empty when it takes it. */
  read(field: LoaderField, value: unknown, path: Path): Finding[] {
    if (value === null && field.is === 'version' && field.emptyToo) return []
    if (value === null && field.is !== 'anything') return this.wrong(path, value, described(field))
    switch (field.is) {
      case 'anything':
        return []
      case 'text': {
        if (!this.isText(path, value)) return this.wrong(path, value, 'text', `Put it in quotes: "${String(value)}".`)
        const { pattern } = field
        return pattern && !pattern.test.test(value)
          ? [rejection(path, pattern.rule, `${pathText(path)} ${pattern.form}; it is ${shown(value)}.`)]
          : []
      }
      case 'integer': {
        const taken = typeof value === 'number' ? Number.isFinite(value) : this.isText(path, value) && pythonInteger.test(value)
        return taken ? [] : this.wrong(path, value, described(field))
      }
      case 'number': {
        const taken = typeof value === 'number' ? Number.isFinite(value) : this.isText(path, value) && pythonFloat.test(value)
        if (!taken) return this.wrong(path, value, described(field))
        const number = Number(value)
        if (number < field.min)
          return [
            rejection(path, 'minimum', `${pathText(path)} must be at least ${field.min}; it is ${shown(value)}.`, undefined, [], {
              limit: field.min,
              value: shown(value),
            }),
          ]
        return number > field.max
          ? [
              rejection(path, 'maximum', `${pathText(path)} must be at most ${field.max}; it is ${shown(value)}.`, undefined, [], {
                limit: field.max,
                value: shown(value),
              }),
            ]
          : []
      }
      case 'boolean': {
        const taken = typeof value === 'boolean' || value === 0 || value === 1 || (this.isText(path, value) && booleanWords.has(value))
        return taken ? [] : this.wrong(path, value, described(field), 'Write true or false.')
      }
      case 'word': {
        const cased = this.isText(path, value) ? (field.camel ? snake(value) : value.toLowerCase()) : undefined
        if (cased !== undefined && field.words.includes(cased)) return []
        const quoted = typeof value === 'boolean' && field.words.includes(String(value))
        return [
          rejection(
            path,
            'allowed-values',
            quoted
              ? `${pathText(path)} must be text, 'true' or 'false'; without quotes it is a boolean.`
              : `${pathText(path)} must be one of ${field.words.join(', ')}; it is ${shown(value)}.`,
            quoted ? `Write '${String(value)}' in quotes.` : `Write ${field.words.join(' or ')}.`,
            quoted ? [writeRepair(path, value ? 'True' : 'False', value ? "'True'" : "'False'")] : repairWord(path, value, field.words),
            { allowed: field.words.map((word) => (quoted ? `'${word}'` : word)).join(', '), value: quoted ? String(value) : shown(value) },
          ),
        ]
      }
      case 'version': {
        const taken = this.isText(path, value) || typeof value === 'number' || typeof value === 'boolean'
        return taken ? [] : this.wrong(path, value, 'text or a number', `Put it in quotes: "${String(value)}".`)
      }
      case 'conda':
        // What is neither path nor contents is taken for nothing when it is empty.
        return this.isText(path, value) || isRecord(value) || isEmpty(value) ? [] : this.wrong(path, value, described(field))
      case 'prefixed':
        return this.isText(path, value) && value.startsWith(field.prefix)
          ? []
          : [
              rejection(
                path,
                'reference',
                `${pathText(path)} must have the form ${field.form}; it is ${shown(value)}.`,
                `Write ${field.form}.`,
                [],
                { value: shown(value) },
              ),
            ]
      case 'reference':
        return this.isText(path, value) && isReference(value, field.type)
          ? []
          : [
              rejection(
                path,
                'reference',
                `${pathText(path)} is ${shown(value)}, which is no reference to a registered asset.`,
                undefined,
                [],
                { value: shown(value) },
              ),
            ]
      case 'list': {
        if (!Array.isArray(value)) return this.wrong(path, value, 'a list', 'Begin each entry with a dash.')
        if (field.most !== undefined && value.length > field.most)
          return [
            rejection(path, 'identity-one', `${pathText(path)} has ${value.length} entries; az ml takes ${field.most}.`, 'Keep one.', [], {
              count: value.length,
            }),
          ]
        return value.flatMap((item, index) => this.read(field.of, item, [...path, index]))
      }
      case 'map':
        return this.readMap(field, value, path)
      case 'mapping':
        return this.readMapping(field, value, path)
      case 'either':
        return this.readEither(field.of, value, path, field.form)
      default:
        return field satisfies never
    }
  }

  private readMap(field: LoaderField & { is: 'map' }, value: unknown, path: Path): Finding[] {
    if (!isRecord(value)) return this.wrong(path, value, described(field), 'Write keys and values below it, indented.')
    const found: Finding[] = []
    for (const [key, item] of Object.entries(value)) {
      if (found.length > maxRejections) break
      if (item === undefined) continue
      const at = [...path, key]
      if (field.textKeys && noted(this.notes.otherKeys, at))
        found.push(
          rejection(
            at,
            'type',
            `${pathText(path)}: the key ${key} must be text; without quotes it is none.`,
            `Put it in quotes: "${key}".`,
            [],
            { value: key },
          ),
        )
      if (field.values) found.push(...this.read(field.values, item, at))
    }
    return found
  }

  readMapping(field: LoaderMapping, value: unknown, path: Path, ask: Asking = askAlways): Finding[] {
    if (!isRecord(value)) return this.wrong(path, value, described(field), 'Write keys and values below it, indented.')
    const found: Finding[] = []
    for (const key of field.required ?? [])
      if (value[key] === undefined) found.push(rejection([...path, key], 'required', `${pathText([...path, key])} is required.`))
    for (const [key, item] of Object.entries(value)) {
      if (found.length > maxRejections) break
      if (item !== undefined) found.push(...ask.ofKey(field, key, item, () => this.readEntry(field, key, item, path)))
    }
    return found
  }

  private readEntry(field: LoaderMapping, key: string, item: unknown, base: Path): Finding[] {
    const path = [...base, key]
    const known = Object.hasOwn(field.fields, key) ? field.fields[key] : undefined
    const refused = field.refused?.[key]
    if (refused) return [rejection(path, 'conda-inline', refused, 'Put the contents under conda_file:, or name a conda file there.')]
    if (known && !noted(this.notes.otherKeys, path)) return this.read(known, item, path)
    if (item !== null && field.ignored?.includes(key)) return []
    return [
      rejection(
        path,
        'unknown-key',
        `${pathText(path)} is not a known key here; az ml refuses the file.`,
        'Remove it if it is a slip.',
        [],
        { nearest: '', refused: 'yes' },
      ),
    ]
  }

  private readEither(options: readonly LoaderField[], value: unknown, path: Path, form: string): Finding[] {
    const results = options.map((option) => ({ option, found: this.read(option, value, path) }))
    if (results.some(({ found }) => found.length === 0)) return []
    const fitting = results.filter(({ option }) => (option.is === 'mapping' ? isRecord(value) : typeof value === 'string'))
    // Of several mappings the one with the fewest complaints was meant.
    const meant = fitting.sort((a, b) => a.found.length - b.found.length)[0]
    return meant?.found ?? this.wrong(path, value, form)
  }
}

function described(field: LoaderField): string {
  switch (field.is) {
    case 'integer':
      return 'a whole number'
    case 'number':
      return 'a number'
    case 'boolean':
      return 'true or false'
    case 'list':
      return 'a list'
    case 'map':
    case 'mapping':
      return 'a mapping of keys and values'
    case 'version':
      return 'text or a number'
    case 'conda':
      return 'the path of a conda file or its contents'
    case 'either':
      return field.form
    default:
      return 'text'
  }
}

/**
 * Why `az ml` and the SDK refuse to load a document: findings of stage `load`, without positions. Empty when they take it.
 * Files are not looked at. `notes` come with the data of a text (lib/domain/convert/yaml-data); `ask` remembers documents of the same
 * notes.
 */
export function loaderRejections(
  kind: DocumentKind,
  data: Readonly<Record<string, unknown>>,
  notes: YamlNotes = noNotes,
  ask: Asking = askAlways,
): Finding[] {
  const found = asMeant(kind, data, notes, new Reader(notes).readMapping(loaderSchema(kind, data), data, [], ask))
  if (kind === 'endpoint') found.push(...trafficSum(data.traffic, found))
  if (kind === 'deployment') {
    if (data.type === 'kubernetes') found.push(...registryAssets(data))
    if (isRecord(data.model) && found.length === 0) found.push(...unnamedModel(data.model))
    // Without a key it is named after its contents; an empty one is no name.
    if (isRecord(data.environment) && data.environment.name === '' && data.environment.version !== undefined)
      found.push(versionAlone(['environment', 'version']))
  }
  if ((kind === 'model' || kind === 'environment') && data.name === '' && data.version !== undefined) found.push(versionAlone(['version']))
  return found.slice(0, maxRejections)
}

/** A Kubernetes deployment read as a managed one: instead of what only the managed schema refuses, the line it lacks. */
function asMeant(kind: DocumentKind, data: Readonly<Record<string, unknown>>, notes: YamlNotes, found: Finding[]): Finding[] {
  if (kind !== 'deployment' || found.length === 0 || loadedAsManaged(data) === undefined) return found
  const meant = { ...data, type: 'kubernetes' }
  const slip = ({ rule, path }: Finding) => JSON.stringify([rule, path])
  const slips = new Set(new Reader(notes).readMapping(loaderSchema(kind, meant), meant, []).map(slip))
  const own = found.filter((finding) => slips.has(slip(finding)))
  if (own.length === found.length) return found
  return [rejection(['type'], 'kubernetes-type', 'type: kubernetes is missing.', 'Write type: kubernetes.', [], { written: '' }), ...own]
}

function trafficSum(traffic: unknown, found: readonly Finding[]): Finding[] {
  if (!isRecord(traffic) || found.some(({ path }) => path[0] === 'traffic')) return []
  const sum = Object.values(traffic).reduce<number>((total, share) => total + Math.trunc(Number(String(share).replaceAll('_', ''))), 0)
  return sum > 100
    ? [
        rejection(['traffic'], 'traffic-sum', `traffic adds up to ${sum} percent; it must be 100, or 0.`, undefined, [], {
          sum,
          more: 'no',
          rest: sum - 100,
        }),
      ]
    : []
}

/** Clusters read the workspace's own assets only. */
function registryAssets(data: Readonly<Record<string, unknown>>): Finding[] {
  const code = isRecord(data.code_configuration) ? data.code_configuration.code : undefined
  return (
    [
      [['environment'], data.environment],
      [['model'], data.model],
      [['code_configuration', 'code'], code],
    ] as const
  )
    .filter(([, value]) => typeof value === 'string' && value.startsWith('azureml://registries/'))
    .map(([path]) =>
      rejection(
        [...path],
        'kubernetes-registry',
        `${pathText([...path])} names an asset of a registry; Kubernetes deployments cannot.`,
        'Register it in the workspace and name it azureml:<name>:<version>.',
      ),
    )
}

function versionAlone(path: Path): Finding {
  return rejection(path, 'version-without-name', `${pathText(path)} is given, but no name.`, 'Add the name, or remove the version.')
}

/** A model without a name is named after the contents of its files, so they have to be on this computer. */
function unnamedModel(model: Record<string, unknown>): Finding[] {
  if (!isEmpty(model.name)) return []
  if (model.version !== undefined) return [versionAlone(['model', 'version'])]
  const { path } = model
  const remote = typeof path === 'string' && /^(?:[a-z]+:\/|azureml:)/i.test(path)
  return remote
    ? [
        rejection(
          ['model', 'path'],
          'model-path-unnamed',
          `model.path is ${path}, no file of this computer; such a model needs a name.`,
          'Add name: to the model, or register it and name it azureml:<name>:<version>.',
        ),
      ]
    : []
}
