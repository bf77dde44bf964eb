import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AgentUnderTest, startAgentUnderTest, workspaceUrl } from '@/agent/routes/testing/agent-under-test'
import type {
  ChangeEvent,
  DoctorReport,
  EndpointStatus,
  LogRow,
  LogSearchPart,
  LogView,
  ObservedTraffic,
  OperationView,
  RequestLog,
} from '@/lib/contract/scorepoint'

let agent: AgentUnderTest
beforeAll(async () => {
  agent = await startAgentUnderTest()
  await agent.finish(await agent.call('PUT', `${workspaceUrl}/onlineEndpoints/live`, { properties: { authMode: 'Key' } }))
  const environment = { properties: { image: 'img', condaFile: 'dependencies: []' } }
  await agent.call('PUT', `${workspaceUrl}/environments/e/versions/1`, environment)
  const codeUri = await agent.upload('code', 'src', { 'src/score.py': 'def init(): pass\ndef run(data): return 1\n' })
  await agent.call('PUT', `${workspaceUrl}/codes/c/versions/1`, { properties: { codeUri } })
  const properties = {
    endpointComputeType: 'Managed',
    environmentId: 'azureml:e:1',
    codeConfiguration: { codeId: 'azureml:c:1', scoringScript: 'score.py' },
    instanceType: 'Standard_DS3_v2',
  }
  await agent.finish(await agent.call('PUT', `${workspaceUrl}/onlineEndpoints/live/deployments/blue`, { sku: { capacity: 1 }, properties }))
})
afterAll(() => agent.close())

const json = async <T>(path: string): Promise<T> => {
  const response = await agent.call('GET', `/_scorepoint/${path}`)
  expect(response.status).toBe(200)
  return (await response.json()) as T
}

interface Received {
  id: string
  data: string
}

/** Reads server-sent events until `enough`, then hangs up. */
async function listen(path: string, headers: Record<string, string>, enough: (events: Received[]) => boolean): Promise<Received[]> {
  const response = await agent.call('GET', `/_scorepoint/${path}`, undefined, headers)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const reader = response.body?.getReader()
  if (!reader) throw new Error('no stream')
  const decoder = new TextDecoder()
  const deadline = setTimeout(() => reader.cancel(), 8000)
  let text = ''
  const parsed = () =>
    text
      .split('\n\n')
      .slice(0, -1)
      .map((block) => ({ id: /^id: ?(.*)$/m.exec(block)?.[1] ?? '', data: /^data: ?(.*)$/m.exec(block)?.[1] ?? '' }))
      .filter((event) => event.data !== '')
  while (!enough(parsed())) {
    const part = await reader.read()
    if (part.done) throw new Error(`the stream ended with ${parsed().length} events`)
    text += decoder.decode(part.value, { stream: true })
  }
  clearTimeout(deadline)
  await reader.cancel()
  return parsed()
}

it('answers status, operations, traffic, router and doctor in the shapes of the contract', async () => {
  const [endpoint] = await json<EndpointStatus[]>('endpoints')
  expect(endpoint).toMatchObject({
    name: 'live',
    provisioningState: 'Succeeded',
    deployments: [{ name: 'blue', health: 'Healthy', readyInstances: 1 }],
  })
  const operations = await json<OperationView[]>('operations?endpoint=live&limit=10')
  expect(operations.map((operation) => operation.kind)).toEqual(expect.arrayContaining(['create']))
  expect(await json<OperationView>(`operations/${operations[0]?.id}`)).toMatchObject({ id: operations[0]?.id, status: 'Succeeded' })
  expect(await json<ObservedTraffic>('endpoints/live/traffic?window=60')).toMatchObject({ windowSeconds: 60, total: 0 })
  expect((await json<DoctorReport>('doctor')).checks).toEqual([])
  expect(await json<{ pid: number }>('router')).toMatchObject({ pid: 1 })
  expect((await agent.call('GET', '/_scorepoint/endpoints/none')).status).toBe(404)
  expect((await agent.call('GET', '/_scorepoint/operations?limit=many')).status).toBe(400)
  expect((await agent.call('POST', `/_scorepoint/operations/${operations[0]?.id}/cancel`)).status).toBe(409)
})

it('streams change events and resumes after the last one seen, without gap or repetition', async () => {
  const past = await listen('events', { 'last-event-id': '0' }, (events) => events.length >= 4)
  const seqs = past.map((event) => (JSON.parse(event.data) as ChangeEvent).seq)
  expect(seqs).toEqual(past.map((event) => Number(event.id)))
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
  const later = await listen('events', { 'last-event-id': String(seqs[1]) }, (events) => events.length >= 2)
  expect(later.slice(0, 2).map((event) => Number(event.id))).toEqual(seqs.slice(2, 4))
  const fresh = listen('events', {}, (events) => events.length >= 1)
  const ofAnotherJournal = listen('events', { 'last-event-id': '1000000' }, (events) => events.length >= 1)
  await agent.call('PUT', `${workspaceUrl}/onlineEndpoints/another`, { properties: { authMode: 'Key' } })
  for (const [first] of [await fresh, await ofAnotherJournal])
    expect((JSON.parse(first?.data ?? '{}') as ChangeEvent).endpoint).toBe('another')
})

it('numbers, searches and follows logs; a stream resumes exactly behind the last line it delivered', async () => {
  const directory = agent.control.logDirectory('live', 'blue')
  mkdirSync(directory, { recursive: true })
  const file = join(directory, 'live.blue.9.0.inference-server.log')
  const write = (from: number, to: number) => {
    for (let index = from; index < to; index++)
      appendFileSync(file, `2099-01-02 03:04:${String(index).padStart(2, '0')},000 I [1] test - line ${index}\n`)
  }
  write(0, 10)
  const base = 'endpoints/live/deployments/blue/logs'
  const only = 'sources=inference-server&instance=live.blue.9.0'
  const name = (row: LogRow) => row.text.split(' - ')[1] ?? ''
  const view = await json<LogView>(`${base}?${only}&rows=3`)
  expect(view).toMatchObject({ start: 0, end: 10 })
  expect(view.rows.map(name)).toEqual(['line 7', 'line 8', 'line 9'])
  const lines = await json<{ rows: LogRow[] }>(`${base}/lines?${only}&from=2&count=2&q=line`)
  expect(lines.rows.map(name)).toEqual(['line 2', 'line 3'])
  expect(lines.rows[0]?.marks).toHaveLength(1)
  const whole = await json<LogRow>(`${base}/line?id=${encodeURIComponent(view.rows[0]?.id ?? '')}`)
  expect(name(whole)).toBe('line 7')
  const found = await listen(`${base}/search?${only}&q=LINE%209`, {}, (events) =>
    events.some((event) => event.data.endsWith('"done":true}')),
  )
  expect(found.flatMap((event) => (JSON.parse(event.data) as LogSearchPart).numbers)).toEqual([9])

  const seen: string[] = []
  let last = `${view.epoch}_${view.revision}_${view.start}_${view.end}`
  for (let round = 0; round < 3; round++) {
    const from = 10 + round * 5
    const rows = (events: Received[]) => events.flatMap((event) => (JSON.parse(event.data) as LogView).rows.map(name))
    const stream = listen(`${base}/follow?${only}`, { 'last-event-id': last }, (events) => rows(events).length >= 5)
    write(from, from + 5)
    const events = await stream
    seen.push(...rows(events))
    last = events.at(-1)?.id ?? last
  }
  expect(seen).toEqual(Array.from({ length: 15 }, (_, index) => `line ${index + 10}`))
  const text = await (await agent.call('GET', `/_scorepoint/${base}/download?${only}&q=line%201&case=true`)).text()
  expect(text.split('\n').filter(Boolean)).toHaveLength(11)
  expect(text).toContain('2099-01-02T03:04:01.000Z inference-server live.blue.9.0 2099-01-02 03:04:01,000 I [1] test - line 1\n')
  for (const bad of ['sources=nothing', 'level=loud', 'since=yesterday', 'anchor=x'])
    expect((await agent.call('GET', `/_scorepoint/${base}?${bad}`)).status).toBe(400)
  expect((await agent.call('GET', `/_scorepoint/${base}/search?q=(&regex=true`)).status).toBe(400)
  expect((await agent.call('GET', `/_scorepoint/${base}/line?id=gone@5`)).status).toBe(404)
  expect((await agent.call('GET', '/_scorepoint/endpoints/live/deployments/none/logs')).status).toBe(404)
  expect(await json<RequestLog>(`${base}/request?requestId=abc`)).toMatchObject({ by: 'none', rows: [] })
  const empty = await json<LogView>(`${base}?sources=storage-initializer&instance=none`)
  expect(empty).toMatchObject({ start: 0, end: 0, rows: [] })
})

it('stops and starts a deployment, and hands the shutdown to the process', async () => {
  const run = async (action: string) => {
    const answer = await agent.call('POST', `/_scorepoint/endpoints/live/deployments/blue/${action}`)
    expect(answer.status).toBe(202)
    const { operationId } = (await answer.json()) as { operationId: string }
    await expect.poll(async () => (await json<OperationView>(`operations/${operationId}`)).status, { timeout: 8000 }).toBe('Succeeded')
    return (await json<EndpointStatus>('endpoints/live')).deployments[0]
  }
  expect(await run('stop')).toMatchObject({ stopped: true, health: 'Stopped' })
  expect(await run('start')).toMatchObject({ stopped: false, readyInstances: 1 })
  expect((await agent.call('POST', '/_scorepoint/shutdown')).status).toBe(202)
  expect(agent.shutdowns()).toBe(1)
})
