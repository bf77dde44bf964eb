import { expect, it } from 'vitest'
import { engineStatus } from '@/agent/runtimes/docker/engine'
import { ProblemError } from '@/lib/problems/problem'
import { baseImage, ownEngine, testEngine } from './test-engine'

it('says what the engine is', async () => {
  const facts = await testEngine().facts()
  expect(facts).toMatchObject({ source: 'DOCKER_HOST', kind: 'docker', version: expect.stringMatching(/^\d/), rootless: false })
  expect(['amd64', 'arm64']).toContain(facts.architecture)
})

it('tells an engine that is gone from one that answers no, and finds it again', async () => {
  const own = await ownEngine()
  try {
    const { engine } = own
    const inspect = (image: string) => engine.ask(async (docker) => (await docker.getImage(image).inspect()).Id)
    const id = await inspect(baseImage)
    expect(await inspect('nothing-here').then(() => 0, engineStatus)).toBe(404)
    for (const end of [own.stop, own.kill]) {
      await end()
      const error = await inspect(baseImage).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(ProblemError)
      expect(error).toMatchObject({ problem: { code: 'RuntimeUnavailable', retryable: true } })
      await own.start()
      expect(await inspect(baseImage)).toBe(id)
    }
  } finally {
    await own.close()
  }
})

it('does not wait for an engine that hangs', async () => {
  const own = await ownEngine()
  const pid = own.pid()
  try {
    if (pid === undefined) throw new Error('the engine has no process')
    await own.engine.ask((docker) => docker.ping())
    process.kill(pid, 'SIGSTOP')
    const began = performance.now()
    await expect(own.engine.ask((docker) => docker.ping(), 500)).rejects.toMatchObject({ problem: { code: 'RuntimeUnavailable' } })
    expect(performance.now() - began).toBeLessThan(3000)
  } finally {
    if (pid !== undefined) process.kill(pid, 'SIGCONT')
    await own.close()
  }
})
