import type { DeploymentStatus, EndpointStatus } from '@/lib/contract/scorepoint'

const time = '2026-11-21T12:00:00.000Z'

/** A healthy deployment; give what the test is about. */
export function aDeploymentStatus(changes: Partial<DeploymentStatus> = {}): DeploymentStatus {
  return {
    name: 'blue',
    provisioningState: 'Succeeded',
    health: 'Healthy',
    stopped: false,
    runtime: 'process',
    instanceType: 'Standard_DS3_v2',
    instanceCount: 1,
    readyInstances: 1,
    instances: [],
    deviations: [],
    createdAt: time,
    modifiedAt: time,
    ...changes,
  }
}

/** An endpoint with blue at 100 % and no requests; give what the test is about. */
export function anEndpointStatus(changes: Partial<EndpointStatus> = {}): EndpointStatus {
  const name = changes.name ?? 'house-prices'
  return {
    name,
    tags: {},
    authMode: 'Key',
    provisioningState: 'Succeeded',
    scoringUri: `http://127.0.0.1:7080/api/v1/endpoint/${name}/score`,
    swaggerUri: `http://127.0.0.1:7080/api/v1/endpoint/${name}/swagger.json`,
    traffic: { blue: 100 },
    deployments: [aDeploymentStatus()],
    observed: { windowSeconds: 300, total: 0, perDeployment: {}, unrouted: {} },
    createdAt: time,
    modifiedAt: time,
    ...changes,
  }
}
