/**
 * `npm test [stage…]`: set-up, then every stage, each bounded in time and cleaned up after. The last line is `N passed, N failed, N skipped`.
 * Only node: modules: on a fresh clone nothing else exists yet.
 */
import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import { root } from './inputs.mjs'
import { endLeftovers } from './leftovers.mjs'
import { prepare } from './prepare.mjs'
import { cleanEnvironment, StepFailure } from './run-step.mjs'
import { prepareMachine, stages } from './test-stages.mjs'

/** Environments built by one stage serve the next, and the next run. */
const testCache = process.env.SCOREPOINT_TEST_CACHE ?? join(root, 'node_modules', '.scorepoint', 'test-cache')

const total = { passed: 0, failed: 0, skipped: 0 }
/** Told again at the end: who reads a long log from its end must not search. */
const allFailures = []
const startedAt = performance.now()
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name))
if (unknown.length > 0) {
  console.error(`npm test knows the stages ${stages.map(({ name }) => name).join(', ')}, not ${unknown.join(', ')}.`)
  process.exit(2)
}

const chosen = stages.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
/** Two stages beside each other need two cores and about three GiB each. */
const sideBySide = availableParallelism() > 1 && totalmem() > 6 * 2 ** 30 ? 2 : 1
const progressMs = 30_000

/** What runs now, for whoever interrupts it. */
const running = new Set()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    for (const { child, tmpdir } of running) {
      killGroup(child)
      endLeftovers(tmpdir)
    }
    for (const { tmpdir, engine } of running) {
      await engine?.close().catch((error) => console.error(error))
      rmSync(tmpdir, { recursive: true, force: true })
    }
    process.exit(130)
  })
}

const machine = prepareMachine(chosen, testCache)
try {
  await prepare('build')
} catch (error) {
  console.error(error instanceof StepFailure ? error.message : error)
  total.failed += 1
  await machine.close()
  finish()
}
await runAll()
await machine.close()
finish()

/** In their order; one that is to be alone waits for those before it. */
async function runAll() {
  const waiting = [...chosen]
  const begun = new Map()
  const ticker = setInterval(() => {
    const quiet = [...running].filter(({ output }) => output).map(({ name, began }) => `${name} ${elapsed(began)} s`)
    if (quiet.length > 0) console.log(`… ${quiet.join(', ')}`)
  }, progressMs)
  while (waiting.length > 0 || begun.size > 0) {
    const next = waiting[0]
    const isAlone = next?.alone || [...begun.keys()].some(({ alone }) => alone)
    if (next && begun.size < (isAlone ? 1 : sideBySide)) {
      begun.set(
        next,
        runStage(next).finally(() => begun.delete(next)),
      )
      waiting.shift()
    } else await Promise.race(begun.values())
  }
  clearInterval(ticker)
}

async function runStage(stage) {
  const { name, minutes } = stage
  const { env, engine, reason } = await machine.forStage(stage)
  if (reason) return report(stage, { passed: 0, failed: 0, failures: [], skips: [{ name: `all ${name} tests`, reason }] }, 0)
  const tmpdir = mkdtempSync('/tmp/spt-')
  const counts = join(tmpdir, 'counts.json')
  // What runs beside another stage is told when it has ended, in one piece.
  const output = stage.alone || sideBySide === 1 || chosen.length === 1 ? undefined : join(tmpdir, 'output.log')
  const title = `\n── ${name} (at most ${minutes} min) ──`
  console.log(output ? `› ${name}…` : title)
  const began = performance.now()
  const stream = output ? openSync(output, 'w', 0o600) : 'inherit'
  const child = spawn(process.execPath, stage.args, {
    cwd: root,
    stdio: ['ignore', stream, stream],
    detached: true,
    env: {
      ...cleanEnvironment(process.env),
      ...env,
      TMPDIR: tmpdir,
      SCOREPOINT_TEST_CACHE: testCache,
      SCOREPOINT_COUNTS: counts,
      NEXT_TELEMETRY_DISABLED: '1',
      CI: '1',
    },
  })
  if (output) closeSync(stream)
  const own = { name, child, tmpdir, engine, output, began }
  running.add(own)
  let late = false
  const timer = setTimeout(() => {
    late = true
    killGroup(child)
  }, minutes * 60_000)
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearTimeout(timer)
  killGroup(child)
  if (output) process.stdout.write(`${title}\n${readFileSync(output, 'utf8')}`)
  for (const { pid, command } of endLeftovers(tmpdir)) console.log(`ended a process the ${name} tests left behind: ${pid} ${command}`)

  const result = existsSync(counts) ? JSON.parse(readFileSync(counts, 'utf8')) : { passed: 0, failed: 0, failures: [], skips: [] }
  if (late) fail(result, `the ${name} stage did not end within ${minutes} minutes`)
  else if (code !== 0 && result.failed === 0) fail(result, `the ${name} stage ended with exit code ${code}`)
  else if (!existsSync(counts)) fail(result, `the ${name} stage left no counts`)
  else if (result.passed + result.failed + result.skips.length === 0) fail(result, `the ${name} stage found no tests`)
  await engine?.close()
  rmSync(tmpdir, { recursive: true, force: true, maxRetries: 5 })
  running.delete(own)
  report(stage, result, elapsed(began))
}

function elapsed(since) {
  return Math.round((performance.now() - since) / 1000)
}

function fail(result, reason) {
  result.failed += 1
  result.failures.push(reason)
}

function report(stage, { passed, failed, failures, skips }, seconds) {
  const told = failures.map((failure) => `failed   [${stage.name}] ${failure}`)
  for (const line of told) console.log(line)
  allFailures.push(...told)
  for (const [reason, group] of groupByReason(skips))
    console.log(`skipped  [${stage.name}] ${group.length === 1 ? group[0].name : `${group.length} tests`}: ${reason}`)
  console.log(`${stage.name}: ${passed} passed, ${failed} failed, ${skips.length} skipped in ${seconds} s`)
  total.passed += passed
  total.failed += failed
  total.skipped += skips.length
}

function groupByReason(skips) {
  const groups = new Map()
  for (const skip of skips) groups.set(skip.reason, [...(groups.get(skip.reason) ?? []), skip])
  return groups
}

function finish() {
  if (allFailures.length > 0) console.log(`\n${allFailures.join('\n')}`)
  console.log(`\nall tests took ${elapsed(startedAt)} s`)
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  process.exit(total.failed > 0 ? 1 : 0)
}

function killGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group has ended by itself.
  }
}
