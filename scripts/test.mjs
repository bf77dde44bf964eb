/**
 * `npm test [stage…]`: set-up, then every stage, each bounded in time and cleaned up after. The last line is `N passed, N failed, N skipped`.
 * Only node: modules: on a fresh clone nothing else exists yet.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { ensureBaseImage } from './docker-base.mjs'
import { engineObstacle, startEngine } from './docker-engine.mjs'
import { root } from './inputs.mjs'
import { endLeftovers } from './leftovers.mjs'
import { prepare } from './prepare.mjs'
import { cleanEnvironment, StepFailure } from './run-step.mjs'

const vitest = (project) => [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--project',
  project,
  '--reporter=default',
  '--reporter=./scripts/count-reporter.mjs',
]
const stages = [
  { name: 'unit', minutes: 8, args: vitest('unit*') },
  { name: 'integration', minutes: 10, args: vitest('integration') },
  { name: 'clients', minutes: 8, args: vitest('clients') },
  // The long form: SCOREPOINT_FAULT_KILLS=300 npm run test:faults.
  { name: 'faults', minutes: process.env.SCOREPOINT_FAULT_KILLS ? 60 : 9, args: vitest('faults') },
  { name: 'browser', minutes: 18, args: ['node_modules/@playwright/test/cli.js', 'test'], browser: true, engine: 'optional' },
  { name: 'docker', minutes: 8, args: vitest('docker'), engine: true },
  { name: 'hostile', minutes: 4, args: vitest('hostile') },
]

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

let current
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    if (!current) return
    killGroup(current.child)
    endLeftovers(current.tmpdir)
    await current.engine?.close().catch((error) => console.error(error))
    rmSync(current.tmpdir, { recursive: true, force: true })
    process.exit(130)
  })
}

try {
  await prepare('build')
} catch (error) {
  console.error(error instanceof StepFailure ? error.message : error)
  total.failed += 1
  finish()
}
for (const stage of stages.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) await runStage(stage)
finish()

async function runStage(stage) {
  const env = {}
  if (stage.browser) {
    const { path, reason } = await ensureChromium()
    if (!path) return report(stage, { passed: 0, failed: 0, failures: [], skips: [{ name: 'all browser tests', reason }] }, 0)
    env.CHROMIUM_PATH = path
  }
  let engine
  if (stage.engine && !process.env.SCOREPOINT_TEST_DOCKER_HOST) {
    const { reason, ...started } = await startTestEngine()
    // Said by the tests that need it; the others run.
    if (reason && stage.engine === 'optional') env.SCOREPOINT_TEST_DOCKER_REASON = reason
    else if (reason) return report(stage, { passed: 0, failed: 0, failures: [], skips: [{ name: 'all Docker tests', reason }] }, 0)
    engine = started.engine
    if (engine) env.SCOREPOINT_TEST_DOCKER_HOST = engine.host
  }
  console.log(`\n── ${stage.name} (at most ${stage.minutes} min) ──`)
  const tmpdir = mkdtempSync('/tmp/spt-')
  const counts = join(tmpdir, 'counts.json')
  const began = performance.now()
  const child = spawn(process.execPath, stage.args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
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
  current = { child, tmpdir, engine }
  let late = false
  const timer = setTimeout(() => {
    late = true
    killGroup(child)
  }, stage.minutes * 60_000)
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearTimeout(timer)
  killGroup(child)
  const leftovers = endLeftovers(tmpdir)
  for (const { pid, command } of leftovers) console.log(`ended a process the ${stage.name} tests left behind: ${pid} ${command}`)

  const result = existsSync(counts) ? JSON.parse(readFileSync(counts, 'utf8')) : { passed: 0, failed: 0, failures: [], skips: [] }
  if (late) fail(result, `the ${stage.name} stage did not end within ${stage.minutes} minutes`)
  else if (code !== 0 && result.failed === 0) fail(result, `the ${stage.name} stage ended with exit code ${code}`)
  else if (!existsSync(counts)) fail(result, `the ${stage.name} stage left no counts`)
  else if (result.passed + result.failed + result.skips.length === 0) fail(result, `the ${stage.name} stage found no tests`)
  await engine?.close()
  rmSync(tmpdir, { recursive: true, force: true, maxRetries: 5 })
  current = undefined
  report(stage, result, (performance.now() - began) / 1000)
}

/** The engine of the tests with its base image, or why there is none. */
async function startTestEngine() {
  const reason = await engineObstacle()
  if (reason) return { reason }
  let engine
  try {
    engine = await startEngine(mkdtempSync('/tmp/spd-'))
  } catch (error) {
    // A kernel without what containers need, or no right to make a bridge: this machine's, not the product's.
    return { reason: `no engine starts here: ${error.message}` }
  }
  try {
    await ensureBaseImage(engine.host, testCache)
    return { engine }
  } catch (error) {
    await engine.close()
    return { reason: `the base image could not be made: ${error.message}` }
  }
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
  console.log(`${stage.name}: ${passed} passed, ${failed} failed, ${skips.length} skipped in ${Math.round(seconds)} s`)
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
  console.log(`\nall tests took ${Math.round((performance.now() - startedAt) / 1000)} s`)
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
