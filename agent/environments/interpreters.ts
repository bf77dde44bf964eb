import { statSync } from 'node:fs'
import { interpreterCandidates } from '@/lib/script-lint/interpreter-candidates'
import { toolEnvironment } from './pip-settings'
import { runTool } from './run-tool'

/** A Python that was executed and answered. */
export interface Interpreter {
  /** Real path of the base interpreter. */
  path: string
  /** `3.11.7`. */
  version: string
  /** `3.11`. */
  minor: string
  /** `linux-x86_64`. */
  platform: string
}

/** Python minors the official inference server supports, newest first (classifiers of version 1.5). */
export const supportedMinors = ['3.12', '3.11', '3.10', '3.9'] as const

const question =
  'import os,sys,sysconfig;print(os.path.realpath(getattr(sys,"_base_executable",None) or sys.executable),"%d.%d.%d"%sys.version_info[:3],sysconfig.get_platform(),sys.implementation.name,sep="\\n")'

const known = new Map<string, { stamp: string; interpreter: Interpreter | undefined }>()

/** Executes a candidate to learn what it is; undefined when it does not run or is not CPython. Remembered while the file is unchanged. */
export async function identifyInterpreter(path: string, environment: NodeJS.ProcessEnv): Promise<Interpreter | undefined> {
  const { mtimeMs, size } = statSync(path)
  const stamp = `${mtimeMs}.${size}`
  const remembered = known.get(path)
  if (remembered?.stamp === stamp) return remembered.interpreter
  const result = await runTool({
    command: path,
    args: ['-I', '-S', '-c', question],
    environment: toolEnvironment(environment),
    timeoutMs: 10_000,
  })
  const [real = '', version = '', platform = '', implementation] = result.stdout.split('\n')
  const minor = /^\d+\.\d+/.exec(version)?.[0]
  const interpreter =
    result.code === 0 && implementation === 'cpython' && minor !== undefined ? { path: real, version, minor, platform } : undefined
  known.set(path, { stamp, interpreter })
  return interpreter
}

/** All Pythons of this computer, in the order of `interpreterCandidates`, each once. */
export async function findInterpreters(environment: NodeJS.ProcessEnv, ownPythons: string): Promise<Interpreter[]> {
  const candidates = interpreterCandidates(environment, ownPythons)
  const found: Interpreter[] = []
  for (let start = 0; start < candidates.length; start += 4) {
    const batch = await Promise.all(candidates.slice(start, start + 4).map((path) => identifyInterpreter(path, environment)))
    for (const one of batch) if (one !== undefined && !found.some((other) => other.path === one.path)) found.push(one)
  }
  return found
}

const patchNumber = (version: string) => Number(version.split('.')[2] ?? 0)
const minorNumber = (version: string) => Number(version.split('.')[1] ?? 0)

/** What the conda file says about Python: one version, a range in pip syntax, or nothing. */
export interface PythonWish {
  /** `3.11` or `3.11.7`. */
  version?: string
  /** `>=3.9,<3.12`; used when no version is given. */
  specifier?: string
  /** Path of the interpreter to take where several fit. */
  preferred?: string
}

/**
 * The Python rule, pure: `exact` = what is wished for (of several the exact patch, else the newest), `nearest` = the supported one
 * closest to it (the newer of two equally close). No wish = the newest supported. Minors below 3.9 cannot run the server.
 */
export function chooseInterpreter(interpreters: Interpreter[], wish: PythonWish): { exact?: Interpreter; nearest?: Interpreter } {
  const newestFirst = [...interpreters].sort(
    (a, b) => minorNumber(b.version) - minorNumber(a.version) || patchNumber(b.version) - patchNumber(a.version),
  )
  const supported = newestFirst.filter((one) => supportedMinors.some((minor) => minor === one.minor))
  const { version, specifier } = wish
  const minor = version === undefined ? undefined : (/^\d+\.\d+/.exec(version)?.[0] ?? version)
  const fitting =
    minor === undefined
      ? supported.filter((one) => specifier === undefined || satisfies(one.version, specifier))
      : newestFirst.filter((one) => one.minor === minor && minorNumber(minor) >= 9)
  const exact = fitting.find((one) => one.version === version) ?? fitting.find((one) => one.path === wish.preferred) ?? fitting[0]
  const target = minorNumber(minor ?? /\d+\.\d+/.exec(specifier ?? '')?.[0] ?? supportedMinors[0])
  const nearest = [...supported].sort((a, b) => Math.abs(minorNumber(a.version) - target) - Math.abs(minorNumber(b.version) - target))[0]
  return { ...(exact === undefined ? {} : { exact }), ...(nearest === undefined ? {} : { nearest }) }
}

/** True when a version such as `3.11.7` lies in a range such as `>=3.9,<3.12` (PEP 440 without pre-releases). */
export function satisfies(version: string, specifier: string): boolean {
  const numbers = (text: string) => text.split('.').map(Number)
  const compare = (other: string) => {
    const [a, b] = [numbers(version), numbers(other)]
    for (let index = 0; index < Math.max(a.length, b.length); index++) {
      const difference = (a[index] ?? 0) - (b[index] ?? 0)
      if (difference !== 0) return difference
    }
    return 0
  }
  const startsWith = (prefix: string) => `${version}.`.startsWith(`${prefix}.`)
  return specifier.split(',').every((part) => {
    const [, operator = '==', bound = ''] = /^\s*(===?|!=|>=|<=|>|<|~=)?\s*([\d.]+?)(?:\.\*)?\s*$/.exec(part) ?? []
    if (bound === '') return false
    const wildcard = part.includes('*')
    switch (operator) {
      case '>=':
        return compare(bound) >= 0
      case '<=':
        return compare(bound) <= 0
      case '>':
        return compare(bound) > 0 && !startsWith(bound)
      case '<':
        return compare(bound) < 0
      case '!=':
        return wildcard ? !startsWith(bound) : compare(bound) !== 0
      case '~=':
        return compare(bound) >= 0 && startsWith(bound.split('.').slice(0, -1).join('.'))
      default:
        return wildcard ? startsWith(bound) : compare(bound) === 0
    }
  })
}
