/** `npm run check`: types, lint, boundaries, unit tests; the quick gate before a commit (below two minutes on two cores). Only node: modules. */
import { spawn } from 'node:child_process'
import { root } from './inputs.mjs'
import { prepare } from './prepare.mjs'
import { StepFailure } from './run-step.mjs'

const jobs = [
  ['types', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.']],
  ['lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']],
  ['boundaries', ['scripts/boundaries.mjs']],
  ['unit', ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit*']],
]

try {
  await prepare('install')
} catch (error) {
  console.error(error instanceof StepFailure ? error.message : error)
  process.exit(1)
}
const startedAt = performance.now()
const failed = []
// Two at a time: a small machine has two cores.
await Promise.all([runAll(jobs.filter(([name]) => name !== 'unit')), runAll(jobs.filter(([name]) => name === 'unit'))])
console.log(
  `check: ${failed.length === 0 ? 'all passed' : `${failed.join(', ')} failed`} in ${Math.round((performance.now() - startedAt) / 1000)} s`,
)
process.exit(failed.length === 0 ? 0 : 1)

async function runAll(list) {
  for (const [name, args] of list) {
    const chunks = []
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk))
    const code = await new Promise((resolve) => child.once('close', resolve))
    if (code !== 0) failed.push(name)
    console.log(`── ${name} ${code === 0 ? 'passed' : 'FAILED'} ──`)
    if (code !== 0 || name === 'boundaries') process.stdout.write(Buffer.concat(chunks))
  }
}
