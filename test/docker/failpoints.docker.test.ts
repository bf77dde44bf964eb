/** The built agent dies between two acts on the engine; the next one converges, with nothing left over and nothing twice. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { containerSteps } from '@/agent/failpoints'
import { putEnvironmentVersion } from '@/lib/arm/assets'
import { type AgentProcess, eventually, freePort, startAgent, testHome } from '@/test/agent-process'
import { connectionTo, createEndpoint, deployLocal } from '@/test/deploy-folder'
import { hostnameScript } from './container-trial'
import { baseImage, testEngine, testEngineHost } from './test-engine'

const engine = testEngine()
const endpoint = `failpoints-${process.pid}`
const home = testHome()
const source = mkdtempSync(join(tmpdir(), 'sp-points-'))
const env: Record<string, string> = { SCOREPOINT_RUNTIME: 'docker', DOCKER_HOST: testEngineHost() }
const code = join(source, 'code')
let agent: AgentProcess
let environmentId: string

beforeAll(async () => {
  // The router outlives the agents: all of them must ask for the same one.
  env.SCOREPOINT_SCORING_PORT = String(await freePort())
  mkdirSync(code)
  writeFileSync(join(code, 'score.py'), hostnameScript)
  agent = await startAgent({ home, env })
  await createEndpoint(agent, endpoint)
  environmentId = await putEnvironmentVersion(connectionTo(agent), 'plain', '1', { properties: { image: baseImage, osType: 'Linux' } })
})
afterAll(async () => {
  await agent?.close()
  rmSync(source, { recursive: true, force: true })
  expect(await ours()).toEqual({ servers: 0, initializers: 0, volumes: 0 })
})

async function ours() {
  const filters = { label: [`scorepoint.endpoint=${endpoint}`] }
  const containers = await engine.ask((docker) => docker.listContainers({ all: true, filters }))
  const { Volumes } = await engine.ask((docker) => docker.listVolumes({ filters }))
  const withRole = (role: string) => containers.filter((one) => one.Labels['scorepoint.role'] === role).length
  return { servers: withRole('inference-server'), initializers: withRole('storage-initializer'), volumes: (Volumes ?? []).length }
}

const isDead = (one: AgentProcess) => {
  try {
    process.kill(one.pid(), 0)
    return false
  } catch {
    return true // ESRCH: nobody has this id
  }
}

const put = (step: string) =>
  deployLocal(agent, { endpoint, name: 'blue', code, properties: { environmentId, environmentVariables: { STEP: step } } })

for (const step of containerSteps) {
  it(`converges after kill -9 at ${step}`, async () => {
    agent.kill('SIGKILL')
    await eventually('the agent before is gone', () => isDead(agent))
    agent = await startAgent({ home, env: { ...env, SCOREPOINT_FAILPOINT: step } })
    // The answer never comes: the agent dies on the way.
    // At the last one it dies when the container of the update before is stopped.
    const attempt = put(step).catch(() => undefined)
    await eventually('the agent dies', () => isDead(agent), 60_000)
    await attempt
    agent = await startAgent({ home, env })
    const instance = await eventually(
      'one instance serves',
      async () => {
        const [deployment] = (await agent.status(endpoint)).deployments
        const [only] = deployment?.instances ?? []
        const isSettled = deployment?.operation?.status === 'Succeeded' && deployment.instances.length === 1
        return isSettled && only?.state === 'Ready' && only
      },
      60_000,
    )
    const uri = `http://127.0.0.1:${env.SCOREPOINT_SCORING_PORT}/api/v1/endpoint/${endpoint}/score`
    const headers = { authorization: `Bearer ${await agent.key(endpoint)}`, 'azureml-model-deployment': 'blue' }
    const answer = await eventually('an answer', async () => {
      const one = await fetch(uri, { method: 'POST', body: '{}', headers })
      return one.status === 200 && one
    })
    expect(answer.headers.get('x-scorepoint-instance')).toBe(instance.id)
    expect(await ours()).toEqual({ servers: 1, initializers: 1, volumes: 1 })
  })
}
