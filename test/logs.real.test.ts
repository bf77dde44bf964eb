/** The log of a real inference server: the lines of one request among others, an index that survives the agent, and search. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LogRow, LogView, RequestLog } from '@/lib/contract/scorepoint'
import { type AgentProcess, startAgent } from './agent-process'
import { createEndpoint, deployLocal } from './deploy-folder'
import { tinyConda } from './faults/scenario'

const script = `import json, logging
def init():
    logging.warning("getting ready")
def run(raw):
    body = json.loads(raw)
    print("working on " + body["name"])
    for line in range(body.get("lines", 0)):
        print("chatter %06d" % line)
    if body.get("fails"):
        raise ValueError("refused " + body["name"])
    return body["name"]
`
const base = '/_scorepoint/endpoints/chatty/deployments/blue/logs'
let agent: AgentProcess

beforeAll(async () => {
  agent = await startAgent()
  await createEndpoint(agent, 'chatty')
  const code = join(mkdtempSync(join(tmpdir(), 'code-')), 'src')
  mkdirSync(code)
  writeFileSync(join(code, 'score.py'), script)
  const view = await deployLocal(agent, { endpoint: 'chatty', name: 'blue', code, condaText: tinyConda, instanceCount: 2 })
  expect(view.status).toBe('Succeeded')
})
afterAll(() => agent?.close())

const read = async <T>(path: string): Promise<T> => (await agent.call('GET', `${base}${path}`)).body as T

test('the lines of a failed request are its own, with its traceback and nobody else’s', async () => {
  const headers = { 'azureml-model-deployment': 'blue' }
  const names = Array.from({ length: 12 }, (_, index) => ({ name: `request-${index}`, fails: index % 2 === 0 }))
  const sent: { name: string; fails: boolean; status: number; id: string }[] = []
  // Two at a time, on two workers: their lines mix.
  for (let index = 0; index < names.length; index += 2) {
    const pair = names.slice(index, index + 2)
    const answers = await Promise.all(pair.map((body) => agent.score('chatty', body, headers)))
    for (const [place, answer] of answers.entries()) {
      const one = pair[place]
      if (one) sent.push({ ...one, status: answer.status, id: String(answer.headers['x-request-id'] ?? '') })
    }
  }
  expect(sent.filter((one) => one.status === 424).map((one) => one.name)).toEqual(names.filter((one) => one.fails).map((one) => one.name))
  for (const one of sent) {
    await expect.poll(async () => (await read<RequestLog>(`/request?requestId=${one.id}`)).by, { timeout: 5000 }).toBe('request-id')
    const log = await read<RequestLog>(`/request?requestId=${one.id}`)
    const text = log.rows.map((row) => row.text).join('\n')
    expect(text).toContain(`working on ${one.name}\n`)
    for (const other of sent) if (other !== one) expect(text).not.toMatch(new RegExp(`${other.name}\\b`))
    // The server wraps what the script raised: the traceback is chained, and its own part comes first.
    expect(log.traceback?.split('\n').filter((line) => line.startsWith('ValueError'))).toEqual(
      one.fails ? [`ValueError: refused ${one.name}`] : undefined,
    )
    expect(log.traceback?.split('\n')[0]).toBe(one.fails ? 'Traceback (most recent call last):' : undefined)
    expect(log.rows.filter((row) => row.level === 'error').length > 0).toBe(one.fails)
  }
})

test('a flood is numbered without a gap, searched, and found again by the next agent', async () => {
  const headers = { 'azureml-model-deployment': 'blue' }
  expect((await agent.score('chatty', { name: 'flood', lines: 20_000 }, headers)).status).toBe(200)
  const chatter = async () => {
    const rows: LogRow[] = []
    const { start, end } = await read<LogView>('?sources=inference-server&rows=1')
    for (let from = start; from < end; from += 1000)
      rows.push(...(await read<{ rows: LogRow[] }>(`/lines?sources=inference-server&from=${from}&count=1000`)).rows)
    return rows.flatMap((row) => /chatter (\d+)/.exec(row.text)?.[1] ?? [])
  }
  await expect.poll(async () => (await chatter()).length, { timeout: 10_000 }).toBe(20_000)
  expect(await chatter()).toEqual(Array.from({ length: 20_000 }, (_, line) => String(line).padStart(6, '0')))
  const found = String((await agent.call('GET', `${base}/search?q=chatter%20012345&case=true`)).body)
  const number = Number(/"numbers":\[(\d+)\]/.exec(found)?.[1])
  const [row] = (await read<{ rows: LogRow[] }>(`/lines?from=${number}&count=1`)).rows
  expect(row?.text).toContain('chatter 012345')
  const before = await read<LogView>('?rows=1')
  expect(before.counts['storage-initializer']).toBeGreaterThan(0)
  expect(before.initializer?.took).toMatch(/ms|s/)

  agent.kill('SIGKILL')
  await agent.restart()
  const line = await read<LogRow>(`/line?id=${encodeURIComponent(row?.id ?? '')}`)
  expect(line.text).toBe(row?.text)
  expect((await read<LogView>('?rows=1')).counts['inference-server']).toBeGreaterThanOrEqual(before.counts['inference-server'])
})
