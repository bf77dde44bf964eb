import type { Repair } from '@/lib/contract/finding'
import { nearestWord } from '@/lib/domain/spelling/nearest'

type Path = (string | number)[]

/** A repair that writes one value; `shown` as it will stand in the text. */
export function writeRepair(path: Path, value: unknown, shown = typeof value === 'string' ? value : JSON.stringify(value)): Repair {
  return { label: `Write ${shown}`, action: 'write', what: shown, changes: [{ op: 'set', path, value }] }
}

export function removeRepair(path: Path): Repair {
  const what = path.join('.')
  return { label: `Remove ${what}`, action: 'remove', what, changes: [{ op: 'remove', path }] }
}

export function renameRepair(path: Path, key: string): Repair {
  return { label: `Rename to ${key}`, action: 'rename', what: key, changes: [{ op: 'rename', path, key }] }
}

/** More words than this are no choice by click. */
const maxWords = 3

/** One of a few words was wanted: the one that was most likely meant, else the first few. */
export function repairWord(path: Path, input: unknown, words: readonly string[]): Repair[] {
  const near = typeof input === 'string' ? nearestWord(input, words) : undefined
  return (near === undefined ? (words.length <= maxWords ? words : []) : [near]).map((word) => writeRepair(path, word))
}

/** The same value in the type that was wanted: `"1"` → 1, `yes` → true, 1 → `"1"`. */
export function repairType(path: Path, input: unknown, expected: string): Repair[] {
  if ((expected === 'number' || expected === 'int') && typeof input === 'string') {
    const number = Number(input.trim().replace(/_/g, ''))
    return input.trim() === '' || !Number.isFinite(number) ? [] : [writeRepair(path, expected === 'int' ? Math.trunc(number) : number)]
  }
  if (expected === 'int' && typeof input === 'number') return [writeRepair(path, Math.round(input))]
  if (expected === 'boolean' && typeof input === 'string') {
    const word = input.trim().toLowerCase()
    if (['true', 'yes', 'on', '1', 'enabled'].includes(word)) return [writeRepair(path, true)]
    return ['false', 'no', 'off', '0', 'disabled'].includes(word) ? [writeRepair(path, false)] : []
  }
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean'))
    return [writeRepair(path, String(input), JSON.stringify(String(input)))]
  return []
}
