/**
 * One line that edits a document as `az ml … update` does: `a.b=c`, `--set a.b=c d[0]=e`, `--add list value`, `--remove a.b`,
 * `--remove list 0`, `--force-string`; or the whole command with them. Doc: https://learn.microsoft.com/cli/azure/use-azure-cli-successfully-tips#generic-update-arguments
 */
import type { DocumentChange } from '@/lib/contract/finding'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { type AzUpdateFault, isCommand, type QuickEditTarget, readAzUpdate } from '@/lib/domain/yaml-edit/az-update'
import { changedData, dataAt } from '@/lib/domain/yaml-edit/plain-data'
import { shellWords } from '@/lib/domain/yaml-edit/shell-words'

type Path = (string | number)[]

export interface QuickEdit {
  changes: DocumentChange[]
  /** Of a whole command: options that mean nothing for a file, such as `--file blue.yml`. */
  unused?: string[]
}
/** What is wrong with a line; `word` is the part it is about. */
export interface QuickEditFault {
  fault:
    | AzUpdateFault['fault']
    | 'empty'
    | 'quotes'
    | 'option'
    | 'no-equals'
    | 'path'
    | 'add-without-value'
    | 'no-list'
    | 'not-there'
    | 'index'
  word: string
}

/** `a.b[0].c` → `['a', 'b', 0, 'c']`; undefined for an empty step. */
function pathOf(word: string): Path | undefined {
  const path: Path = []
  for (const part of word.split('.')) {
    const match = /^([^[\]]+)((?:\[\d+\])*)$/.exec(part)
    if (!match?.[1]) return undefined
    path.push(match[1], ...[...(match[2] ?? '').matchAll(/\d+/g)].map(([index]) => Number(index)))
  }
  return path
}

/** As az reads a value: JSON where it is JSON, else text. */
function readValue(word: string, forceString: boolean): unknown {
  if (forceString) return word
  if (/^(?:true|false)$/i.test(word)) return word.toLowerCase() === 'true'
  try {
    return JSON.parse(word) as unknown
  } catch {
    // Not JSON: text, as written.
    return word
  }
}

const actions = ['--set', '--add', '--remove'] as const
type Action = (typeof actions)[number]
const isAction = (word: string): word is Action => actions.some((action) => action === word)

/** The changes a line asks for, for a document with this `data` that describes `target`. Without an option a line is a `--set`. */
export function parseQuickEdit(line: string, data: unknown, target: QuickEditTarget): QuickEdit | QuickEditFault {
  const given = shellWords(line)
  if (!given) return { fault: 'quotes', word: line }
  const command = isCommand(given) ? readAzUpdate(given, target) : undefined
  if (command && 'fault' in command) return command
  const all = command?.words ?? given.map(({ text }) => text)
  const words = all.filter((word) => word !== '--force-string')
  const forceString = words.length < all.length
  const groups: { action: Action; words: string[] }[] = []
  for (const word of words) {
    if (isAction(word)) groups.push({ action: word, words: [] })
    else if (word.startsWith('--')) return { fault: 'option', word }
    else if (groups.length === 0) groups.push({ action: '--set', words: [word] })
    else groups.at(-1)?.words.push(word)
  }
  if (groups.every((group) => group.words.length === 0)) return { fault: 'empty', word: '' }
  const changes: DocumentChange[] = []
  let now = data
  for (const { action, words: given } of groups) {
    const next =
      action === '--set'
        ? setChanges(given, forceString)
        : action === '--add'
          ? addChanges(given, forceString, now)
          : removeChanges(given, now)
    if ('fault' in next) return next
    for (const change of next.changes) now = changedData(now, change)
    changes.push(...next.changes)
  }
  return command ? { changes, unused: command.unused } : { changes }
}

function setChanges(words: readonly string[], forceString: boolean): QuickEdit | QuickEditFault {
  const changes: DocumentChange[] = []
  for (const word of words) {
    const at = word.indexOf('=')
    if (at === -1) return { fault: 'no-equals', word }
    const path = pathOf(word.slice(0, at).trim())
    if (!path) return { fault: 'path', word }
    changes.push({ op: 'set', path, value: readValue(word.slice(at + 1), forceString) })
  }
  return { changes }
}

/** What `az` reads as an empty mapping where a file leaves it out: pairs go into it, not into a list. */
const mappings = new Set<unknown>(['tags', 'properties', 'environment_variables'])

/** Values are added to the list; `key=value` pairs are one mapping in it, or keys of a mapping. */
function addChanges([target = '', ...values]: readonly string[], forceString: boolean, data: unknown): QuickEdit | QuickEditFault {
  const path = pathOf(target)
  if (!path) return { fault: 'path', word: target }
  if (values.length === 0) return { fault: 'add-without-value', word: target }
  const before = dataAt(data, path)
  const pairs = values.map((value) => /^([^=\s{["]+)=(.*)$/s.exec(value))
  const isPairs = pairs.every((pair) => pair !== null)
  const mapping = Object.fromEntries(pairs.flatMap((pair) => (pair?.[1] ? [[pair[1], readValue(pair[2] ?? '', forceString)]] : [])))
  const isMapping = isRecord(before) || (before === undefined && path.length === 1 && mappings.has(path[0]))
  if (isMapping && isPairs) return { changes: Object.entries(mapping).map(([key, value]) => ({ op: 'set', path: [...path, key], value })) }
  if (before !== undefined && before !== null && !Array.isArray(before)) return { fault: 'no-list', word: target }
  const added = isPairs ? [mapping] : values.map((value) => readValue(value, forceString))
  const list: unknown[] = Array.isArray(before) ? before : []
  return { changes: [{ op: 'set', path, value: [...list, ...added] }] }
}

function removeChanges(words: readonly string[], data: unknown): QuickEdit | QuickEditFault {
  const [target = '', index] = words
  const path = pathOf(target)
  if (!path) return { fault: 'path', word: target }
  if (index !== undefined && !/^\d+$/.test(index)) return { fault: 'index', word: index }
  const whole = index === undefined ? path : [...path, Number(index)]
  if (dataAt(data, whole) === undefined) return { fault: 'not-there', word: index === undefined ? target : `${target} ${index}` }
  return { changes: [{ op: 'remove', path: whole }] }
}
