import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createImageSettings } from '@/agent/environments/images/image-settings'
import { type Engine, engineStatus } from '@/agent/runtimes/docker/engine'
import { createEngineDesk } from '@/agent/runtimes/docker/engine-desk'
import { openDatabase } from '@/agent/store/database'
import { ProblemError } from '@/lib/problems/problem'
import { baseImage, ownEngine, testEngine } from './test-engine'

async function withDesk(engine: Engine, work: (desk: ReturnType<typeof createEngineDesk>) => Promise<void>): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'scorepoint-desk-'))
  const db = openDatabase(join(home, 'agent.db'))
  try {
    await work(createEngineDesk(engine, { env: process.env, images: createImageSettings(db, {}), only: 'docker' }))
  } finally {
    db.close()
    rmSync(home, { recursive: true, force: true })
  }
}

it('says what the engine is', async () => {
  const facts = await testEngine().facts()
  expect(facts).toMatchObject({ source: 'DOCKER_HOST', kind: 'docker', version: expect.stringMatching(/^\d/), rootless: false })
  expect(['amd64', 'arm64']).toContain(facts.architecture)
})

it('lists containers of the official local mode and leaves them alone', async () => {
  const docker = await testEngine().docker()
  const name = `local.blue${Date.now()}`
  // The labels that azure-ai-ml writes (`_local_endpoints/docker_client.py`).
  const labels = { 'azureml-local-endpoint': '', endpoint: 'local', deployment: 'blue', 'endpoint-data': '{}', 'azureml-port': '5001' }
  const container = await docker.createContainer({
    name,
    Image: baseImage,
    Cmd: ['sleep', '300'],
    Labels: labels,
    ExposedPorts: { '5001/tcp': {}, '8883/tcp': {} },
    HostConfig: {
      PortBindings: { '8883/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }], '5001/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
    },
  })
  try {
    await container.start()
    const port = (await container.inspect()).NetworkSettings.Ports['5001/tcp']?.[0]?.HostPort
    await withDesk(testEngine(), async (desk) => {
      const view = await desk.view()
      expect(view).toMatchObject({ state: 'ready', engine: { buildKit: true } })
      expect(view.doctor.map(({ state, title }) => [state, title])).toContainEqual(['ok', 'Docker'])
      expect(view.localModeContainers.find((one) => one.name === name)).toMatchObject({
        endpoint: 'local',
        deployment: 'blue',
        state: 'running',
        scoringUri: `http://localhost:${port}/score`,
      })
    })
    expect((await container.inspect()).State.Running).toBe(true)
  } finally {
    await container.remove({ force: true })
  }
})

it('tells an engine that is gone from one that answers no, finds it again, and says how to start it', async () => {
  const own = await ownEngine({ isEmpty: true })
  const pid = () => {
    const found = own.pid()
    if (found === undefined) throw new Error('the engine has no process')
    return found
  }
  try {
    const { engine } = own
    const inspect = () => engine.ask((docker) => docker.getImage('nothing-here').inspect())
    await withDesk(engine, async (desk) => {
      for (const [end, detail] of [
        [own.stop, /stopped: its socket does not exist|nobody listens/],
        [own.kill, /stopped: its socket is there and nobody listens/],
      ] as const) {
        expect(await inspect().then(() => 0, engineStatus)).toBe(404)
        await end()
        const error = await inspect().catch((thrown: unknown) => thrown)
        expect(error).toBeInstanceOf(ProblemError)
        expect(error).toMatchObject({ problem: { code: 'RuntimeUnavailable', retryable: true } })
        const view = await desk.view()
        expect(view).toMatchObject({ state: 'unavailable', engine: { source: 'DOCKER_HOST' } })
        expect(view.doctor[0]).toMatchObject({ state: 'error', detail: expect.stringMatching(detail) })
        await own.start()
      }
      process.kill(pid(), 'SIGSTOP')
      try {
        // A stop reaches a process's threads one after the other.
        await expect.poll(() => /\) (\w)/.exec(readFileSync(`/proc/${pid()}/stat`, 'utf8'))?.[1], { timeout: 5000 }).toBe('T')
        const began = performance.now()
        await expect(engine.ask((docker) => docker.ping(), 500)).rejects.toMatchObject({ problem: { code: 'RuntimeUnavailable' } })
        expect(performance.now() - began).toBeLessThan(3000)
        expect((await desk.checks())[0]?.detail).toMatch(/accepts connections and gives no answer/)
      } finally {
        process.kill(pid(), 'SIGCONT')
      }
    })
  } finally {
    await own.close()
  }
})
