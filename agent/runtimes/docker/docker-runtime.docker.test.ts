import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { pack } from 'tar-stream'
import { afterAll, afterEach, expect, it } from 'vitest'
import { createEngineCalls } from '@/agent/runtimes/docker/engine-calls'
import type { Inspection } from '@/agent/runtimes/docker/engine-link'
import { bootTicks, programTicks } from '@/agent/runtimes/docker/program-start'
import { type ContainerTrial, containerHome, deliverTrial, hostnameScript, running, scorePort } from '@/test/docker/container-trial'
import { testEngine } from '@/test/docker/test-engine'
import { until } from '@/test/until'

const engine = testEngine()
const agentId = `test-runtime-${process.pid}`
const home = containerHome(engine, agentId, { sampleMs: 500 })
let runtime = home.open()
const source = mkdtempSync(join(tmpdir(), 'scorepoint-model-'))
writeFileSync(join(source, 'weights.txt'), 'some weights\n')
let count = 0
const ids: string[] = []

const calls = createEngineCalls(engine)
const inspectRaw = (id: string) => calls.json<Inspection>({ method: 'GET', path: `/containers/${id}/json` })

async function deliver(trial: Omit<ContainerTrial, 'id'> = {}) {
  const id = `trial.blue.1.${count++}`
  ids.push(id)
  return deliverTrial(runtime, home.layout.home, engine, { id, ...trial })
}

async function ready(trial: Omit<ContainerTrial, 'id'> = {}) {
  const made = await deliver(trial)
  const address = await runtime.start(made.spec)
  await until(() => runtime.probe(made.spec.id, 2000), 'readiness')
  return { ...made, port: address.port }
}

afterEach(async () => {
  for (const id of ids.splice(0)) {
    await runtime.stop(id, 0)
    await runtime.remove(id)
  }
})
afterAll(async () => {
  const left = await engine.ask((docker) => docker.listContainers({ all: true, filters: { label: [`scorepoint.agent=${agentId}`] } }))
  const volumes = await engine.ask((docker) => docker.listVolumes({ filters: { label: [`scorepoint.agent=${agentId}`] } }))
  runtime.close()
  home.remove()
  rmSync(source, { recursive: true, force: true })
  expect(left).toEqual([])
  expect(volumes.Volumes ?? []).toEqual([])
})

it('answers from a sealed container: its hostname, the layout of Azure, the variables of the user, loopback ports alone', async () => {
  const model = { name: 'weights', version: '3', path: source }
  const { spec, port, initializerLog } = await ready({ model, variables: { GREETING: 'hi' }, cores: 2, memoryBytes: 512 * 1024 ** 2 })
  const answer = await scorePort(port, { data: [1] })
  const container = runtime.containerOf?.(spec.id)
  const seen = await inspectRaw(container?.id ?? '')
  expect(answer).toEqual({
    status: 200,
    body: {
      hostname: seen.Config.Hostname,
      files: ['/var/azureml-app/azureml-models/weights/3/weights.txt'],
      cwd: '/var/azureml-app/code',
      user: 'hi',
      sent: { data: [1] },
    },
  })
  expect(container).toMatchObject({ name: expect.stringMatching(/^scorepoint-trial\.blue\.1\./), hostPort: port })
  const raw = JSON.parse(JSON.stringify(seen)) as { HostConfig: Record<string, unknown>; Mounts: { Type: string; RW: boolean }[] }
  expect(raw.HostConfig).toMatchObject({
    Memory: 512 * 1024 ** 2,
    MemorySwap: 512 * 1024 ** 2,
    NanoCpus: 2e9,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    RestartPolicy: { Name: 'no' },
    Privileged: false,
    Binds: null,
    PortBindings: { '5001/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
  })
  expect(raw.Mounts.map((mount) => [mount.Type, mount.RW])).toEqual([
    ['volume', false],
    ['volume', false],
  ])
  const published = Object.values(seen.NetworkSettings.Ports ?? {}).flatMap((bindings) => bindings ?? [])
  expect(published.map((binding) => binding.HostIp)).toEqual(['127.0.0.1'])
  const log = readFileSync(spec.logFile, 'utf8')
  expect(log).toContain(`Starting instance ${spec.id} with `)
  expect(log).toMatch(/azmlinfsrv\.print.* init in|init in/)
  expect(initializerLog.join('\n')).toMatch(/weights\.txt \(13 bytes, sha256 [0-9a-f]{64}\)/)
  expect(initializerLog.join('\n')).toContain('2 files in the volumes, checksums agree')
})

const serversOf = async (id: string) => {
  const filters = { label: [`scorepoint.instance=${id}`, 'scorepoint.role=inference-server'] }
  return engine.ask((docker) => docker.listContainers({ all: true, filters }))
}

it('starts while the volumes are read back, and runs no further when they are not what was sent', async () => {
  const states: string[] = []
  const note = async () => void states.push((await serversOf(`trial.blue.1.${count - 1}`))[0]?.State ?? 'none')
  const model = { name: 'weights', version: '3', path: source }
  const { spec } = await deliver({ model, around: { before: note, after: note } })
  expect(states).toEqual(['created', 'running'])
  const { startedAt } = await running(runtime, spec.id)
  await runtime.start(spec)
  expect((await running(runtime, spec.id)).startedAt).toBe(startedAt)
  await until(() => runtime.probe(spec.id, 2000), 'readiness')

  const id = `trial.blue.1.${count}`
  const damage = async () => {
    const archive = pack()
    archive.entry({ name: 'weights.txt' }, 'other weights')
    archive.finalize()
    const filters = { label: [`scorepoint.instance=${id}`, 'scorepoint.role=storage-initializer'] }
    const [initializer] = await engine.ask((docker) => docker.listContainers({ all: true, filters }))
    const path = '/var/azureml-app/azureml-models/weights/3'
    const bytes = await buffer(archive)
    await engine.ask((docker) => docker.getContainer(initializer?.Id ?? '').putArchive(bytes, { path }))
  }
  await expect(deliver({ model, around: { before: note, after: damage } })).rejects.toMatchObject({
    problem: { code: 'StorageInitializerFailed', message: expect.stringContaining('weights.txt did not arrive as it was sent') },
  })
  expect(states).toEqual(['created', 'running', 'created'])
  expect(await serversOf(id)).toEqual([])
})

it('knows by the kernel’s clock when the program of a container began', async () => {
  const { spec } = await deliver()
  const before = bootTicks()
  await runtime.start(spec)
  const id = runtime.containerOf?.(spec.id)?.id ?? ''
  const { State } = await inspectRaw(id)
  const began = programTicks(id, State.Pid)
  expect(began).toBeGreaterThanOrEqual(before ?? Number.NaN)
  expect(began).toBeLessThanOrEqual(bootTicks() ?? Number.NaN)
  // A number that is somebody else's here says nothing.
  expect([programTicks(id, process.pid), programTicks('f'.repeat(64), State.Pid), programTicks(id, 0)]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

it.each([
  ['at once', 'exit 3'],
  ['within its first quarter second', 'cat /var/azureml-app/code/score.py; sleep 0.1; exit 3'],
])('is started once when it ends %s, and its end is judged', async (_when, program) => {
  const around = { before: async () => undefined, after: async () => undefined }
  // Files that arrive after the program began, as they may on a machine that is busy, rightly make for a second start.
  const { spec, initializerLog, since } = await until(async () => {
    const begun = Date.now()
    const made = await deliver({ around, container: { command: ['sh', '-c', program] } })
    return !made.initializerLog.join('\n').includes('started again') && { ...made, since: begun }
  }, 'a program that began with all of its files')
  const end = await until(async () => {
    const seen = await runtime.observe(spec.id)
    return seen.state === 'exited' && seen
  }, 'the end of the program')
  expect(end.exitCode).toBe(3)
  expect(initializerLog.join('\n')).toContain('checksums agree')
  const filters = JSON.stringify({ label: [`scorepoint.instance=${spec.id}`, 'scorepoint.role=inference-server'], event: ['start'] })
  const query = { since: String(since / 1000), until: String(Date.now() / 1000), filters }
  const events = await text(await calls.stream({ method: 'GET', path: '/events', query }))
  expect(events.trim().split('\n')).toHaveLength(1)
})

it('leaves no container that runs when it is aborted while the volumes are read back', async () => {
  const abort = new AbortController()
  const id = `trial.blue.1.${count}`
  const around = { before: async () => undefined, after: async () => abort.abort() }
  await expect(deliver({ around, signal: abort.signal })).rejects.toThrow()
  expect(await serversOf(id)).toEqual([])
})

it('goes on with a container and its log after the agent was gone: no line twice, none missing', async () => {
  const script = `${hostnameScript}\nimport threading, time\ndef count():\n    for n in range(400):\n        print("line", n, flush=True)\n        time.sleep(0.01)\nthreading.Thread(target=count, daemon=True).start()\n`
  const { spec, port } = await ready({ script })
  const lines = () => [...readFileSync(spec.logFile, 'utf8').matchAll(/line (\d+)$/gm)].map((match) => Number(match[1]))
  await until(() => lines().length > 30, 'some lines')
  runtime.close()
  runtime = home.open()
  const listed = await runtime.list()
  expect(listed.find((one) => one.id === spec.id)?.observation).toMatchObject({ state: 'running', address: { host: '127.0.0.1', port } })
  expect((await runtime.start(spec)).port).toBe(port)
  await until(() => lines().length >= 400, 'all lines')
  expect(lines()).toEqual(Array.from({ length: 400 }, (_, n) => n))
})

it('names the end of a container: memory, and a script that fails', async () => {
  const eat = await deliver({
    script: 'def init():\n    keep = []\n    while True:\n        keep.append(bytearray(8 * 1024 * 1024))\ndef run(raw):\n    return 1\n',
    memoryBytes: 128 * 1024 ** 2,
  })
  await runtime.start(eat.spec)
  const out = await until(async () => {
    const seen = await runtime.observe(eat.spec.id)
    return seen.state === 'exited' && seen
  }, 'the end for want of memory')
  expect(out.reason).toBe('OOMKilled')
  expect(await runtime.explain(eat.spec)).toMatchObject({ rule: expect.stringMatching(/memory/) })

  const broken = await deliver({ script: 'import nothing_like_this\ndef init():\n    pass\ndef run(raw):\n    return 1\n' })
  await runtime.start(broken.spec)
  const end = await until(async () => {
    const seen = await runtime.observe(broken.spec.id)
    return seen.state === 'exited' && seen
  }, 'the end of the broken script')
  const explanation = await runtime.explain(broken.spec)
  expect(end.exitCode).toBe(3)
  expect(explanation).toMatchObject({ rule: expect.stringMatching(/module/), decisiveLine: expect.stringContaining('nothing_like_this') })
})

it('measures what a container uses', async () => {
  const { spec } = await ready()
  const use = await until(() => {
    const found = runtime.use?.(spec.id)
    return found?.cpuPercent !== undefined && found
  }, 'a second sample')
  expect(use.memoryBytes).toBeGreaterThan(5 * 1024 ** 2)
  expect(use.cpuSeconds).toBeGreaterThan(0.05)
  expect((await running(runtime, spec.id)).memoryBytes).toBeGreaterThan(5 * 1024 ** 2)
})
