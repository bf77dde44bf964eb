/** Lines a second from file into the index on one core, and what the index takes on disk and in memory. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { savedBytes } from '@/agent/logs/index-file'
import { openLogSet, refreshLogSet } from '@/agent/logs/log-set'
import { writeServerLog } from './logs-data'
import { finish, hasOption, record, showGoal, showSpread, showTitle, spread } from './report'

const lines = hasOption('quick') ? 200_000 : 1_000_000
const rounds = hasOption('quick') ? 3 : 7
const directory = mkdtempSync(join(tmpdir(), 'scorepoint-bench-'))
const path = join(directory, 'e.blue.1.0.inference-server.log')
writeServerLog(path, lines)
const { size } = statSync(path)
showTitle('logs-ingest', `${lines.toLocaleString('en')} lines, ${Math.round(size / 1e6)} MB`)

const rates: number[] = []
let residentBytes = 0
for (let round = 0; round < rounds; round++) {
  rmSync(`${path}.index`, { force: true })
  const set = openLogSet(directory)
  const begin = performance.now()
  refreshLogSet(set)
  rates.push(lines / ((performance.now() - begin) / 1000))
  const blocks = set.files.flatMap((file) => file.index.blocks)
  residentBytes = blocks.reduce((sum, block) => sum + block.offsets.byteLength + block.times.byteLength + block.marks.byteLength, 0)
}
const reopened: number[] = []
for (let round = 0; round < rounds; round++) {
  const begin = performance.now()
  refreshLogSet(openLogSet(directory))
  reopened.push(performance.now() - begin)
}
const counts = Array.from({ length: rounds }, () => {
  const begin = performance.now()
  execFileSync('wc', ['-l', path])
  return lines / ((performance.now() - begin) / 1000)
})
console.log(`  ours, read, marked and indexed   ${showSpread(rates)} lines/s`)
console.log(`  wc -l, counted only              ${showSpread(counts)} lines/s`)
console.log(`  opened again with its index      ${showSpread(reopened, 1)} ms`)
const diskBytesPerLine = savedBytes(path) / lines
console.log(`  index: ${diskBytesPerLine.toFixed(2)} bytes a line on disk, ${(residentBytes / lines).toFixed(2)} in memory`)
showGoal({ name: 'lines/s', got: spread(rates).median, atLeast: 1_000_000 })
showGoal({ name: 'index bytes/line', got: Math.max(diskBytesPerLine, residentBytes / lines), atMost: 10, budget: true })
record('logs-ingest', { lines, size, rates, reopened, diskBytesPerLine, residentBytesPerLine: residentBytes / lines })
rmSync(directory, { recursive: true, force: true })
finish()
