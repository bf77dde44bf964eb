import { mkdirSync, readFileSync, realpathSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { InstanceSpec } from '@/agent/runtimes/runtime'
import { createProcessRuntime } from './process-runtime'
import { processVariable, readProcess, readProcesses, sendSignal } from './process-table'
import { installShimFiles } from './shim-files'
import { minimalEnvironment, score, stageTrial, type Trial, temporaryHome, waitForEnd } from './trial'
import { createWarmParents, warmMark } from './warm-parents'
import { homeMark, instanceMark } from './worker-environment'

const home = temporaryHome()
let python = ''
let runtime = createProcessRuntime(home.layout, { warm: { prepareAfterMs: 0 } })
let count = 0
const started: string[] = []

const warmRows = () =>
  readProcesses().filter((row) => !row.zombie && processVariable(row.pid, warmMark)?.startsWith(`${home.layout.home}:`) === true)
const echo = 'import json\ndef init(): pass\ndef run(d): return {"got": json.loads(d), "version": 1}\n'

async function until<T>(what: string, look: () => Promise<T | false> | T | false, limitMs = 20_000): Promise<T> {
  const deadline = Date.now() + limitMs
  for (;;) {
    const found = await look()
    if (found !== false) return found
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function start(trial: Trial): Promise<{ spec: InstanceSpec; socketPath: string; how: string | undefined; pid: number }> {
  const spec = await stageTrial(home.layout.home, `warm.blue.1.${count++}`, python, trial)
  started.push(spec.id)
  const { socketPath = '' } = await runtime.start(spec)
  const seen = await runtime.observe(spec.id)
  return { spec, socketPath, how: seen.state === 'running' ? seen.how : undefined, pid: seen.state === 'running' ? seen.pid : 0 }
}

/** Starts instances until one was forked: the parent of the environment needs a moment after the first. */
async function forked(trial: Trial) {
  return until('an instance is forked', async () => {
    const instance = await start(trial)
    if (instance.how?.startsWith('forked')) return instance
    await runtime.probe(instance.spec.id, 20_000)
    await runtime.stop(instance.spec.id, 1000)
    return false as const
  })
}

/** Supervisor, server and first worker, which wait for the next request. */
const standingBy = () =>
  until('a pair stands by', () => {
    const waiting = warmRows().filter((row) => row.parent !== process.pid)
    return waiting.length === 3 && waiting
  })

beforeAll(async () => {
  python = (await minimalEnvironment()).python
})
afterEach(async () => {
  for (const id of started.splice(0)) await runtime.stop(id, 1000)
})
afterAll(async () => {
  runtime.close()
  await until('no warm parent is left', () => warmRows().length === 0)
  home.remove()
})

describe('an instance forked from a warm parent', () => {
  it('serves as a fresh one does: marks, own session, log, variables, and a stop that lets the last request finish', async () => {
    const fresh = await start({ script: echo })
    expect(fresh.how).toMatch(/^fresh process: there is no warm parent of env [0-9a-f]{12} yet$/)
    expect(await runtime.probe(fresh.spec.id, 20_000)).toBe(true)

    const slow =
      'import os, sys, time\ndef init(): pass\ndef run(d):\n    time.sleep(0.4)\n    return {**os.environ, "folder": os.getcwd(), "path": sys.path}\n'
    const instance = await forked({ script: slow, variables: {} })
    expect(instance.how).toMatch(/^forked from the warm parent of env [0-9a-f]{12}$/)
    expect(await runtime.probe(instance.spec.id, 5000)).toBe(true)
    const shim = readProcesses().find((row) => row.group === row.pid && processVariable(row.pid, instanceMark) === instance.spec.id)
    expect(shim).toBeDefined()
    expect(processVariable(shim?.pid ?? 0, homeMark)).toBe(home.layout.home)
    expect(processVariable(shim?.pid ?? 0, warmMark)).toBeUndefined()
    expect(readProcess(instance.pid)?.group).toBe(shim?.pid)
    const log = readFileSync(instance.spec.logFile, 'utf8')
    expect(log).toMatch(/^[-\d]+ [:\d]+,\d{3} I \[scorepoint\] forked from the warm parent of env/m)
    expect(log).toContain('Azure ML Inferencing HTTP server v')

    const answer = score(instance.socketPath, {})
    await new Promise((resolve) => setTimeout(resolve, 150))
    await runtime.stop(instance.spec.id, 4000)
    const environment = (await answer).body
    expect(environment).toMatchObject({ AML_APP_ROOT: instance.spec.appRoot, [instanceMark]: instance.spec.id })
    expect(environment).not.toHaveProperty(warmMark)
    expect(environment).toMatchObject({ folder: instance.spec.appRoot, path: expect.arrayContaining([instance.spec.appRoot]) })
    expect((environment as { path: string[] }).path.filter((entry) => entry.startsWith(home.layout.run))).toEqual([])
    expect(await runtime.observe(instance.spec.id)).toMatchObject({ state: 'exited', exitCode: 0 })
  })

  it('is adopted by the next agent, while the warm parent of the first ends with its channel', async () => {
    const instance = await forked({ script: echo })
    expect(await runtime.probe(instance.spec.id, 5000)).toBe(true)
    runtime.close()
    await until('the warm parent has ended', () => warmRows().length === 0)
    runtime = createProcessRuntime(home.layout, { warm: { prepareAfterMs: 0 } })
    expect(await runtime.observe(instance.spec.id)).toMatchObject({ state: 'running', how: expect.stringMatching(/^forked/) })
    expect((await score(instance.socketPath, 7)).body).toMatchObject({ got: 7 })
    sendSignal(instance.pid, 'SIGKILL')
    expect(await waitForEnd(runtime, instance.spec.id)).toMatchObject({ state: 'exited', signal: 'SIGKILL' })
  })

  it('explains failures as a fresh one does', async () => {
    await forked({ script: echo })
    for (const [script, rule, line] of [
      ['def init():\n    raise ValueError("no threshold")\ndef run(d): return d\n', 'init-raised', 2],
      ['def init(): pass\n\ndef run(d:\n    return d\n', 'syntax-error', 3],
      ['import lightgbm\ndef init(): pass\ndef run(d): return d\n', 'missing-module', 1],
    ] as const) {
      const instance = await start({ script })
      const end = await waitForEnd(runtime, instance.spec.id)
      expect(end).toMatchObject({ state: 'exited', exitCode: 3 })
      expect(await runtime.explain(instance.spec)).toMatchObject({ rule, file: 'score.py', line })
      expect(readFileSync(instance.spec.logFile, 'utf8')).toContain('[scorepoint] forked from the warm parent')
    }
  })

  it('comes from another pair when the one that stood by was killed', async () => {
    const before = await forked({ script: echo })
    expect(await runtime.probe(before.spec.id, 5000)).toBe(true)
    for (const row of await standingBy()) sendSignal(row.pid, 'SIGKILL')
    await until('the pair is gone', () => warmRows().every((row) => row.parent === process.pid))
    const next = await start({ script: echo })
    expect(next.how).toMatch(/^forked from the warm parent/)
    expect(await runtime.probe(next.spec.id, 20_000)).toBe(true)
  })

  it('has the worker that was forked ahead serve, and another one where that was killed or is not wanted', async () => {
    const script = 'import os\ndef init(): print("init of mine")\ndef run(d): return [os.getpid(), os.getppid()]\n'
    const before = await forked({ script })
    expect(await runtime.probe(before.spec.id, 5000)).toBe(true)
    for (const how of ['ahead', 'killed', 'configured'] as const) {
      const rows = await standingBy()
      const worker = rows.find((row) => !rows.some(({ parent }) => parent === row.pid))
      if (worker === undefined) throw new Error('no worker stands by')
      if (how === 'killed') sendSignal(worker.pid, 'SIGKILL')
      const instance = await start({
        script,
        ...(how === 'configured' ? { files: { 'gunicorn.conf.py': 'print("configuration of mine")\n' } } : {}),
      })
      expect(await runtime.probe(instance.spec.id, 20_000), how).toBe(true)
      const [pid = Number.NaN, server] = (await score(instance.socketPath, {})).body as number[]
      expect(server).toBe(worker.parent)
      expect(pid === worker.pid, how).toBe(how === 'ahead')
      const log = readFileSync(instance.spec.logFile, 'utf8')
      for (const [text, times] of [
        ['init of mine', 1],
        ['configuration of mine', how === 'configured' ? 1 : 0],
        ['Azure ML Inferencing HTTP server v', 1],
        ['[scorepoint] Listening on the Unix socket', 1],
      ] as const)
        expect(log.split(text).length - 1, `${how}: ${text}`).toBe(times)
      // A worker that ends is replaced as ever, and a stop ends all of them.
      expect(pid).toBeGreaterThan(1)
      sendSignal(pid, 'SIGKILL')
      const next = await until('another worker answers', async () => {
        const answer = await score(instance.socketPath, {}).catch(() => undefined)
        return Array.isArray(answer?.body) && (answer.body as number[])
      })
      expect(next[0]).not.toBe(pid)
      expect(next[1]).toBe(server)
      await runtime.stop(instance.spec.id, 3000)
      expect(await runtime.observe(instance.spec.id)).toMatchObject({ state: 'exited', exitCode: 0 })
      await until('nothing of it is left', () => rows.every((row) => readProcess(row.pid) === undefined))
    }
  })

  it('leaves nothing that could yet serve when everything is stopped: no parent, no pair, no start that was under way', async () => {
    await forked({ script: echo })
    await standingBy()
    const spec = await stageTrial(home.layout.home, `warm.blue.1.${count++}`, python, { script: echo })
    const under = runtime.start(spec)
    await runtime.endStarts?.()
    expect(warmRows()).toEqual([])
    await under
    for (const { id } of await runtime.list()) {
      await runtime.stop(id, 0)
      await runtime.remove(id)
    }
    expect(readProcesses().filter((row) => !row.zombie && processVariable(row.pid, homeMark) === home.layout.home)).toEqual([])
    const late = await stageTrial(home.layout.home, `warm.blue.1.${count++}`, python, { script: echo })
    await expect(runtime.start(late)).rejects.toMatchObject({ problem: { code: 'RuntimeUnavailable', retryable: true } })
    runtime.close()
    runtime = createProcessRuntime(home.layout, { warm: { prepareAfterMs: 0 } })
  })

  it('leaves no trace of a parent that was killed: the next instance is a fresh process and says so', async () => {
    await forked({ script: echo })
    for (const row of warmRows()) sendSignal(row.pid, 'SIGKILL')
    await until('the parent is gone', () => warmRows().length === 0)
    const next = await start({ script: echo })
    expect(next.how).toMatch(/^fresh process: /)
    expect(await runtime.probe(next.spec.id, 20_000)).toBe(true)
  })
})

describe('a warm parent', () => {
  const scripts = installShimFiles(home.layout)

  /** What the parent of these imports answers to the first request. */
  async function outcomeOf(module: string, text: string, { idleMs = 60_000, interpreter = python } = {}) {
    const folder = join(home.layout.home, 'modules', module)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${module}.py`), text)
    const parents = createWarmParents({ layout: home.layout, script: scripts.warm, idleMs, prepareAfterMs: 0 })
    writeFileSync(parents.recordOf(interpreter), JSON.stringify(['json', module]))
    const spec = await stageTrial(home.layout.home, `warm.${module}.1.${count++}`, interpreter, { script: echo })
    const environment = { PATH: '/usr/bin:/bin', PYTHONPATH: folder }
    parents.prepare(interpreter, environment)
    const request = { spec, environment, arguments: [], exitFile: `${spec.logFile}.exit`, pidFile: `${spec.logFile}.pid`, openFiles: 1024 }
    const unsettled = /no warm parent|still importing/
    const how = await until('the parent has decided', async () => {
      const outcome = await parents.fork(request)
      return unsettled.test(outcome.how) ? false : outcome.how
    })
    return { parents, how, request }
  }

  it.each([
    [
      'leaves_thread',
      'import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True, name="ticker").start()\n',
      'the thread ticker runs',
    ],
    ['leaves_socket', 'import socket\nkept = socket.socket()\n', 'a socket is open'],
    ['leaves_loop', 'import asyncio\nloop = asyncio.new_event_loop()\n', 'is open after the imports'],
  ])('is not forked when %s', async (module, text, reason) => {
    const { parents, how } = await outcomeOf(module, text)
    expect(how).toMatch(/^fresh process: /)
    expect(how).toContain(reason)
    await until('the refused parent has ended', () => warmRows().length === 0)
    parents.close()
  })

  it('answers what it was asked before the parent that follows it was ready', async () => {
    const { parents, how, request } = await outcomeOf('followed', 'x = 1\n')
    expect(how).toMatch(/^forked/)
    const fork = async () => {
      const spec = await stageTrial(home.layout.home, `warm.followed.1.${count++}`, python, { script: echo })
      return parents.fork({ ...request, spec, exitFile: `${spec.logFile}.exit`, pidFile: `${spec.logFile}.pid` })
    }
    const [before] = warmRows().filter((row) => row.parent === process.pid)
    if (before === undefined) throw new Error('no parent runs')
    sendSignal(before.pid, 'SIGSTOP')
    const asked = fork()
    writeFileSync(parents.recordOf(python), JSON.stringify(['json', 'followed', 'csv']))
    parents.prepare(python, request.environment)
    const isFollower = (row: { pid: number; parent: number }) => row.parent === process.pid && row.pid !== before.pid
    await until('the next parent runs', () => warmRows().some(isFollower))
    await until('the next parent has forked', async () => {
      const rows = warmRows()
      const follower = rows.find(isFollower)
      return rows.some((row) => row.parent === follower?.pid)
    })
    sendSignal(before.pid, 'SIGCONT')
    expect((await asked).how).toMatch(/^forked/)
    await until('the parent before has ended', () => warmRows().every((row) => row.pid !== before.pid))
    expect((await fork()).how).toMatch(/^forked/)
    parents.close()
  })

  it('ends when its environment was not touched for a while', async () => {
    const { parents } = await outcomeOf('harmless', 'x = 1\n', { idleMs: 300 })
    await until('the idle parent has ended', () => warmRows().length === 0, 5000)
    parents.close()
  })

  it('is not forked for an environment that was removed and built anew at its path', async () => {
    const folder = join(home.layout.home, 'env-of-test')
    const build = () => {
      mkdirSync(join(folder, 'bin'), { recursive: true })
      symlinkSync(realpathSync(python), join(folder, 'bin', 'python'))
    }
    build()
    const { parents, how, request } = await outcomeOf('early', 'x = 1\n', { interpreter: join(folder, 'bin', 'python') })
    expect(how).toMatch(/^forked/)
    renameSync(folder, `${folder}.away`)
    build()
    expect((await parents.fork(request)).how).toMatch(/^fresh process: there is no warm parent/)
    await until('the parent has ended', () => warmRows().length === 0, 5000)
    parents.close()
  })
})
