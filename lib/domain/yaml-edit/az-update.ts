/** A whole `az ml online-… update` command as somebody has it at hand, made into what a quick edit takes. */
import { isSameName } from '@/lib/domain/names/names'
import type { ShellWord } from '@/lib/domain/yaml-edit/shell-words'

/** The object whose file is edited. */
export interface QuickEditTarget {
  endpoint: string
  /** Absent: the endpoint itself. */
  deployment?: string
}

export interface AzUpdate {
  /** `--set`, `--add`, `--remove` and `--force-string` with what follows each. */
  words: string[]
  /** Options that have no meaning for a file, as written. */
  unused: string[]
}
export interface AzUpdateFault {
  fault: 'command' | 'other-kind' | 'several' | 'variable' | 'other-name' | 'other-endpoint' | 'no-edit'
  word: string
}

const edits = new Set(['--set', '--add', '--remove'])
const nameOptions = new Set(['--name', '-n'])
const endpointOptions = new Set(['--endpoint-name', '-e'])
const isOption = (word: string) => /^--?[A-Za-z]/.test(word)

/** Whether words are a command line rather than edits alone. */
export const isCommand = ([first, second]: readonly ShellWord[]): boolean =>
  /^!?az$/.test(first?.text ?? '') || (/^[$!>]$/.test(first?.text ?? '') && second?.text === 'az')

/**
 * The parts of a command that edit a file. `az` replaces more than these by `--file` and the like; that is named in `unused`, not done.
 * @returns what is wrong when it is another command, or names another object than `target`
 */
export function readAzUpdate(given: readonly ShellWord[], { endpoint, deployment }: QuickEditTarget): AzUpdate | AzUpdateFault {
  const start = given.findIndex(({ text }) => /^!?az$/.test(text))
  const [, group, kind, verb, ...rest] = given.slice(start).map(({ text }) => text)
  if (group !== 'ml' || (kind !== 'online-deployment' && kind !== 'online-endpoint') || verb !== 'update')
    return { fault: 'command', word: ['az', group, kind, verb].filter((word) => word !== undefined).join(' ') }
  if ((kind === 'online-endpoint') !== (deployment === undefined)) return { fault: 'other-kind', word: `az ml ${kind} update` }
  const joins = rest.find((word) => /^(?:&&|\|\|?|;|&|>|az)$/.test(word))
  if (joins !== undefined) return { fault: 'several', word: joins }

  const words: string[] = []
  const unused: string[] = []
  for (const [option, ...values] of optionsOf(given.slice(start + 4))) {
    const name = option?.text ?? ''
    const variable = values.find((value) => value.variable !== undefined)?.variable
    const texts = values.map(({ text }) => text)
    const value = texts[0] ?? ''
    if (edits.has(name)) {
      if (variable !== undefined) return { fault: 'variable', word: variable }
      words.push(name, ...texts)
    } else if (name === '--force-string') words.push(name)
    else if (nameOptions.has(name) && variable === undefined) {
      if (!isSameName(value, deployment ?? endpoint)) return { fault: 'other-name', word: value }
    } else if (endpointOptions.has(name) && deployment !== undefined && variable === undefined) {
      if (!isSameName(value, endpoint)) return { fault: 'other-endpoint', word: value }
    } else unused.push([name, ...texts].join(' '))
  }
  return words.some((word) => edits.has(word)) ? { words, unused } : { fault: 'no-edit', word: unused.join(', ') }
}

/** Options with their values; `--name=blue` is `--name blue`. */
function optionsOf(words: readonly ShellWord[]): ShellWord[][] {
  const options: ShellWord[][] = []
  for (const word of words) {
    const joined = /^(--[A-Za-z-]+)=(.*)$/s.exec(word.text)
    if (joined) options.push([{ text: joined[1] ?? '' }, { ...word, text: joined[2] ?? '' }])
    else if (isOption(word.text) || options.length === 0) options.push([word])
    else options.at(-1)?.push(word)
  }
  return options
}
