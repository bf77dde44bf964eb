/** The limits of counts: what one more would be, of what is known here. */
import { describe, expect, it } from 'vitest'
import type { CheckContext } from '@/lib/domain/checks/check'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { missingWords } from '@/test/missing-words'

const endpoint = 'name: another\nauth_mode: key\n'
const onCluster = `${endpoint}compute: azureml:AKS\n`
const deployment = `name: blue
endpoint_name: kube-1
model: azureml:m:1
code_configuration: { code: src, scoring_script: score.py }
environment: azureml:e:1
instance_type: Standard_DS3_v2
instance_count: 3
`
const onKubernetes = `${deployment.replace('Standard_DS3_v2', 'defaultinstancetype')}type: kubernetes\n`

const endpoints = (count: number, more: { cluster?: string; deployments?: number } = {}) =>
  Array.from({ length: count }, (_, index) => ({ name: `kube-${index + 1}`, deployments: 0, ...more }))
const simulated: Pick<CheckContext, 'quota'> = { quota: { limits: { total: 1000, families: {} }, holders: [] } }

function found(text: string, context: CheckContext) {
  const { findings } = checkYaml(text, { kind: text.includes('auth_mode') ? 'endpoint' : 'deployment', context })
  expect(missingWords(findings)).toEqual([])
  return findings.filter(({ rule }) => /^(?:endpoints|deployments|computes)-per-/.test(rule))
}
const rules = (text: string, context: CheckContext) =>
  found(text, context).map(({ severity, rule, path, values }) => `${severity} ${rule} ${path.join('.')} ${values?.count}/${values?.limit}`)

describe('endpoints', () => {
  it('a note near 100 of a subscription, a warning above, an error where the agent would refuse', () => {
    expect(rules(endpoint, { occupied: endpoints(89) })).toEqual([])
    expect(rules(endpoint, { occupied: endpoints(90) })).toEqual(['info endpoints-per-subscription name 91/100'])
    expect(rules(endpoint, { occupied: endpoints(99) })).toEqual(['info endpoints-per-subscription name 100/100'])
    expect(rules(endpoint, { occupied: endpoints(100) })).toEqual(['warning endpoints-per-subscription name 101/100'])
    expect(rules(endpoint, { occupied: endpoints(100), ...simulated })).toEqual(['error endpoints-per-subscription name 101/100'])
  })

  it('says what is known here, and what is not', () => {
    expect(found(endpoint, { occupied: endpoints(100) })[0]).toMatchObject({
      line: 1,
      message:
        'This is online endpoint 101 of this computer; a subscription has 100 per region unless raised, batch endpoints and those of other workspaces included.',
      fix: 'Before it goes to Azure, delete endpoints that are not used or ask for a higher limit.',
    })
  })

  it('60 of a Kubernetes cluster, of any spelling; other clusters do not count', () => {
    const cluster = (count: number, name: string) => ({ occupied: endpoints(count, { cluster: name }) })
    expect(rules(onCluster, cluster(54, 'aks'))).toEqual(['info endpoints-per-cluster compute 55/60'])
    expect(rules(onCluster, cluster(60, 'aks'))).toEqual(['warning endpoints-per-cluster compute 61/60'])
    expect(rules(onCluster, { ...cluster(60, 'aks'), ...simulated })).toEqual(['error endpoints-per-cluster compute 61/60'])
    expect(rules(onCluster, cluster(60, 'other'))).toEqual([])
  })

  it('is silent without facts and about an endpoint that exists', () => {
    expect(rules(onCluster, {})).toEqual([])
    expect(rules(endpoint.replace('another', 'KUBE-3'), { occupied: endpoints(150) })).toEqual([])
  })
})

describe('deployments', () => {
  const many = (count: number) => ({ occupied: [...endpoints(1), { name: 'big', deployments: count }], deploymentNames: [] })

  it('500 of a subscription, each managed one a compute of its region as well', () => {
    expect(rules(deployment, many(449))).toEqual([])
    expect(rules(deployment, many(450))).toEqual([
      'info deployments-per-subscription name 451/500',
      'info computes-per-region name 451/500',
    ])
    expect(rules(deployment, many(500))).toEqual([
      'warning deployments-per-subscription name 501/500',
      'warning computes-per-region name 501/500',
    ])
    // Clusters and instances are not known, so the sum of computes is never what the agent refuses.
    expect(rules(deployment, { ...many(500), ...simulated })).toEqual([
      'error deployments-per-subscription name 501/500',
      'warning computes-per-region name 501/500',
    ])
  })

  it('100 of the cluster of the endpoint', () => {
    const cluster = (count: number) => ({ occupied: endpoints(2, { cluster: 'aks', deployments: count / 2 }), deploymentNames: ['green'] })
    expect(rules(onKubernetes, cluster(90))).toEqual(['info deployments-per-cluster name 91/100'])
    expect(rules(onKubernetes, cluster(100))).toEqual(['warning deployments-per-cluster name 101/100'])
    expect(rules(onKubernetes, { ...cluster(100), ...simulated })).toEqual(['error deployments-per-cluster name 101/100'])
  })

  it('is silent about one that exists, and while it is not known whether it does', () => {
    expect(rules(deployment, { ...many(600), deploymentNames: ['BLUE'] })).toEqual([])
    expect(rules(deployment, { occupied: many(600).occupied })).toEqual([])
    expect(rules(deployment.replace('kube-1', 'to-come'), { occupied: many(600).occupied })).toHaveLength(2)
  })
})

describe('what was measured, and what follows the load', () => {
  const said = (text: string, context: CheckContext) => {
    const { findings } = checkYaml(text, { kind: 'deployment', context })
    expect(missingWords(findings)).toEqual([])
    return findings.map(({ severity, rule, path }) => `${severity} ${rule} ${path.join('.')}`)
  }

  it('500 requests per second of a managed endpoint', () => {
    expect(said(deployment, { requestsPerSecond: 400 })).toEqual([])
    expect(said(deployment, { requestsPerSecond: 401 })).toEqual(['info requests-per-second endpoint_name'])
    expect(said(deployment, { requestsPerSecond: 501 })).toEqual(['warning requests-per-second endpoint_name'])
    expect(said(onKubernetes, { requestsPerSecond: 501 })).toEqual([])
  })

  it.each([
    [1, 3, 5, 'count 3'],
    [2, 4, 1, 'count 2'],
    [1, 3, 3, undefined],
    [4, 3, 5, undefined],
  ])('min_instances %d, max_instances %d: instance_count %d', (min, max, count, expected) => {
    const scale = `scale_settings: { type: target_utilization, min_instances: ${min}, max_instances: ${max} }\n`
    const { findings } = checkYaml(onKubernetes.replace('instance_count: 3', `instance_count: ${count}`) + scale, { kind: 'deployment' })
    expect(missingWords(findings)).toEqual([])
    const finding = findings.find(({ rule }) => rule === 'scale-count')
    expect(finding && `count ${finding.repairs?.[0]?.changes?.map((change) => ('value' in change ? change.value : '')).join()}`).toBe(
      expected,
    )
  })

  it('a scale that begins at nothing, and more instances than this computer runs', () => {
    const scaled = (min: number, max: number) =>
      `${onKubernetes}scale_settings: { type: target_utilization, min_instances: ${min}, max_instances: ${max} }\n`
    expect(said(scaled(0, 3), {})).toEqual(['warning scale-minimum scale_settings.min_instances'])
    expect(said(scaled(1, 51), { runsHere: true })).toEqual(['warning instances-here scale_settings.max_instances'])
    expect(said(scaled(1, 51), {})).toEqual([])
    const many = (text: string) => text.replace('instance_count: 3', 'instance_count: 51')
    expect(said(many(onKubernetes), { runsHere: true })).toEqual(['warning instances-here instance_count'])
    expect(said(many(deployment), { runsHere: true })).toEqual(['warning instance-count-limit instance_count'])
  })
})
