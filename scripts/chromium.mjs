/** The browser of the tests: the distribution's Chromium, installed when it is missing and may be. Only node: modules. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runStep, StepFailure } from './run-step.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/** Path of an installed Chromium or Chrome: $CHROMIUM_PATH, then PATH, then macOS's place. */
export function findChromium() {
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  const candidates = [process.env.CHROMIUM_PATH, ...onPath, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']
  return candidates.find((path) => path && isExecutable(path))
}

/** `{ path }`, or `{ reason }` why the browser tests cannot run here. */
export async function ensureChromium() {
  const found = findChromium()
  if (found) return { path: found }
  if (process.getuid?.() !== 0)
    return {
      reason: 'no Chromium on PATH, and only root may install one (apt-get install chromium); CHROMIUM_PATH may name another browser',
    }
  if (!isExecutable('/usr/bin/apt-get'))
    return { reason: 'no Chromium on PATH and no apt-get to install one; CHROMIUM_PATH may name another browser' }
  try {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await runStep('Reading the package lists', 'apt-get', ['update'], { env, timeoutMs: 120_000 })
    await runStep('Installing Chromium', 'apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env, timeoutMs: 300_000 })
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error
    return { reason: `Chromium could not be installed: ${error.message.split('\n').at(-1)}` }
  }
  const path = findChromium()
  return path ? { path } : { reason: 'apt-get installed no chromium' }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there, or not for us.
    return false
  }
}
