/** Search, filters and jumps in a million lines, beside ripgrep and grep on the same file where they are installed. */
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { logSources } from '@/agent/logs/line-format'
import { type LogQuery, searchView } from '@/agent/logs/log-search'
import { openLogSet, refreshLogSet } from '@/agent/logs/log-set'
import { extendView, type LogFilter, numberAtTime, openView } from '@/agent/logs/log-view'
import { needle, writeServerLog } from './logs-data'
import { finish, hasOption, record, showGoal, showSpread, showTitle, spread } from './report'

const lines = hasOption('quick') ? 200_000 : 1_000_000
const rounds = hasOption('quick') ? 3 : 7
const startMs = Date.UTC(2026, 0, 1)
const directory = mkdtempSync(join(tmpdir(), 'scorepoint-bench-'))
const path = join(directory, 'e.blue.1.0.inference-server.log')
writeServerLog(path, lines, startMs)
for (let line = 0; line < 9; line++)
  appendFileSync(
    join(directory, 'e.blue.1.0.storage-initializer.log'),
    `2026-01-01 00:00:${20 + line},000 I [scorepoint] staging file ${line}\n`,
  )
const set = openLogSet(directory)
refreshLogSet(set)
showTitle('logs-search', `${lines.toLocaleString('en')} lines, ${Math.round(statSync(path).size / 1e6)} MB`)

const median = (work: () => unknown) => {
  const times = Array.from({ length: rounds }, () => {
    const begin = performance.now()
    work()
    return performance.now() - begin
  })
  return { ms: spread(times).median, shown: showSpread(times, 1) }
}
const view = (filter: LogFilter) => {
  const opened = openView(set, filter)
  extendView(opened)
  return opened
}
const all = view({ sources: logSources })

function search(query: LogQuery): { ms: number; shown: string; firstMs: number; found: number } {
  let firstMs = Number.NaN
  let found = 0
  const timed = median(() => {
    const begin = performance.now()
    firstMs = Number.NaN
    found = 0
    for (const { numbers } of searchView(all, query)) {
      found += numbers.length
      if (found > 0 && Number.isNaN(firstMs)) firstMs = performance.now() - begin
    }
  })
  return { ...timed, firstMs, found }
}

/** Undefined where the tool is not installed. */
function peer(command: string, args: string[]): { ms: number; shown: string } | undefined {
  if (spawnSync(command, ['--version'], { stdio: 'ignore' }).error) {
    console.log(`  ${command}: skipped, it is not installed`)
    return undefined
  }
  return median(() =>
    spawnSync(command, args, { env: { ...process.env, LC_ALL: 'C' }, stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1e9 }),
  )
}

const results: Record<string, number | undefined> = {}
for (const [name, text] of [
  ['few hits', needle],
  ['no hit', 'nowhere-to-be-found'],
  ['many hits', 'gunicorn.access'],
] as const) {
  const ours = search({ text, matchCase: true })
  const rg = peer('rg', ['--no-config', '-n', '-F', text, path])
  const grep = peer('grep', ['-n', '-F', text, path])
  console.log(
    `  ${name}: ours ${ours.shown} ms (first hit ${ours.firstMs.toFixed(1)} ms, ${ours.found} lines) · rg ${rg?.shown ?? 'n/a'} · grep ${grep?.shown ?? 'n/a'}`,
  )
  results[`${name} ms`] = ours.ms
  showGoal({ name: `${name} / ripgrep`, got: rg && ours.ms / rg.ms, atMost: 3 })
  showGoal({ name: `${name} / grep`, got: grep && ours.ms / grep.ms, atMost: 1 })
  if (ours.found > 0) showGoal({ name: `${name}: first hit ms`, got: ours.firstMs, atMost: 50 })
}
const anyCase = search({ text: needle.toUpperCase() })
const regex = search({ text: 'checkpoint-[0-9a-f]{4}', regex: true, matchCase: true })
console.log(`  any case: ${anyCase.shown} ms (${anyCase.found} lines) · regular expression: ${regex.shown} ms (${regex.found} lines)`)
const level = median(() => view({ sources: logSources, level: 'error' }))
const without = median(() => view({ sources: ['inference-server', 'build', 'events'] }))
const toggle = median(() => view({ sources: logSources }))
const jumps = 10_000
const jump = median(() => {
  for (let index = 0; index < jumps; index++) numberAtTime(all, startMs + ((index * 7919) % (lines / 10)))
})
console.log(
  `  level filter ${level.shown} ms · without storage-initializer ${without.shown} ms · with it ${toggle.shown} ms · jump to a time ${((jump.ms / jumps) * 1000).toFixed(2)} µs`,
)
showGoal({ name: 'level filter ms', got: level.ms, atMost: 25 })
showGoal({ name: 'storage-initializer toggle ms', got: Math.max(without.ms, toggle.ms), atMost: 25 })
showGoal({ name: 'jump to time ms', got: jump.ms / jumps, atMost: 0.1 })
record('logs-search', {
  lines,
  ...results,
  anyCase: anyCase.ms,
  regex: regex.ms,
  level: level.ms,
  toggle: toggle.ms,
  jumpMs: jump.ms / jumps,
})
rmSync(directory, { recursive: true, force: true })
finish()
