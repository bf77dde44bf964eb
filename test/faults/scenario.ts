/** What the faults hit: an endpoint with two tiny deployments that share one environment, and every kind of change to it. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployLocal } from '../deploy-folder'
import type { Rig } from './rig'

export const endpoint = 'prices'
/** Nothing but the server: one environment for all fault tests. */
export const tinyConda = `name: tiny
channels: [conda-forge]
dependencies:
  - python=3.11
  - pip
  - pip: [azureml-inference-server-http]
`
const script = `import json, os, time
if os.environ.get("BROKEN"):
    raise ImportError("broken on purpose")
def init():
    time.sleep(float(os.environ.get("SLOW", "0")))
def run(raw):
    return {"echo": json.loads(raw), "mark": os.environ.get("MARK", "none")}
`

export type DeploymentBody = {
  sku: { name: string; capacity: number }
  properties: Record<string, unknown> & { environmentVariables?: Record<string, string> }
}

/** A folder with the scoring script. */
export function writeTinyCode(): string {
  const code = join(mkdtempSync(join(tmpdir(), 'code-')), 'src')
  mkdirSync(code)
  writeFileSync(join(code, 'score.py'), script)
  return code
}

/** Uploads code and environment once through a deployment of its own, so that every later PUT is a body alone. */
export async function prepareBody(rig: Rig): Promise<DeploymentBody> {
  const code = writeTinyCode()
  await rig.ended(await rig.write('PUT', 'onlineEndpoints/warm-up', { location: 'local', properties: { authMode: 'Key' } }))
  const view = await deployLocal(rig.agent, { endpoint: 'warm-up', name: 'only', code, condaText: tinyConda })
  if (view.status !== 'Succeeded') throw new Error(`the tiny deployment does not run: ${JSON.stringify(view.problem ?? view.phases)}`)
  const found = (await rig.call('GET', 'onlineEndpoints/warm-up/deployments/only')).body as DeploymentBody
  await rig.ended(await rig.write('DELETE', 'onlineEndpoints/warm-up'))
  const { codeConfiguration, environmentId, endpointComputeType, instanceType } = found.properties
  return { sku: { name: 'Default', capacity: 1 }, properties: { codeConfiguration, environmentId, endpointComputeType, instanceType } }
}

export function bodyWith(body: DeploymentBody, variables: Record<string, string>, capacity = 1): DeploymentBody {
  return { sku: { name: 'Default', capacity }, properties: { ...body.properties, environmentVariables: variables } }
}

export function deploymentPath(name: string): string {
  return `onlineEndpoints/${endpoint}/deployments/${name}`
}

export async function createEndpoint(rig: Rig): Promise<void> {
  await rig.ended(await rig.write('PUT', `onlineEndpoints/${endpoint}`, { location: 'local', properties: { authMode: 'Key' } }))
  rig.expected[endpoint] = {
    traffic: {},
    keys: await readKeys(rig),
    scoringUri: `http://127.0.0.1:${rig.agent.scoringPort}/api/v1/endpoint/${endpoint}/score`,
    deployments: {},
  }
}

export async function readKeys(rig: Rig): Promise<{ primaryKey: string; secondaryKey: string }> {
  return (await rig.call('POST', `onlineEndpoints/${endpoint}/listKeys`)).body as { primaryKey: string; secondaryKey: string }
}

export function expectedEndpoint(rig: Rig) {
  const found = rig.expected[endpoint]
  if (!found) throw new Error('the scenario has no endpoint yet')
  return found
}

/** PUT of a deployment, followed to its end. */
export async function deploy(rig: Rig, name: string, body: DeploymentBody): Promise<void> {
  const operation = await rig.write('PUT', deploymentPath(name), body)
  const view = await rig.ended(operation)
  if (view.status !== 'Succeeded') throw new Error(`deploying ${name} ended as ${view.status}: ${view.problem?.message}`)
  expectedEndpoint(rig).deployments[name] = body.sku.capacity
}

export async function setTraffic(rig: Rig, traffic: Record<string, number>): Promise<void> {
  const current = (await rig.call('GET', `onlineEndpoints/${endpoint}`)).body as { properties: object }
  await rig.ended(await rig.write('PUT', `onlineEndpoints/${endpoint}`, { ...current, properties: { ...current.properties, traffic } }))
  expectedEndpoint(rig).traffic = traffic
}
