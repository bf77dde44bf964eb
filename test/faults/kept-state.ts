/** What a person has made in the product and must find again after any stop: written through the studio, read back to be compared. */
import { randomUUID } from 'node:crypto'
import type { Draft, SaveDraft } from '@/lib/contract/draft'
import type { Example } from '@/lib/contract/example'
import type { HistoryPage, Invocation } from '@/lib/contract/invoke'
import type { EndpointStatus, OperationView } from '@/lib/contract/scorepoint'
import { agentOf } from '../product/product-agent'
import type { Product } from '../product/start-product'
import { type StudioSession, studioSession } from '../product/studio-session'

export interface KeptState {
  keys: unknown
  scoringUri: string | undefined
  traffic: EndpointStatus['traffic']
  /** Ended operations; those under way go on. */
  operations: OperationView[]
  invocations: Invocation[]
  /** The answer too long for a row of the database, whole. */
  longAnswer: string
  examples: Example[]
  draft: Draft
  /** Lines of the deployment's log, each once and in their order. */
  log: string[]
}

const longText = 'long '.repeat(80_000)
const draft: SaveDraft = {
  kind: 'deployment',
  endpoint: 'prices',
  name: 'violet',
  yaml: '# the reason is written here\nname: violet\nendpoint_name: prices\n',
  state: { baseDir: '/tmp', sendAllTraffic: true },
  ifRevision: 0,
}

/** Sends two requests (one with an answer kept in a file), saves an example and a draft. Answers the draft's id. */
export async function makeKeptState(session: StudioSession, endpoint: string): Promise<string> {
  const request = { headers: { 'x-trace': 'kept' }, encoding: 'text' as const, query: '' }
  for (const ask of ['short', longText]) {
    const answer = await session.write('POST', `/api/endpoints/${endpoint}/invoke`, { ...request, body: JSON.stringify({ ask }) })
    if (!answer.text.includes('"kind":"end"')) throw new Error(`the request did not end: ${answer.status} ${answer.text.slice(-500)}`)
  }
  const example = { ...request, name: 'two patients', body: '{"ask":2}', assertions: [{ kind: 'status', equals: 200 }] }
  await session.action('saveExampleAction', `/endpoints/${endpoint}/test`, { endpoint, example })
  const id = randomUUID()
  const saved = await session.write('PUT', `/api/drafts/${id}`, draft)
  if (saved.status !== 200) throw new Error(`the draft was not saved: ${saved.status} ${saved.text}`)
  return id
}

/** Reads all of it, with the sign-in of before. */
export async function readKeptState(product: Product, cookie: string, endpoint: string, draftId: string): Promise<KeptState> {
  const agent = agentOf(product)
  const session = await studioSession(product, cookie)
  const status = await agent.status(endpoint)
  const { invocations } = await session.json<HistoryPage>(`/api/endpoints/${endpoint}/invocations`)
  const entries = await Promise.all(invocations.map(({ id }) => session.json<Invocation>(`/api/endpoints/${endpoint}/invocations/${id}`)))
  const long = entries.find(({ responseTruncated }) => responseTruncated)
  if (!long) throw new Error('no answer of the history is longer than its row')
  const operations = (await agent.call('GET', '/_scorepoint/operations')).body as OperationView[]
  return {
    keys: (await agent.call('POST', `onlineEndpoints/${endpoint}/listKeys`)).body,
    scoringUri: status.scoringUri,
    traffic: status.traffic,
    operations: operations.filter((one) => one.status !== 'InProgress'),
    invocations: entries,
    longAnswer: (await session.get(`/api/endpoints/${endpoint}/invocations/${long.id}/body?side=response&download=1`)).text,
    examples: (await session.json<{ examples: Example[] }>(`/api/endpoints/${endpoint}/examples`)).examples,
    draft: await session.json<Draft>(`/api/drafts/${draftId}`),
    log: (await session.get(`/api/endpoints/${endpoint}/deployments/blue/logs/download`)).text.split('\n').filter((line) => line !== ''),
  }
}

/** What of `before` is not in `now` as it was; empty when everything is. Later operations and log lines may have come. */
export function lostOf(before: KeptState, now: KeptState): string[] {
  const lost: string[] = []
  for (const part of ['keys', 'scoringUri', 'traffic', 'invocations', 'longAnswer', 'examples', 'draft'] as const)
    if (JSON.stringify(now[part]) !== JSON.stringify(before[part])) lost.push(part)
  const operations = new Map(now.operations.map((one) => [one.id, one]))
  for (const one of before.operations)
    if (JSON.stringify(operations.get(one.id)) !== JSON.stringify(one)) lost.push(`operation ${one.kind} ${one.id}`)
  const wanted = new Set(before.log)
  const found = now.log.filter((line) => wanted.has(line))
  if (found.join('\n') !== before.log.join('\n')) lost.push(`log: ${before.log.length} lines before, ${found.length} of them now`)
  return lost
}
