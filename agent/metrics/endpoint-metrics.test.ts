import { expect, test } from 'vitest'
import { type AgentUnderTest, startAgentUnderTest, workspaceUrl } from '@/agent/routes/testing/agent-under-test'
import type { EndpointMetrics } from '@/lib/contract/metrics'

async function markersOf(agent: AgentUnderTest, endpoint: string) {
  const to = Math.ceil(Date.now() / 1000) + 60
  const answer = await agent.call('GET', `/_scorepoint/endpoints/${endpoint}/metrics?from=${to - 600}&to=${to}`)
  return ((await answer.json()) as EndpointMetrics).markers.map(({ kind, deployment }) => [kind, deployment])
}

test('says what happened to the endpoint: created, changed settings, rotated a key; not what changed nothing', async () => {
  const agent = await startAgentUnderTest()
  try {
    const path = `${workspaceUrl}/onlineEndpoints/told`
    const body = { properties: { authMode: 'Key' } }
    await agent.finish(await agent.call('PUT', path, body))
    await agent.finish(await agent.call('PUT', path, body))
    await agent.finish(await agent.call('PUT', path, { ...body, tags: { team: 'growth' } }))
    await agent.finish(await agent.call('POST', `${path}/regenerateKeys`, { keyType: 'Primary' }))
    expect(await markersOf(agent, 'told')).toEqual([
      ['create', undefined],
      ['settings', undefined],
      ['regenerateKeys', undefined],
    ])
  } finally {
    await agent.close()
  }
})
