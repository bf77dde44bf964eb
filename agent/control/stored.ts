import type { StoredDeployment, StoredEndpoint } from '@/agent/control-plane'
import type { DeploymentRecord, EndpointRecord } from '@/agent/store/records'

function systemData(record: { createdAt: string; modifiedAt: string }) {
  return {
    createdAt: record.createdAt,
    createdBy: 'local',
    createdByType: 'User',
    lastModifiedAt: record.modifiedAt,
    lastModifiedBy: 'local',
    lastModifiedByType: 'User',
  }
}

/** The body of GET, without ids and scoring URI (the routes know the caller's scope). */
export function storedEndpoint(record: EndpointRecord): StoredEndpoint {
  return {
    ...record.spec,
    name: record.name,
    systemData: systemData(record),
    properties: { ...record.spec.properties, provisioningState: record.state },
  }
}

/** The body of GET, without ids. */
export function storedDeployment(record: DeploymentRecord): StoredDeployment {
  return {
    ...record.spec,
    name: record.name,
    systemData: systemData(record),
    properties: { ...record.spec.properties, provisioningState: record.state },
  }
}
