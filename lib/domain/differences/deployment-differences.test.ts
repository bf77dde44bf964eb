import { expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { type Capability, capabilities } from '@/lib/contract/capabilities'
import { deploymentDifferences, settingsOfArm, settingsOfYaml } from '@/lib/domain/differences/deployment-differences'
import { valueAt } from '@/lib/domain/yaml-edit/yaml-edit'
import words from '@/messages/en/capabilities.json'

const yaml = `type: kubernetes
app_insights_enabled: true
egress_public_network_access: Disabled
data_collector: { collections: {} }
scale_settings: { type: target_utilization }
environment: { build: { path: . } }
`

it('finds the rows that the settings of a deployment are about, in the file and in the stored form', () => {
  const document = parseDocument(yaml)
  const asked = ['app-insights', 'data-collector', 'private-network', 'autoscale', 'kubernetes', 'custom-container']
  expect(deploymentDifferences(settingsOfYaml((path) => valueAt(document, path))).asked).toEqual(asked)
  const stored = settingsOfArm({
    endpointComputeType: 'Kubernetes',
    appInsightsEnabled: true,
    egressPublicNetworkAccess: 'Disabled',
    dataCollector: { collections: {} },
    scaleSettings: { scaleType: 'TargetUtilization' },
  })
  expect(deploymentDifferences(stored).asked).toEqual(asked.slice(0, 5))
  expect(deploymentDifferences(settingsOfArm({ endpointComputeType: 'Managed', egressPublicNetworkAccess: 'Enabled' })).asked).toEqual([])
  expect(deploymentDifferences(settingsOfYaml(() => undefined)).asked).toEqual([])
})

it('the English words of the rows are those of the table', () => {
  const rows = capabilities.map((row: Capability) => [
    row.id,
    {
      title: row.title,
      reason: row.reason.local ?? row.reason.azure ?? 'As in Azure.',
      ...(row.inDocker ? { docker: row.inDocker.reason ?? 'As in Azure.' } : {}),
    },
  ])
  expect(words.rows).toEqual(Object.fromEntries(rows))
})
