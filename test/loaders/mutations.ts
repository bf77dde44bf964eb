/** Seeded slips: from a sound document one that people write by mistake. */
import { type Document, isMap, isPair, isScalar, isSeq, type Pair, parseDocument, Scalar, type YAMLMap } from 'yaml'

export type Random = () => number

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

interface Place {
  map: YAMLMap
  pair: Pair
  key: string
  path: string[]
}

function places(document: Document): Place[] {
  const found: Place[] = []
  const visit = (node: unknown, path: string[]): void => {
    if (isMap(node))
      for (const pair of node.items) {
        if (!isPair(pair) || !isScalar(pair.key)) continue
        const key = String(pair.key.value)
        found.push({ map: node, pair, key, path: [...path, key] })
        visit(pair.value, [...path, key])
      }
    if (isSeq(node)) for (const item of node.items) visit(item, path)
  }
  visit(document.contents, [])
  return found
}

/** Scalars as they stand in the text; quotes included. */
function plain(text: string): Scalar {
  const scalar = new Scalar(text)
  scalar.type = 'PLAIN'
  return scalar
}

const words = [
  'Managed',
  'KEY',
  'AmlToken',
  'aadToken',
  'SystemAssigned',
  'Default',
  'TargetUtilization',
  'auto',
  'none',
  'None',
  'Linux',
  'TRUE',
  'customModel',
  'Enabled',
  'Hour',
  'month',
]
const numbers = [
  '-1',
  '0',
  '51',
  '101',
  '180001',
  '300001',
  '2.5',
  '2.0',
  '1e3',
  '1e5',
  '.5',
  '99999999999',
  '1_000',
  '0x10',
  '010',
  '0o10',
  '0b11',
  '.inf',
  '.nan',
  '1:30',
  '"3"',
  "'3.0'",
  '" 3 "',
  '+3',
]
const odd = [
  'yes',
  'No',
  'on',
  'OFF',
  'y',
  'true',
  'False',
  'TRUE',
  '2026-11-22',
  '2026-11-22 10:00:00',
  '2026-11-22T10:00:00Z',
  '12:30:45',
  '~',
  'null',
  'NULL',
  '""',
  '" "',
  '=',
  '<<',
  '0777',
  '1.5.2',
  '"yes"',
  "'on'",
  '1',
  '0',
  '"1"',
  '"TRUE"',
]
const references = [
  'azureml:',
  'azureml:m',
  'azureml:m:1',
  'azureml:m@latest',
  'azureml:m:1:2',
  'azureml:@',
  'azureml:a/b:1',
  'azureml:/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/models/m/versions/1',
  'azureml:/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/environments/m',
  '/subscriptions/s/x',
  'azureml://registries/r/models/m/versions/1',
  'azureml://registries/r',
  'azureml://datastores/d/paths/p',
  'AZUREML:m:1',
  'm:1',
  'my-model',
  'https://example.com/x',
  'file:conda.yml',
  'model/',
  './nowhere',
  '../..',
  '/etc/passwd',
  'runs:/1/m',
]
const names = [
  'a',
  'ab',
  '1abc',
  'my_endpoint',
  'x'.repeat(33),
  'trailing-',
  '-leading',
  'double--dash',
  'Ümlaut',
  'with space',
  'with.dot',
  'A-B-9',
  '""',
  '12345',
  'true',
]
const kubernetesKeys: [string, string][] = [
  ['resources', '{requests: {cpu: "1"}}'],
  ['compute', 'azureml:my-cluster'],
  ['type', 'kubernetes'],
  ['type', 'Kubernetes'],
  ['type', 'managed'],
  ['egress_public_network_access', 'disabled'],
  ['public_network_access', 'enabled'],
  ['private_network_connection', 'true'],
  ['mirror_traffic', '{a: 10}'],
  ['compute', '""'],
]
const otherKinds: [string, string][] = [
  ['traffic', '{blue: 100}'],
  ['auth_mode', 'key'],
  ['image', 'ubuntu'],
  ['instance_type', 'Standard_DS3_v2'],
  ['endpoint_name', 'e1'],
  ['path', 'model'],
  ['dependencies', '[numpy]'],
  ['channels', '[conda-forge]'],
  ['conda_file', '{name: x}'],
  ['model', 'azureml:m:1'],
  ['identity', '{type: system_assigned}'],
  ['id', 'x'],
  ['id', '7'],
  ['kind', 'Managed'],
  ['location', 'westeurope'],
  ['provisioning_state', 'Succeeded'],
  ['resourceGroup', 'g'],
  ['creation_context', '{created_at: "2026-01-01"}'],
  ['system_data', '{}'],
  ['creation_context', '~'],
  ['version', '1'],
  ['version', '{}'],
  ['version', '2026-11-22'],
  ['version', 'true'],
  ['version', '1.10'],
  ['code_path', 'src'],
  ['scoring_script', 'score.py'],
]
const trafficTables = [
  '{blue: 50}',
  '{blue: 60, green: 60}',
  '{blue: 100, green: 0}',
  '{blue: -10, green: 110}',
  '{blue: "90", green: "10"}',
  '{blue: 33.3, green: 66.7}',
  '{blue: true}',
  '{1: 100}',
  '{true: 100}',
  '{~: 100}',
  '{}',
  '~',
  '[{blue: 100}]',
  'blue=100',
  '{blue: [100]}',
  '{blue: 100%}',
]
const wholeValues = [
  '[a, b]',
  '{a: b}',
  'text',
  '7',
  'true',
  '[]',
  '{}',
  '[{a: b}]',
  '[1, 2]',
  '{1: 2}',
  '{a: ~}',
  '{a: {b: c}}',
  '{? [x] : y}',
]

type Mutator = (document: Document, random: Random) => void

/** Puts the value that `text` means in YAML at a random place, or at keys that fit. */
function setText(pair: Pair, text: string): void {
  pair.value = parseDocument(text, { logLevel: 'silent' }).contents
  // A lone plain scalar keeps its spelling (0x10, yes), which the parser would tidy.
  if (isScalar(pair.value) && pair.value.type === 'PLAIN') pair.value = Object.assign(plain(text), { source: text })
}

function chosen(document: Document, random: Random, fits: (place: Place) => boolean = () => true): Place {
  const all = places(document)
  const fitting = all.filter(fits)
  return pick(random, fitting.length > 0 && random() < 0.9 ? fitting : all)
}

const isNumber = ({ pair }: Place) => isScalar(pair.value) && typeof pair.value.value === 'number'
const isText = ({ pair }: Place) => isScalar(pair.value) && typeof pair.value.value === 'string'

/** Slips of the document; the name says which kind. */
export const mutators: Record<string, Mutator> = {
  'a key dropped': (document, random) => {
    const { map, pair } = chosen(document, random)
    map.items.splice(map.items.indexOf(pair), 1)
  },
  'another type': (document, random) => setText(chosen(document, random).pair, pick(random, wholeValues)),
  'another word': (document, random) =>
    setText(
      chosen(document, random, (place) => isText(place) && /type|mode|access|rate|enabled/.test(place.key)).pair,
      pick(random, words),
    ),
  'a misspelt key': (document, random) => {
    const { pair, key } = chosen(document, random)
    const at = Math.floor(random() * key.length)
    const slips = [
      key.slice(0, at) + key.slice(at + 1),
      `${key}s`,
      key.replaceAll('_', '-'),
      key.toUpperCase(),
      key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    ]
    pair.key = plain(pick(random, slips) || 'x')
  },
  'an extra key': (document, random) => {
    const { map } = chosen(document, random)
    map.items.push(
      document.createPair(pick(random, ['extra', 'x-team', 'zz', 'scale_setting', 'Name', 'timeout']), pick(random, ['a', 1, true, null])),
    )
  },
  'swapped nesting': (document, random) => {
    const [first, second] = [chosen(document, random), chosen(document, random)]
    ;[first.pair.value, second.pair.value] = [second.pair.value, first.pair.value]
  },
  'a key moved elsewhere': (document, random) => {
    const { map, pair } = chosen(document, random)
    map.items.splice(map.items.indexOf(pair), 1)
    const target = places(document)
    if (target.length > 0) pick(random, target).map.items.push(pair)
  },
  'a number for text': (document, random) => setText(chosen(document, random, isText).pair, pick(random, numbers)),
  'another number': (document, random) => setText(chosen(document, random, isNumber).pair, pick(random, numbers)),
  nothing: (document, random) => setText(chosen(document, random).pair, pick(random, ['~', 'null', '""'])),
  'a list for a mapping': (document, random) => {
    const { pair } = chosen(document, random, (place) => isMap(place.pair.value))
    pair.value = document.createNode([pair.value])
  },
  'another spelling of YAML 1.1': (document, random) => setText(chosen(document, random).pair, pick(random, odd)),
  'a bad reference': (document, random) =>
    setText(
      chosen(document, random, (place) => /^(?:model|environment|code|compute|path|conda_file)$/.test(place.key)).pair,
      pick(random, references),
    ),
  'a name against the rules': (document, random) =>
    setText(chosen(document, random, (place) => /name$/.test(place.key)).pair, pick(random, names)),
  'a sum of traffic': (document, random) =>
    setText(chosen(document, random, (place) => /traffic$/.test(place.key)).pair, pick(random, trafficTables)),
  'keys of the other kind of endpoint': (document, random) => {
    const [key, value] = pick(random, kubernetesKeys)
    if (!isMap(document.contents)) return
    document.contents.delete(key)
    const pair = document.createPair(key, null)
    setText(pair, value)
    document.contents.items.push(pair)
  },
  'keys of another file': (document, random) => {
    const [key, value] = pick(random, otherKinds)
    const inside = chosen(document, random, (place) => place.path.length === 1 || /^(?:model|environment)$/.test(place.path[0] ?? ''))
    inside.map.delete(key)
    const pair = document.createPair(key, null)
    setText(pair, value)
    inside.map.items.push(pair)
  },
  'a very long value': (document, random) => setText(chosen(document, random, isText).pair, 'x'.repeat(pick(random, [300, 5_000, 70_000]))),
}

/** Slips of the text itself. */
export const textMutators: Record<string, (text: string, random: Random) => string> = {
  'a key twice': (text, random) => {
    const lines = text.split('\n').filter((line) => /^[a-z_]+: \S/.test(line))
    return lines.length > 0 ? `${text.trimEnd()}\n${pick(random, lines)}\n` : text
  },
  'broken YAML': (text, random) => {
    const lines = text.split('\n')
    const at = Math.floor(random() * lines.length)
    const line = lines[at] ?? ''
    lines[at] = pick(random, [
      ` ${line}`,
      line.replace(':', ''),
      line.replace(': ', ':'),
      `${line} "`,
      `${line}: x`,
      `\t${line}`,
      `- ${line}`,
      line.replace(/(:\s*)/, '$1{{X}}'),
      line.replace(/(:\s*)/, '$1@'),
      line.replace(/(:\s*)/, "$1'"),
      line.replace(/(:\s*)/, '$1['),
      line.replace(/(:\s*)/, '$1*a '),
      line.replace(/(:\s*)/, '$1!tag '),
      line.replace(/(:\s*)/, '$1!!str '),
      line.replace(/(:\s*)/, '$1%'),
      `${line}\u0007`,
      '---',
      '...',
    ])
    return lines.join('\n')
  },
  'another end of the text': (text, random) => text.slice(0, Math.floor(random() * text.length)),
  'Windows line ends': (text) => text.replaceAll('\n', '\r\n'),
}

/** One mutated text; undefined when this slip changes nothing here. */
export function mutate(text: string, name: string, random: Random): string | undefined {
  const ofText = textMutators[name]
  if (ofText) return ofText(text, random)
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' })
  // Templates with placeholders are no YAML; their slips are slips of the text.
  if (document.errors.length > 0 || !isMap(document.contents) || places(document).length === 0) return undefined
  mutators[name]?.(document, random)
  if (places(document).length === 0) return undefined
  // Dropped anchors are slips, too: their aliases stay.
  return document.toString({ lineWidth: 0, verifyAliasOrder: false })
}

export const mutatorNames = [...Object.keys(mutators), ...Object.keys(textMutators)]
