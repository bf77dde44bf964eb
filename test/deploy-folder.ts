/** Deploys local files to a running agent the way the studio does: upload, register, PUT. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { putCodeVersion, putEnvironmentVersion, putModelVersion } from '@/lib/arm/assets'
import type { Connection } from '@/lib/arm/connection'
import { readLocalTree } from '@/lib/arm/local-files'
import { uploadTree } from '@/lib/arm/upload'
import type { DeploymentProperties } from '@/lib/contract/arm/deployment'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import type { OperationView } from '@/lib/contract/scorepoint'
import { homeLayout } from '@/lib/domain/home-layout'
import { type AgentProcess, operationOf } from './agent-process'

export interface LocalDeployment {
  endpoint: string
  name: string
  /** File or folder; absent for scripts without a model. */
  model?: string
  modelType?: 'custom_model' | 'mlflow_model'
  /** Kept with the model version. */
  modelProperties?: Record<string, string>
  /** Absent for models that need none. */
  code?: string
  script?: string
  condaText?: string
  instanceCount?: number
  properties?: Partial<DeploymentProperties>
}

export function connectionTo(agent: AgentProcess): Connection {
  return {
    kind: 'local',
    id: 'local',
    agentUrl: `https://127.0.0.1:${agent.agentPort}`,
    token: agent.token,
    caPem: readFileSync(homeLayout(agent.home).caPem, 'utf8'),
    workspaceId: localWorkspaceId,
  }
}

/** Creates an endpoint with key authentication and waits for it. */
export async function createEndpoint(agent: AgentProcess, name: string): Promise<void> {
  const answer = await agent.call('PUT', `onlineEndpoints/${name}`, {
    location: 'local',
    tags: {},
    properties: { authMode: 'Key', traffic: {} },
  })
  if (answer.status > 201) throw new Error(`endpoint ${name}: ${answer.status} ${JSON.stringify(answer.body)}`)
  await agent.ended(operationOf(answer))
}

async function registerCode(connection: Connection, folder: string): Promise<string> {
  const code = await uploadTree(connection, await readLocalTree(folder))
  return putCodeVersion(connection, code.hash.slice(0, 32), '1', { properties: { codeUri: code.blobUri, isAnonymous: true } })
}

async function registerConda(connection: Connection, condaFile: string): Promise<string> {
  const environment = { image: 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest', condaFile, osType: 'Linux' }
  const version = createHash('md5').update(JSON.stringify(environment)).digest('hex')
  return putEnvironmentVersion(connection, 'CliV2AnonymousEnvironment', version, { properties: { ...environment, isAnonymous: true } })
}

/** Sends the deployment and answers its operation id. */
export async function putLocalDeployment(agent: AgentProcess, deployment: LocalDeployment): Promise<string> {
  const connection = connectionTo(agent)
  const codeId = deployment.code === undefined ? undefined : await registerCode(connection, deployment.code)
  const environmentId = deployment.condaText === undefined ? undefined : await registerConda(connection, deployment.condaText)
  let model: string | undefined
  if (deployment.model) {
    const uploaded = await uploadTree(connection, await readLocalTree(deployment.model))
    model = await putModelVersion(connection, uploaded.hash.slice(0, 32), '1', {
      properties: {
        modelUri: uploaded.datastoreUri,
        modelType: deployment.modelType ?? 'custom_model',
        isAnonymous: true,
        ...(deployment.modelProperties ? { properties: deployment.modelProperties } : {}),
      },
    })
  }
  const answer = await agent.call('PUT', `onlineEndpoints/${deployment.endpoint}/deployments/${deployment.name}`, {
    location: 'local',
    tags: {},
    sku: { name: 'Default', capacity: deployment.instanceCount ?? 1 },
    properties: {
      endpointComputeType: 'Managed',
      ...(model ? { model } : {}),
      ...(codeId ? { codeConfiguration: { codeId, scoringScript: deployment.script ?? 'score.py' } } : {}),
      ...(environmentId ? { environmentId } : {}),
      instanceType: 'Standard_DS3_v2',
      ...deployment.properties,
    },
  })
  if (answer.status > 201) throw new Error(`deployment ${deployment.name}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return operationOf(answer)
}

/** Sends the deployment and waits until its operation ended. */
export async function deployLocal(agent: AgentProcess, deployment: LocalDeployment): Promise<OperationView> {
  return agent.ended(await putLocalDeployment(agent, deployment), 240_000)
}

/** GET, edit, PUT of the split. */
export async function setSplit(agent: AgentProcess, endpoint: string, traffic: Record<string, number>): Promise<void> {
  const current = (await agent.call('GET', `onlineEndpoints/${endpoint}`)).body as { properties: object }
  const answer = await agent.call('PUT', `onlineEndpoints/${endpoint}`, { ...current, properties: { ...current.properties, traffic } })
  if (answer.status > 201) throw new Error(`traffic of ${endpoint}: ${answer.status} ${JSON.stringify(answer.body)}`)
  await agent.ended(operationOf(answer))
}
