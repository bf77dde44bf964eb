/**
 * `npm run test:mcr`: what the tests show on a stand-in, shown on Microsoft's own image, where its registry can be reached. Fetches some
 * gigabytes, so it is no part of `npm test`. Prints why when it cannot run.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { baseImages } from './docker-base.mjs'
import { engineObstacle, startEngine } from './docker-engine.mjs'
import { root } from './inputs.mjs'
import { cleanEnvironment } from './run-step.mjs'

const registry = 'mcr.microsoft.com'
const files = ['test/docker/inference-image.docker.test.ts', 'agent/runtimes/docker']

const obstacle = (await registryObstacle()) ?? (process.env.SCOREPOINT_TEST_DOCKER_HOST ? undefined : await engineObstacle())
if (obstacle) {
  console.log(`skipped  [mcr] all tests on ${baseImages[1]}: ${obstacle}`)
  process.exit(0)
}
const engine = process.env.SCOREPOINT_TEST_DOCKER_HOST ? undefined : await startEngine(mkdtempSync('/tmp/spd-'))
const host = engine?.host ?? process.env.SCOREPOINT_TEST_DOCKER_HOST
try {
  console.log(`pulling ${baseImages[1]} into ${host}…`)
  const { default: Docker } = await import('dockerode')
  const docker = new Docker({ host: undefined, socketPath: host.replace(/^unix:\/\//, '') })
  const stream = await docker.pull(baseImages[1])
  await new Promise((resolve, reject) => {
    docker.modem.followProgress(stream, (error, events) => {
      const failed = events?.find((event) => event.error)
      if (error || failed) reject(error ?? new Error(failed.error))
      else resolve(undefined)
    })
  })
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'docker', ...files]
  const env = {
    ...cleanEnvironment(process.env),
    SCOREPOINT_TEST_DOCKER_HOST: host,
    SCOREPOINT_TEST_CACHE: join(root, 'node_modules', '.scorepoint', 'test-cache'),
  }
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env })
  process.exitCode = await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)))
} finally {
  await engine?.close()
}

/** Why the registry cannot be used; undefined when it answers. */
async function registryObstacle() {
  try {
    const answer = await fetch(`https://${registry}/v2/`, { signal: AbortSignal.timeout(10_000) })
    return answer.ok || answer.status === 401 ? undefined : `${registry} answered ${answer.status}`
  } catch (error) {
    return `${registry} cannot be reached (${error.cause?.code ?? error.message}); the stand-in is not verified on the real image`
  }
}
