/** What a caller of the scoring address sees, with the official inference server behind it. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AgentProcess, eventually, startAgent } from '../agent-process'
import { createEndpoint, deployLocal, setSplit } from '../deploy-folder'

const condaText = `name: plain
dependencies:
  - python=3.11
  - pip:
      - azureml-inference-server-http==1.5.1
`
/** Says who it is, sleeps as asked, raises when asked: identity comes from the answer, not from a header of ours. */
const script = `import json, os, time

def init():
    pass

def run(raw_data):
    data = json.loads(raw_data)
    time.sleep(data.get("sleep", 0))
    if data.get("fail"):
        raise KeyError("data")
    return {"model": os.environ["MODEL"], "echo": data.get("echo")}
`
let agent: AgentProcess
const code = join(mkdtempSync(join(tmpdir(), 'score-')), 'onlinescoring')

beforeAll(async () => {
  mkdirSync(code)
  writeFileSync(join(code, 'score.py'), script)
  agent = await startAgent()
  // `calls` has Azure's defaults (one request at a time); `split` lets eight run, so that no answer is a 429.
  for (const [endpoint, concurrent] of [
    ['calls', 1],
    ['split', 8],
  ] as const) {
    await createEndpoint(agent, endpoint)
    for (const name of ['blue', 'green']) {
      const operation = await deployLocal(agent, {
        endpoint,
        name,
        code,
        condaText,
        properties: { environmentVariables: { MODEL: name }, requestSettings: { maxConcurrentRequestsPerInstance: concurrent } },
      })
      expect(operation.explanation ?? operation.problem).toBeUndefined()
      expect(operation.status).toBe('Succeeded')
    }
  }
})
afterAll(async () => {
  await agent?.close()
})

interface Answer {
  model: string
  echo: unknown
}

describe('without traffic', () => {
  it('answers 404, and a header still reaches a deployment', async () => {
    expect((await agent.score('calls', {})).status).toBe(404)
    const pinned = await agent.score('calls', { echo: 7 }, { 'azureml-model-deployment': 'green' })
    expect(pinned.status).toBe(200)
    expect(pinned.json()).toEqual({ model: 'green', echo: 7 })
    expect(pinned.headers['azureml-model-deployment']).toBe('green')
    expect(pinned.headers['x-ms-server-version']).toMatch(/^azmlinfsrv\/1\.5/)
  })
})

describe('with 90/10', () => {
  /** Sends n requests over 8 connections and returns who answered, in the order the answers came. */
  async function identities(count: number, key: string): Promise<string[]> {
    const answered: string[] = []
    let sent = 0
    const worker = async () => {
      while (sent < count) {
        sent += 1
        const answer = await agent.score('split', {}, { authorization: `Bearer ${key}` })
        expect(answer.status).toBe(200)
        answered.push((answer.json() as Answer).model)
      }
    }
    await Promise.all(Array.from({ length: 8 }, worker))
    return answered
  }
  /** One request at a time: the order of answers is the order of choices. */
  async function sequence(count: number, key: string): Promise<string[]> {
    const answered: string[] = []
    for (let index = 0; index < count; index += 1)
      answered.push(((await agent.score('split', {}, { authorization: `Bearer ${key}` })).json() as Answer).model)
    return answered
  }
  function worstPrefix(models: string[]): number {
    let green = 0
    return Math.max(
      ...models.map((model, index) => {
        if (model === 'green') green += 1
        return Math.abs(green - (index + 1) * 0.1)
      }),
    )
  }

  it('every prefix is within one request, also over a router restart, and the page counts the same', async () => {
    const before = (await agent.status('split')).observed
    await setSplit(agent, 'split', { blue: 90, green: 10 })
    const key = await agent.key('split')
    const first = await sequence(105, key)
    const routerPid = Number(((await agent.call('GET', '/_scorepoint/router')).body as { pid?: number }).pid)
    process.kill(routerPid, 'SIGKILL')
    await eventually(
      'router is back',
      async () => (await agent.score('split', {}, { authorization: 'Bearer wrong' }).catch(() => undefined))?.status === 401,
      10_000,
    )
    const second = await sequence(95, key)
    const all = [...first, ...second]
    expect(worstPrefix(all)).toBeLessThanOrEqual(1)
    expect(all.filter((model) => model === 'green')).toHaveLength(20)

    const raced = await identities(200, key)
    expect(raced.filter((model) => model === 'green')).toHaveLength(20)

    const observed = await eventually('counters arrive', async () => {
      const { observed } = await agent.status('split')
      const since = (name: string) => (observed.perDeployment[name]?.byCode['200'] ?? 0) - (before.perDeployment[name]?.byCode['200'] ?? 0)
      return since('blue') + since('green') >= 400 ? { blue: since('blue'), green: since('green') } : false
    })
    expect(observed).toEqual({ blue: 360, green: 40 })
  })
})

describe('limits of the contract', () => {
  it('answers 401 to a wrong key and accepts both right ones', async () => {
    expect((await agent.score('split', {}, { authorization: 'Bearer wrong' })).status).toBe(401)
    const keys = (await agent.call('POST', 'onlineEndpoints/split/listKeys')).body as { primaryKey: string; secondaryKey: string }
    for (const key of [keys.primaryKey, keys.secondaryKey])
      expect((await agent.score('split', {}, { authorization: `Bearer ${key}` })).status).toBe(200)
  })

  it('answers 424 with both headers when run() raises', async () => {
    const answer = await agent.score('calls', { fail: true }, { 'azureml-model-deployment': 'blue' })
    expect(answer.status).toBe(424)
    expect(answer.headers['ms-azureml-model-error-statuscode']).toBe('500')
    expect(answer.headers['ms-azureml-model-error-reason']).toBeTruthy()
  })

  it('answers 408 after the default five seconds and keeps the slot until the worker is free', async () => {
    const key = await agent.key('calls')
    const headers = { authorization: `Bearer ${key}`, 'azureml-model-deployment': 'green' }
    let took = Number.POSITIVE_INFINITY
    for (let tries = 0; took > 5_300 && tries < 3; tries++) {
      const started = performance.now()
      const answer = await agent.score('calls', { sleep: 6 }, headers)
      took = performance.now() - started
      expect(answer.status).toBe(408)
      expect(took).toBeGreaterThanOrEqual(5_000)
      // The worker is interrupted half a second after the timeout; until then its only slot is taken and a request may wait 500 ms at most.
      const next = await Promise.all([agent.score('calls', {}, headers), agent.score('calls', {}, headers)])
      // A machine that was held up for most of that half second says nothing about the slot: once more.
      if (took <= 5_300) expect(next.map((reply) => reply.status)).toContain(429)
      else await delay(1_000)
    }
    expect(took).toBeLessThanOrEqual(5_300)
    await delay(1_000)
    expect((await agent.score('calls', {}, headers)).status).toBe(200)
  })

  it('runs c, lets c wait and refuses exactly the rest: 2·c·n + 7 at once are 7 × 429', async () => {
    const operation = await deployLocal(agent, {
      endpoint: 'calls',
      name: 'wide',
      code,
      condaText,
      instanceCount: 2,
      properties: {
        environmentVariables: { MODEL: 'wide', WORKER_COUNT: '3' },
        requestSettings: { requestTimeout: 'PT20S', maxConcurrentRequestsPerInstance: 3, maxQueueWait: 'PT10S' },
      },
    })
    expect(operation.status).toBe('Succeeded')
    const key = await agent.key('calls')
    const headers = { authorization: `Bearer ${key}`, 'azureml-model-deployment': 'wide' }
    const answers = await Promise.all(Array.from({ length: 2 * 3 * 2 + 7 }, () => agent.score('calls', { sleep: 1.5 }, headers)))
    const statuses = answers.map((answer) => answer.status)
    expect(statuses.filter((status) => status === 429)).toHaveLength(7)
    expect(statuses.filter((status) => status === 200)).toHaveLength(12)
  })
})

describe('a worker that dies', () => {
  it('makes the next request fail or wait, and no other deployment answers for it', async () => {
    const blue = (await agent.status('calls')).deployments.find((deployment) => deployment.name === 'blue')
    const pid = blue?.instances[0]?.pid
    if (!pid) throw new Error('blue has no process')
    process.kill(pid, 'SIGKILL')
    const seen: string[] = []
    await eventually('blue answers again', async () => {
      const answer = await agent.score('calls', {}, { 'azureml-model-deployment': 'blue' })
      if (answer.status !== 200) return false
      seen.push((answer.json() as Answer).model)
      return true
    })
    expect(new Set(seen)).toEqual(new Set(['blue']))
  })
})
