import 'server-only'
import { agentJson } from '@/lib/arm/agent-fetch'
import { withVersion } from '@/lib/arm/api-version'
import type { Connection } from '@/lib/arm/connection'
import { endpointPath } from '@/lib/arm/endpoints'
import { type Started, type WriteOptions, write } from '@/lib/arm/write'
import type { Deployment } from '@/lib/contract/arm/deployment'

/** ARM path of a deployment. */
export const deploymentPath = (connection: Connection, endpoint: string, deployment: string): string =>
  `${endpointPath(connection, endpoint)}/deployments/${encodeURIComponent(deployment)}`

/** The deployment as the control plane stores it, unknown fields included. */
export const getDeployment = (connection: Connection, endpoint: string, deployment: string): Promise<Deployment> =>
  agentJson<Deployment>(connection, withVersion(deploymentPath(connection, endpoint, deployment)))

/** Create or replace, declaratively. */
export const putDeployment = (
  connection: Connection,
  endpoint: string,
  deployment: string,
  body: Deployment,
  options: WriteOptions,
): Promise<Started<Deployment>> => write<Deployment>(connection, 'PUT', deploymentPath(connection, endpoint, deployment), body, options)

/** Tags and instance count only, as ARM allows. */
export const patchDeployment = (
  connection: Connection,
  endpoint: string,
  deployment: string,
  body: { tags?: Record<string, string | null>; sku?: { name: 'Default'; capacity: number } },
  options: WriteOptions,
): Promise<Started<Deployment>> => write<Deployment>(connection, 'PATCH', deploymentPath(connection, endpoint, deployment), body, options)

/** Refused by the control plane while the deployment has traffic. */
export const deleteDeployment = (
  connection: Connection,
  endpoint: string,
  deployment: string,
  options: WriteOptions,
): Promise<Started<never>> => write<never>(connection, 'DELETE', deploymentPath(connection, endpoint, deployment), undefined, options)

/** Stop, start or restart without deleting, with or without a debugger: a local capability, beside ARM. */
export async function setRunning(
  connection: Connection,
  endpoint: string,
  deployment: string,
  action: 'stop' | 'start' | 'restart' | 'debug' | 'debug-wait' | 'stop-debugging',
  options: WriteOptions,
): Promise<{ operationId: string }> {
  const path = `/_scorepoint/endpoints/${encodeURIComponent(endpoint)}/deployments/${encodeURIComponent(deployment)}/${action}`
  return agentJson(connection, path, { method: 'POST', headers: { 'x-ms-client-request-id': options.clientRequestId } })
}
