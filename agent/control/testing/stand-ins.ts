/** What a control plane needs beside its journal and a runtime, for tests. */
import type { RouterDoor } from '@/agent/control/routing'
import type { AssetResolver } from '@/agent/control-plane'
import type { RouterReport, RoutingTable } from '@/agent/router/table'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { Endpoint } from '@/lib/contract/arm/endpoint'
import { ProblemError } from '@/lib/problems/problem'

/** Takes every table at once and says that nothing is in flight. */
export function createStandInRouter(): RouterDoor & { table(): RoutingTable | undefined; send(report: Partial<RouterReport>): void } {
  let table: RoutingTable | undefined
  const listeners = new Set<(report: RouterReport) => void>()
  const report = (): RouterReport => ({ pid: 1, startedAt: '', tableVersion: table?.version ?? 0, endpoints: {}, instances: {} })
  return {
    async setTable(next) {
      table = next
    },
    report,
    problem: () => undefined,
    onReport(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    table: () => table,
    send: (part) => listeners.forEach((listener) => void listener({ ...report(), ...part })),
  }
}

export const assets: AssetResolver = {
  model(reference) {
    if (reference.includes('missing'))
      throw new ProblemError({ code: 'ResourceNotFound', message: `no model ${reference}`, origin: 'input', retryable: false }, 404)
    return { name: 'm', version: '1', path: '/nonexistent/m', modelType: 'custom_model', display: 'm:1' }
  },
  environment: () => ({ condaFile: 'dependencies: [python=3.11]', display: 'env:1' }),
  code: () => ({ path: '/nonexistent/code', folderName: 'src' }),
}
export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
export const endpointBody: Endpoint = { location: 'local', properties: { authMode: 'Key' } }
export function deploymentBody(change: Partial<Deployment['properties']> = {}, capacity = 1): Deployment {
  return {
    sku: { name: 'Default', capacity },
    properties: {
      endpointComputeType: 'Managed',
      model: 'azureml:m:1',
      codeConfiguration: { codeId: 'azureml:c:1', scoringScript: 'score.py' },
      environmentId: 'azureml:env:1',
      ...change,
    },
  }
}
