import { describe, expect, it } from 'vitest'
import { adviceNotes, adviceOn } from '@/agent/control/advice'
import type { Deployment } from '@/lib/contract/arm/deployment'

const body = (properties: Partial<Deployment['properties']> = {}): Deployment => ({
  location: 'local',
  sku: { name: 'Default', capacity: 3 },
  properties: {
    endpointComputeType: 'Managed',
    instanceType: 'Standard_DS3_v2',
    model: '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/models/m/versions/1',
    environmentId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/environments/e/versions/1',
    codeConfiguration: {
      codeId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/codes/c/versions/1',
      scoringScript: 'score.py',
    },
    ...properties,
  },
})

describe('advice on a body', () => {
  it('has none for a sound one', () => {
    expect(adviceOn(body(), 'my-endpoint')).toEqual([])
  })
  it('says what wizard and validate say', () => {
    const notes = adviceNotes(
      body({ requestSettings: { maxConcurrentRequestsPerInstance: 4 }, instanceType: 'Standard_DS1_v2' }),
      'my-endpoint',
    )
    expect(notes).toMatchObject([
      { code: 'advice', rule: 'instance-type-small', field: 'instance_type' },
      {
        code: 'advice',
        rule: 'worker-count',
        text: 'request_settings.max_concurrent_requests_per_instance is 4, but WORKER_COUNT is 1; requests wait inside the container.',
      },
    ])
  })
})
