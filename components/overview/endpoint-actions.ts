import type { EndpointToken } from '@/lib/contract/arm/endpoint'
import type { Result } from '@/lib/problems/problem'

interface OnEndpoint {
  endpoint: string
  /** Made before the click and kept over retries: the same id never acts twice. */
  clientRequestId: string
}
interface OnDeployment extends OnEndpoint {
  deployment: string
}
/** An operation was started; its progress arrives by the live reads. */
export type Begun = Promise<Result<{ operationId?: string }>>

export type RunAction = 'stop' | 'start' | 'restart' | 'debug' | 'debug-wait' | 'stop-debugging'

/** Everything the endpoint pages can change. Server actions, handed down from the page so that components stay testable. */
export interface EndpointActions {
  /** `ifTraffic` is the split the page was showing; another one in force answers Studio.TrafficChanged. */
  setTraffic(input: OnEndpoint & { traffic: Record<string, number>; ifTraffic: Record<string, number> }): Begun
  /** One deployment without live traffic and its percent; empty = nothing is mirrored. */
  setMirrorTraffic(input: OnEndpoint & { mirrorTraffic: Record<string, number> }): Begun
  cancelOperation(input: { operationId: string }): Promise<Result<null>>
  /** Sends the deployment as it is stored once more. */
  retryDeployment(input: OnDeployment): Begun
  /** Only the count changes: instances that stay are not touched. */
  scaleDeployment(input: OnDeployment & { instanceCount: number }): Begun
  setRunning(input: OnDeployment & { action: RunAction }): Begun
  /** Sends the code again from the local folder it came from. */
  redeployCode(input: OnDeployment): Begun
  /** Sends it at once whenever a file there is saved, or stops doing so. */
  watchCode(input: { endpoint: string; deployment: string; watch: boolean }): Promise<Result<null>>
  deleteEndpoint(input: OnEndpoint): Begun
  /** With `traffic` the share is moved first, then the deployment goes. */
  deleteDeployment(input: OnDeployment & { traffic?: Record<string, number>; ifTraffic?: Record<string, number> }): Begun
  /** Only the key that is shown or copied ever comes to the browser. */
  readKey(input: { endpoint: string; key: 'Primary' | 'Secondary' }): Promise<Result<{ key: string }>>
  readToken(input: { endpoint: string }): Promise<Result<EndpointToken>>
  regenerateKey(input: OnEndpoint & { key: 'Primary' | 'Secondary' }): Begun
}
