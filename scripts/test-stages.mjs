/** The stages of `npm test`, in the order they begin, and what of this machine they need. Only node: modules. */
import { mkdtempSync } from 'node:fs'
import { ensureChromium } from './chromium.mjs'
import { ensureBaseImage } from './docker-base.mjs'
import { engineObstacle, startEngine } from './docker-engine.mjs'

const vitest = (...projects) => [
  'node_modules/vitest/vitest.mjs',
  'run',
  ...projects.flatMap((project) => ['--project', project]),
  '--reporter=default',
  '--reporter=./scripts/count-reporter.mjs',
]
const playwright = ['node_modules/@playwright/test/cli.js', 'test']

/**
 * `minutes`: the limit, which fits a machine half as fast as one that takes 25 minutes for all. `alone`: what is measured there, or looked at
 * in a browser, would be another stage's load. The others run two at a time: each waits for processes and the network for a good part.
 * `engine`: needs a container engine, or has tests that do (`optional`).
 */
export const stages = [
  { name: 'integration', minutes: 20, args: vitest('integration') },
  { name: 'unit', minutes: 10, args: vitest('unit*') },
  { name: 'docker', minutes: 12, args: vitest('docker'), engine: 'required' },
  // The long form: SCOREPOINT_FAULT_KILLS=300 npm run test:faults.
  { name: 'kills', minutes: process.env.SCOREPOINT_FAULT_KILLS ? 60 : 12, args: vitest('kills') },
  { name: 'clients', minutes: 12, args: vitest('clients') },
  { name: 'hostile', minutes: 6, args: vitest('hostile') },
  { name: 'faults', minutes: 12, args: vitest('faults', 'integration-alone'), alone: true },
  { name: 'browser', minutes: 18, args: playwright, browser: true, engine: 'optional', alone: true },
]

/**
 * Begins to fetch what the chosen stages need besides packages, one thing after the other because apt locks; meanwhile npm fetches its own.
 * Every answer is `{ env, engine? }` or `{ reason }` why the stage cannot run here.
 */
export function prepareMachine(chosen, cache) {
  const wantsEngine = chosen.some(({ engine }) => engine) && !process.env.SCOREPOINT_TEST_DOCKER_HOST
  const wantsBrowser = chosen.some(({ browser }) => browser)
  /** The first engine, which the first stage that needs one takes over. */
  let spare = wantsEngine ? startTestEngine(cache) : undefined
  const chromium = wantsBrowser ? Promise.resolve(spare).then(ensureChromium) : undefined
  for (const promise of [spare, chromium]) promise?.catch(() => undefined) // told to the stage that awaits it

  return {
    async forStage(stage) {
      const env = {}
      if (stage.browser) {
        const { path, reason } = await chromium
        if (!path) return { reason }
        env.CHROMIUM_PATH = path
      }
      if (!stage.engine || process.env.SCOREPOINT_TEST_DOCKER_HOST) return { env }
      const taken = spare ?? startTestEngine(cache)
      spare = undefined
      const { engine, reason } = await taken
      if (engine) return { env: { ...env, SCOREPOINT_TEST_DOCKER_HOST: engine.host }, engine }
      // Said by the tests that need it; the others run.
      if (stage.engine === 'optional') return { env: { ...env, SCOREPOINT_TEST_DOCKER_REASON: reason } }
      return { reason }
    },
    /** Ends what no stage has taken. */
    async close() {
      const { engine } = (await spare?.catch(() => undefined)) ?? {}
      await engine?.close()
    },
  }
}

/** The engine of the tests with its base image, or why there is none. */
async function startTestEngine(cache) {
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
    await ensureBaseImage(engine.host, cache)
    return { engine }
  } catch (error) {
    await engine.close()
    return { reason: `the base image could not be made: ${error.message}` }
  }
}
