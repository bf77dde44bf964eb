import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readLines } from '@/agent/logs/log-file'
import { olderPieces } from '@/agent/logs/log-pieces'
import type { InstanceObservation, InstanceSpec } from '@/agent/runtimes/runtime'
import { createProcessRuntime } from './process-runtime'
import { processVariable, readProcesses } from './process-table'
import { minimalEnvironment, samplePath, score, stageTrial, type Trial, temporaryHome, waitForEnd } from './trial'
import { homeMark, instanceMark } from './worker-environment'

const home = temporaryHome()
let python = ''
let runtime = createProcessRuntime(home.layout)
let count = 0
const started: string[] = []

const ours = () => readProcesses().filter((row) => !row.zombie && processVariable(row.pid, homeMark) === home.layout.home)

async function start(trial: Trial): Promise<{ spec: InstanceSpec; socketPath: string }> {
  const spec = await stageTrial(home.layout.home, `trial.blue.1.${count++}`, python, trial)
  started.push(spec.id)
  const { socketPath = '' } = await runtime.start(spec)
  return { spec, socketPath }
}

async function running(id: string): Promise<Extract<InstanceObservation, { state: 'running' }>> {
  const seen = await runtime.observe(id)
  if (seen.state !== 'running') throw new Error(`${id} is ${seen.state}`)
  return seen
}

beforeAll(async () => {
  python = (await minimalEnvironment()).python
})
afterEach(async () => {
  for (const id of started.splice(0)) await runtime.stop(id, 1000)
})
afterAll(() => {
  runtime.close()
  expect(ours()).toEqual([])
  home.remove()
})

describe('process runtime with the official inference server', () => {
  it('answers on a Unix socket, says its version, keeps the log format, and opens no port', async () => {
    const { spec, socketPath } = await start({ codePath: samplePath('echo', 'onlinescoring'), variables: { GREETING: 'hi' } })
    expect(await runtime.probe(spec.id, 20_000)).toBe(true)
    const answer = await score(socketPath, { data: 'x' })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ echo: { data: 'x' } })
    expect(answer.headers['x-ms-server-version']).toMatch(/^azmlinfsrv\/1\.[45]\./)
    const log = readFileSync(spec.logFile, 'utf8')
    expect(log).toContain('Azure ML Inferencing HTTP server v')
    expect(log).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2},\d{3} I \[\d+\] azmlinfsrv - POST \/score 200 /m)
    expect(listeningPorts(ours().map((row) => row.pid))).toEqual([])
    expect(listeningPorts([process.pid]).every(isLoopback)).toBe(true)
  })

  it('gives the worker only what it may see', async () => {
    process.env.SCOREPOINT_TOKEN = 'not-for-models'
    const { spec, socketPath } = await start({
      script: 'import os\ndef init(): pass\ndef run(d): return dict(os.environ)\n',
      variables: { COLOUR: 'blue', OMP_NUM_THREADS: '7' },
      requestTimeoutMs: 3000,
    })
    delete process.env.SCOREPOINT_TOKEN
    expect(await runtime.probe(spec.id, 20_000)).toBe(true)
    const environment = (await score(socketPath, {})).body
    expect(environment).toMatchObject({
      COLOUR: 'blue',
      OMP_NUM_THREADS: '7',
      SCORING_TIMEOUT_MS: '3500',
      AZUREML_ENTRY_SCRIPT: 'score.py',
      AML_APP_ROOT: spec.appRoot,
    })
    expect(environment).not.toHaveProperty('SCOREPOINT_TOKEN')
    expect(environment).not.toHaveProperty('AZUREML_MODEL_DIR')
  })

  it('sets the log of a chatty model aside while it writes, without repeating a line', async () => {
    const watching = createProcessRuntime(home.layout, { watchMs: 50, logLimits: { partBytes: 20_000, olderBytes: 10_000_000 } })
    const script =
      'import sys, time\ndef init():\n    for n in range(4000):\n        print("chatter %05d" % n, flush=True)\n        if n % 20 == 0: time.sleep(0.002)\ndef run(d): return 1\n'
    const spec = await stageTrial(home.layout.home, `trial.blue.1.${count++}`, python, { script })
    started.push(spec.id)
    await watching.start(spec)
    expect(await watching.probe(spec.id, 20_000)).toBe(true)
    watching.close()
    const pieces = olderPieces(spec.logFile)
    expect(pieces.length).toBeGreaterThan(1)
    const numbers = readLines(spec.logFile, 0, 100_000, 10_000_000).lines.flatMap(({ text }) => /chatter (\d+)$/.exec(text)?.[1] ?? [])
    const rising = numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? ''))
    expect(rising).toBe(true)
    // A line may fall into the moment between copy and cut.
    expect(numbers.length).toBeGreaterThan(3900)
  })

  it('starts an instance once, however often it is asked', async () => {
    const { spec } = await start({ codePath: samplePath('echo', 'onlinescoring') })
    const addresses = await Promise.all([runtime.start(spec), runtime.start(spec)])
    expect(addresses[0]).toEqual(addresses[1])
    expect(ours().filter((row) => row.pid === row.group)).toHaveLength(1)
  })

  it('adopts what an agent that was killed left running, and learns its exit', async () => {
    const { spec, socketPath } = await start({ codePath: samplePath('echo', 'onlinescoring'), variables: { PATH: '/nowhere' } })
    expect(await runtime.probe(spec.id, 20_000)).toBe(true)
    const before = await running(spec.id)
    runtime.close()
    runtime = createProcessRuntime(home.layout)
    const exits: string[] = []
    runtime.onExit((id) => void exits.push(id))
    expect((await runtime.list()).map(({ id, observation }) => [id, observation.state])).toContainEqual([spec.id, 'running'])
    expect(await running(spec.id)).toMatchObject({ pid: before.pid, address: { socketPath } })
    expect((await score(socketPath, { data: 1 })).status).toBe(200)
    process.kill(before.pid, 'SIGKILL')
    expect(await waitForEnd(runtime, spec.id)).toMatchObject({ state: 'exited', exitCode: null, signal: 'SIGKILL' })
    await expect.poll(() => exits, { timeout: 10_000 }).toEqual([spec.id])
    await expect.poll(() => ours().length, { timeout: 10_000 }).toBe(0)
  })

  it('ends a server whose shim was killed', async () => {
    const { spec } = await start({ codePath: samplePath('echo', 'onlinescoring') })
    expect(await runtime.probe(spec.id, 20_000)).toBe(true)
    const shim = ours().find((row) => row.pid === row.group)
    if (shim === undefined) throw new Error('no shim')
    process.kill(shim.pid, 'SIGKILL')
    expect(await waitForEnd(runtime, spec.id)).toMatchObject({ state: 'exited', reason: 'SupervisorLost' })
    await expect.poll(() => ours().length, { timeout: 10_000 }).toBe(0)
  })

  it('replaces a killed worker and goes on', async () => {
    const { spec, socketPath } = await start({ codePath: samplePath('echo', 'onlinescoring') })
    expect(await runtime.probe(spec.id, 20_000)).toBe(true)
    const { pid } = (await score(socketPath, 1)).body as { pid: number }
    process.kill(pid, 'SIGKILL')
    expect(await runtime.probe(spec.id, 20_000)).toBe(true)
    expect((await score(socketPath, 1)).body).not.toMatchObject({ pid })
  })

  it('lets the running request finish, then leaves nothing behind, not even a child that left the group', async () => {
    const script =
      'import subprocess, time\ndef init():\n  subprocess.Popen(["sleep", "300"], start_new_session=True)\ndef run(d):\n  print("run began")\n  time.sleep(1)\n  return "done"\n'
    const { spec, socketPath } = await start({ script })
    expect(await runtime.probe(spec.id, 20_000)).toBe(true)
    const answer = score(socketPath, {})
    await expect.poll(() => readFileSync(spec.logFile, 'utf8'), { timeout: 15_000 }).toContain('run began')
    await runtime.stop(spec.id, 8000)
    expect((await answer).status).toBe(200)
    expect(ours()).toEqual([])
    expect(existsSync(socketPath)).toBe(false)
    expect(await runtime.observe(spec.id)).toMatchObject({ state: 'exited', exitCode: 0 })
  })

  it('ends a worker that ignores TERM when the grace is over, and removes its files', async () => {
    const { spec } = await start({ codePath: samplePath('broken', 'hang', 'onlinescoring') })
    await expect.poll(() => readFileSync(spec.logFile, 'utf8'), { timeout: 15_000 }).toContain("Invoking user's init function")
    const before = Date.now()
    await runtime.stop(spec.id, 500)
    expect(Date.now() - before).toBeLessThan(4500)
    expect(ours()).toEqual([])
    await runtime.remove(spec.id)
    expect(existsSync(spec.instanceDir)).toBe(false)
    expect(existsSync(spec.logFile)).toBe(true)
    expect(await runtime.observe(spec.id)).toEqual({ state: 'gone' })
  })

  it('does not adopt a process that merely has the pid of a record', async () => {
    const { spec } = await start({ codePath: samplePath('echo', 'onlinescoring') })
    await runtime.stop(spec.id, 1000)
    const stranger: ChildProcess = spawn('sleep', ['60'])
    try {
      const record = join(home.layout.run, 'instances', `${spec.id}.json`)
      writeFileSync(
        record,
        JSON.stringify({ ...JSON.parse(readFileSync(record, 'utf8')), shim: { pid: stranger.pid, startTime: '1', bootId: 'x' } }),
      )
      rmSync(join(home.layout.run, 'instances', `${spec.id}.exit`))
      expect(await runtime.observe(spec.id)).toEqual({ state: 'gone' })
      await runtime.stop(spec.id, 100)
      expect(stranger.exitCode ?? stranger.signalCode).toBeNull()
    } finally {
      stranger.kill('SIGKILL')
    }
  })

  it('ends an instance that takes more memory than it may', async () => {
    const { spec } = await start({ codePath: samplePath('broken', 'memory', 'onlinescoring'), memoryBytes: 300 * 1024 * 1024 })
    expect(await waitForEnd(runtime, spec.id)).toMatchObject({ state: 'exited', reason: 'MemoryLimitExceeded' })
    expect(await runtime.explain(spec)).toMatchObject({ rule: 'memory', code: 'ResourceNotReady' })
    expect(processVariable(process.pid, instanceMark)).toBeUndefined()
  })
})

const isLoopback = (address: string) => /^(?:0100007F|00000000000000000000000001000000|0000000000000000FFFF00000100007F)$/.test(address)

/** Local addresses (hex, as /proc/net/tcp* shows them) on which one of the processes listens. */
function listeningPorts(pids: number[]): string[] {
  const inodes = new Set(
    pids.flatMap((pid) =>
      readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
        try {
          return /socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
        } catch {
          // The descriptor of this very listing is closed already.
          return []
        }
      }),
    ),
  )
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === '0A' && inodes.has(fields[9] ?? ''))
      .map((fields) => fields[1]?.split(':')[0] ?? ''),
  )
}
