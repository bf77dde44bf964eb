/** The container engine of the Docker tests: the one of the test run, or one of a test's own that may be stopped and killed. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine, type Engine } from '@/agent/runtimes/docker/engine'
import { baseImages, ensureBaseImage } from '../../scripts/docker-base.mjs'
import { engineObstacle, startEngine } from '../../scripts/docker-engine.mjs'

/** The stand-in for Microsoft's inference image, under one of the names that sample files use. */
export const baseImage = baseImages[1] ?? ''

/** `unix://…` of the engine that `npm run test:docker` started. */
export function testEngineHost(): string {
  const host = process.env.SCOREPOINT_TEST_DOCKER_HOST
  if (!host) throw new Error('SCOREPOINT_TEST_DOCKER_HOST names no engine: run these tests by npm run test:docker.')
  return host
}

export const testEngine = (): Engine => createEngine({ DOCKER_HOST: testEngineHost() })

/** An engine of the test's own with the base image (unless `isEmpty`): `stop()`, `start()` and `kill()` it at will; `close()` removes everything of it. */
export async function ownEngine(options: { liveRestore?: boolean; isEmpty?: boolean } = {}) {
  const obstacle = await engineObstacle()
  if (obstacle) throw new Error(obstacle)
  const daemon = await startEngine(mkdtempSync(join(tmpdir(), 'e-')), options)
  try {
    if (!options.isEmpty)
      await ensureBaseImage(daemon.host, process.env.SCOREPOINT_TEST_CACHE ?? join('node_modules', '.scorepoint', 'test-cache'))
  } catch (error) {
    await daemon.close()
    throw error
  }
  return { ...daemon, engine: createEngine({ DOCKER_HOST: daemon.host }) }
}
