/** What we built is listed with its share, kept while a container stands on it, and removed; what others made is never named. */
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { pack } from 'tar-stream'
import { expect, it } from 'vitest'
import { builderLabel, environmentLabel } from '@/agent/environments/images/image-labels'
import { createStoredImages } from '@/agent/environments/images/stored-images'
import { baseImage, testEngine } from '@/test/docker/test-engine'

it('lists own images alone, keeps what a container stands on, and removes the rest', async () => {
  const engine = testEngine()
  const docker = await engine.docker()
  const agentId = randomUUID()
  const build = async (hash: string, builder: string) => {
    const context = pack()
    context.entry({ name: 'Dockerfile' }, `FROM ${baseImage}\nRUN dd if=/dev/zero of=/own-${hash} bs=1024 count=2048\n`)
    context.finalize()
    const labels = { [environmentLabel]: hash, [builderLabel]: builder }
    const stream = await docker.buildImage(Readable.from(context), { t: `scorepoint-env:${hash}`, labels, version: '2' })
    await new Promise((resolve, reject) => docker.modem.followProgress(stream, (error, out) => (error ? reject(error) : resolve(out))))
    return `scorepoint-env:${hash}`
  }
  const [own, others] = [await build(`a${randomUUID().slice(0, 8)}`, agentId), await build(`b${randomUUID().slice(0, 8)}`, randomUUID())]
  const container = await docker.createContainer({ Image: own, Cmd: ['true'] })
  try {
    const images = createStoredImages(engine, agentId)
    const [listed, ...rest] = await images.list()
    expect(rest).toEqual([])
    expect(listed).toMatchObject({ reference: own, hash: own.split(':')[1] })
    expect(listed?.ownBytes).toBeGreaterThanOrEqual(2 * 1024 * 1024)
    expect(listed?.ownBytes).toBeLessThan(4 * 1024 * 1024)
    expect(listed?.bytes).toBeGreaterThan(50 * 1024 * 1024)
    expect(await images.remove(own)).toBe('busy')
    await container.remove()
    expect(await images.remove(own)).toBe('removed')
    expect(await images.remove(own)).toBe('gone')
    expect(await images.list()).toEqual([])
    expect(await docker.getImage(others).inspect()).toBeTruthy()
  } finally {
    await docker.getImage(others).remove()
  }
})
