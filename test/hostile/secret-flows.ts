/** What a person does in the studio with secrets at hand, and every address from which what was kept can be read or taken away. */
import { createHash } from 'node:crypto'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import type { Example } from '@/lib/contract/example'
import type { HistoryPage, Invocation } from '@/lib/contract/invoke'
import type { OperationView } from '@/lib/contract/scorepoint'
import { operationOf } from '../agent-process'
import { deployLocal } from '../deploy-folder'
import { tinyConda, writeTinyCode } from '../faults/scenario'
import { agentOf } from '../product/product-agent'
import type { Product } from '../product/start-product'
import type { StudioSession } from '../product/studio-session'
import { studioRoutes } from './inventory'

export interface Led {
  /** The token of an endpoint that uses tokens. */
  accessToken: string
  /** As the history keeps a request that had secrets. */
  invocation: Invocation
  example: Example
  operation: string
}

/** Deploys, sends a request whose header and query are credentials, saves it as an example, runs that; makes an endpoint with tokens. */
export async function leadThroughStudio(
  product: Product,
  session: StudioSession,
  endpoint: string,
  secret: { header: string; query: string },
): Promise<Led> {
  const agent = agentOf(product)
  const deployed = await deployLocal(agent, { endpoint, name: 'blue', code: writeTinyCode(), condaText: tinyConda })
  if (deployed.status !== 'Succeeded') throw new Error(`blue ended as ${deployed.status}: ${JSON.stringify(deployed.problem)}`)
  const request = {
    headers: { 'x-api-key': secret.header, 'x-trace': 'shown' },
    query: `access_token=${secret.query}&shown=1`,
    encoding: 'text' as const,
    body: '{"ask": 1}',
    deployment: 'blue',
  }
  const send = async (body: object) => {
    const { status, text } = await session.write('POST', `/api/endpoints/${endpoint}/invoke`, body)
    if (!text.includes('"kind":"end"')) throw new Error(`the request did not end: ${status} ${text}`)
  }
  await send(request)
  const example = { ...request, name: 'with credentials', assertions: [{ kind: 'status', equals: 200 }] }
  await session.action('saveExampleAction', `/endpoints/${endpoint}/test`, { endpoint, example })
  const { examples } = await session.json<{ examples: Example[] }>(`/api/endpoints/${endpoint}/examples`)
  await send({ ...request, example: examples[0]?.id })
  const { invocations } = await session.json<HistoryPage>(`/api/endpoints/${endpoint}/invocations`)
  const invocation = await session.json<Invocation>(`/api/endpoints/${endpoint}/invocations/${invocations[0]?.id}`)
  if (invocations.length !== 2 || !examples[0]) throw new Error('the history has not both requests, or the example is missing')

  const created = await agent.call('PUT', 'onlineEndpoints/token-keeper', { location: 'local', properties: { authMode: 'AMLToken' } })
  await agent.ended(operationOf(created))
  const { accessToken } = (await agent.call('POST', 'onlineEndpoints/token-keeper/token')).body as { accessToken: string }
  const operations = (await agent.call('GET', '/_scorepoint/operations')).body as OperationView[]
  return { accessToken, invocation, example: examples[0], operation: operations[0]?.id ?? '' }
}

/** Says itself that it holds the keys. */
const holdsKeys = '/api/storage/backup'

/** Every page and every readable route of the studio, with the queries under which it has something to say. */
export function studioAddresses(endpoint: string, { invocation, operation }: Led): string[] {
  const environment = createHash('md5').update(tinyConda).digest('hex')
  const names = { endpoint, deployment: 'blue', invocation: invocation.id, kind: 'environments', name: 'none', version: environment }
  const json = ['endpoints', 'models', 'environments', `operation&operation=${operation}`]
    .concat([endpoint, 'token-keeper'].flatMap((name) => [`endpoint&endpoint=${name}`, `deployments&endpoint=${name}`]))
    .concat([`deployment&endpoint=${endpoint}&deployment=blue`])
  const queries: Record<string, string[]> = {
    '/api/json': json.map((of) => `?of=${of}`),
    '/api/endpoints/[endpoint]/invocations/[invocation]/body': ['request', 'response'].flatMap((side) => [
      `?side=${side}`,
      `?side=${side}&download=1`,
    ]),
    '/api/endpoints/[endpoint]/deployments/[deployment]/logs/search': ['?q=canary', '?q=key'],
  }
  const routes = studioRoutes(names).filter(({ methods, pattern }) => methods.includes('GET') && pattern !== holdsKeys)
  const pages = studioRoutes({ ...names, endpoint: 'token-keeper' }).filter(({ pattern }) => pattern.includes('[endpoint]'))
  return [
    ...routes.flatMap(({ path, pattern }) => (queries[pattern] ?? ['']).map((query) => path + query)),
    ...pages.filter(({ kind }) => kind === 'page').map(({ path }) => path),
  ]
}

/** What the agent itself tells whoever has its token, credentials asked for left out. */
export function agentAddresses(endpoint: string): string[] {
  const version = 'api-version=2024-10-01'
  const resources = [
    'onlineEndpoints',
    `onlineEndpoints/${endpoint}`,
    `onlineEndpoints/${endpoint}/deployments`,
    'onlineEndpoints/token-keeper',
  ]
  return [
    ...resources.map((path) => `${localWorkspaceId}/${path}?${version}`),
    `${localWorkspaceId}/onlineEndpoints/${endpoint}/deployments/blue?${version}`,
    '/_scorepoint/endpoints',
    '/_scorepoint/operations',
    '/_scorepoint/router',
    '/_scorepoint/doctor',
  ]
}
