/** Requests bent by chance to every route of the agent: refused or done, never a 5xx, and the agent goes on. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentUnderTest, startAgentUnderTest, testToken, workspaceUrl } from '@/agent/routes/testing/agent-under-test'
import { agentRoutes } from '@/agent/server'
import { faultSeed } from '../faults/seed'

const cases = Number(process.env.SCOREPOINT_FUZZ_CASES ?? 250)
let agent: AgentUnderTest

beforeAll(async () => {
  agent = await startAgentUnderTest()
  const created = await agent.call('PUT', `${workspaceUrl}/onlineEndpoints/prices?api-version=2024-10-01`, endpoint)
  await agent.finish(created)
})
afterAll(() => agent.close())

const endpoint = { location: 'local', tags: { a: 'b' }, properties: { authMode: 'Key', traffic: {} } }
const deployment = {
  location: 'local',
  sku: { name: 'Default', capacity: 1 },
  properties: {
    endpointComputeType: 'Managed',
    model: 'azureml:m:1',
    codeConfiguration: { codeId: 'azureml:c:1', scoringScript: 'score.py' },
    environmentId: 'azureml:e:1',
    instanceType: 'Standard_DS3_v2',
    requestSettings: { requestTimeout: 'PT5S', maxConcurrentRequestsPerInstance: 1, maxQueueWait: 'PT0.5S' },
    livenessProbe: { period: 'PT10S', timeout: 'PT2S', failureThreshold: 30, successThreshold: 1, initialDelay: 'PT10S' },
  },
}
const asset = {
  properties: { path: 'azureml://datastores/workspaceblobstore/paths/x', description: 'd', condaFile: 'dependencies: [python]' },
}

const templated = {
  properties: {
    mode: 'Incremental',
    template: {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      parameters: { name: { type: 'string', defaultValue: "[concat('a', 'b')]" } },
      variables: { list: "[createArray(1, parameters('name'))]" },
      resources: [
        {
          type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
          apiVersion: '2024-10-01',
          name: "[format('w/{0}', parameters('name'))]",
          condition: "[equals(length(variables('list')), 2)]",
          copy: { name: 'each', count: 1 },
          dependsOn: [],
          properties: { authMode: 'Key' },
        },
      ],
      outputs: { uri: { type: 'string', value: "[reference('w/ab').scoringUri]" } },
    },
    parameters: { name: { value: 'ab' } },
  },
}

/** A value of the sample's shape in which any part may be anything. */
function bent(value: unknown): fc.Arbitrary<unknown> {
  const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(null, -1, 1e308, '', ' ', '\u202e', 'x'.repeat(5000), [], {}, true))
  const kept =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? fc.record(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, bent(part)])), { requiredKeys: [] })
      : Array.isArray(value)
        ? fc.tuple(...value.map(bent))
        : fc.constant(value)
  return fc.oneof({ weight: 4, arbitrary: kept }, { weight: 1, arbitrary: odd })
}

const body = fc.oneof(
  fc
    .constantFrom<unknown>(endpoint, deployment, asset, templated, { keyType: 'Primary' })
    .chain(bent)
    .map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '{"__proto__":{"x":1}}',
    '{"properties":{"constructor":{}}}',
    '[',
    '"',
    'null',
    `${'['.repeat(5000)}${']'.repeat(5000)}`,
    '\ufeff{}',
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
)
const segment = fc.oneof(
  fc.constantFrom(
    'prices',
    'PRICES',
    'blue',
    '1',
    'm',
    '..',
    '.',
    '%2e%2e',
    '%00',
    'a%2fb',
    'con',
    '\u00e4',
    '%ff',
    'x'.repeat(300),
    "a' OR 1=1",
  ),
  fc.string({ minLength: 1, maxLength: 20 }).map((text) => encodeURIComponent(Buffer.from(text).toString())),
)
const query = fc.oneof(
  fc.constant('?api-version=2024-10-01'),
  fc.constantFrom(
    '',
    '?api-version=1',
    '?%zz',
    '?$skip=-1&api-version=2024-10-01',
    '?limit=1e9',
    '?window=NaN',
    '?from=9&to=1',
    '?name=%ff&summary=1',
  ),
)
const headers = fc.record(
  {
    'content-type': fc.constantFrom('application/json', 'text/plain', 'application/json; charset=utf-16', ''),
    'x-ms-client-request-id': fc.string({ unit: fc.constantFrom(...'abc-123 '), maxLength: 200 }),
    'last-event-id': fc.constantFrom('-1', '1e99', 'x', '9007199254740993'),
    range: fc.constantFrom('bytes=-1', 'bytes=9-1', 'x'),
    'content-length': fc.constantFrom('-1', 'x'),
    'x-ms-blob-type': fc.constantFrom('BlockBlob', 'x'),
  },
  { requiredKeys: [] },
)

test(`no request makes the agent fail (${cases} per method, seed ${faultSeed})`, { timeout: 600_000 }, async () => {
  const endless = /\/(events|stream)$/
  const routes = agentRoutes(agent.app).filter(({ path }) => !endless.test(path) && !path.endsWith('/shutdown'))
  const fill = (path: string, parts: string[]) => {
    let index = 0
    return path.replaceAll(/:[a-z]+(\{[^}]*\})?/gi, () => parts[index++ % parts.length] ?? 'x')
  }
  const one = fc.record({
    route: fc.constantFrom(...routes),
    method: fc.option(fc.constantFrom('GET', 'PUT', 'PATCH', 'POST', 'DELETE', 'HEAD', 'OPTIONS'), { nil: undefined }),
    parts: fc.array(segment, { minLength: 1, maxLength: 6 }),
    query,
    body,
    headers,
  })
  await fc.assert(
    fc.asyncProperty(one, async (request) => {
      const method = request.method ?? request.route.method
      const path = `${fill(request.route.path, request.parts)}${request.query}`
      const answer = await agent.call(method, path, method === 'GET' || method === 'HEAD' ? undefined : request.body, {
        authorization: `Bearer ${testToken}`,
        ...request.headers,
      })
      await answer.arrayBuffer()
      // What of Azure is not served here is told so, in words: no failure.
      if (answer.status === 501 && answer.headers.get('x-ms-error-code') === 'NotImplemented') return
      expect([answer.status, method, path]).toEqual([Math.min(answer.status, 499), method, path])
    }),
    { numRuns: cases * 3, seed: faultSeed, verbose: 1, endOnFailure: true },
  )
  expect((await agent.call('GET', `${workspaceUrl}/onlineEndpoints?api-version=2024-10-01`)).status).toBe(200)
  expect(agent.errors).toEqual([])
})
