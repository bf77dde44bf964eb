/** Figures in one form: `median (min-max)`, ratios with their goal, one JSON line per result in bench/results. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'

export interface Spread {
  median: number
  min: number
  max: number
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
  return { median, min: sorted[0] ?? Number.NaN, max: sorted[sorted.length - 1] ?? Number.NaN }
}

export function showSpread(values: readonly number[], digits = 0): string {
  const { median, min, max } = spread(values)
  const show = (value: number) => value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${show(median)} (${show(min)}-${show(max)})`
}

export interface Goal {
  name: string
  /** undefined: the peer was skipped. */
  got: number | undefined
  atMost?: number
  atLeast?: number
  /** Deterministic: with --guard a miss fails at once; a ratio fails only at twice its goal. */
  budget?: boolean
}

const failures: string[] = []

/** Prints `goal … got … MET|MISSED|n/a`. */
export function showGoal(goal: Goal): void {
  const limit = goal.atMost ?? goal.atLeast ?? Number.NaN
  const sign = goal.atMost === undefined ? '>=' : '<='
  if (goal.got === undefined || Number.isNaN(goal.got)) {
    console.log(`  goal ${goal.name} ${sign} ${limit}   n/a`)
    return
  }
  const met = goal.atMost === undefined ? goal.got >= limit : goal.got <= limit
  console.log(`  goal ${goal.name} ${sign} ${limit}   got ${Number(goal.got.toPrecision(3))}  ${met ? 'MET' : 'MISSED'}`)
  const slack = goal.budget === true ? 1 : 2
  const far = goal.atMost === undefined ? goal.got * slack < limit : goal.got > limit * slack
  if (far) failures.push(goal.name)
}

export function hasOption(name: string): boolean {
  return process.argv.includes(`--${name}`)
}

export function optionValue(name: string): string | undefined {
  const index = process.argv.indexOf(`--${name}`)
  return index === -1 ? undefined : process.argv[index + 1]
}

/** `bench:<name>  <facts>  node v22  load 0.4`. */
export function showTitle(name: string, facts: string): void {
  console.log(`bench:${name}  ${facts}  node ${process.version.split('.')[0]}  load ${loadavg()[0]?.toFixed(1)}`)
}

/** Appends one line to bench/results/<name>.jsonl. */
export function record(name: string, result: Record<string, unknown>): void {
  const directory = join(process.cwd(), 'bench/results')
  mkdirSync(directory, { recursive: true })
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg() }
  appendFileSync(join(directory, `${name}.jsonl`), `${JSON.stringify({ time: new Date().toISOString(), commit, ...machine, ...result })}\n`)
}

/** Last call of a bench: with --guard the exit code tells whether a budget was missed or a ratio was worse than twice its goal. */
export function finish(): void {
  if (hasOption('guard') && failures.length > 0) {
    console.error(`guard: ${failures.join(', ')}`)
    process.exitCode = 1
  }
}
