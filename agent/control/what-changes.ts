/** What a request changes, from the definition that was stored and the one that takes its place. Pure. */
import { parseAssetReference } from '@/agent/assets/reference'
import { instanceCountOf } from '@/agent/control/normalise'
import { bodyHash } from '@/agent/operations'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { Endpoint } from '@/lib/contract/arm/endpoint'
import type { OperationChange, SettingGroup } from '@/lib/contract/operation-change'

const differs = (before: unknown, after: unknown): boolean => bodyHash(before ?? null) !== bodyHash(after ?? null)

function shares(what: 'traffic' | 'mirror', before: Record<string, number>, after: Record<string, number>): OperationChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((deployment) => ({ what, deployment, from: before[deployment] ?? 0, to: after[deployment] ?? 0 }))
    .filter(({ from, to }) => from !== to)
}

function named(
  what: 'environmentVariables' | 'tags',
  before: object | null | undefined,
  after: object | null | undefined,
): OperationChange[] {
  const [old, now] = [new Map(Object.entries(before ?? {})), new Map(Object.entries(after ?? {}))]
  const names = [...new Set([...old.keys(), ...now.keys()])].filter((name) => old.get(name) !== now.get(name)).sort()
  return names.length > 0 ? [{ what, names }] : []
}

function settings(pairs: readonly (readonly [SettingGroup, unknown, unknown])[]): OperationChange[] {
  return [...new Set(pairs.filter(([, before, after]) => differs(before, after)).map(([what]) => what))].map((what) => ({ what }))
}

/** `name:version`, as short as people say it. */
function assetName(reference: string | null | undefined): string | undefined {
  if (!reference) return undefined
  const parsed = parseAssetReference(reference)
  if (parsed?.type === 'version') return `${parsed.name}:${parsed.version}`
  if (parsed?.type === 'latest') return `${parsed.name}@latest`
  return reference
}

function replaced<W extends 'model' | 'environment' | 'instanceType' | 'scoringScript'>(
  what: W,
  from: string | null | undefined,
  to: string | null | undefined,
): { what: W; from?: string; to?: string }[] {
  if ((from ?? '').toLowerCase() === (to ?? '').toLowerCase()) return []
  return [{ what, ...(from ? { from } : {}), ...(to ? { to } : {}) }]
}

/** Without the keys that are told apart. */
function rest(properties: object, told: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !told.includes(name)))
}

const endpointTold = ['traffic', 'mirrorTraffic', 'authMode', 'description', 'publicNetworkAccess']

/** Both normalised (agent/control/normalise). @returns nothing when they mean the same */
export function endpointChanges(before: Endpoint, after: Endpoint): OperationChange[] {
  const [old, now] = [before.properties, after.properties]
  return [
    ...shares('traffic', old.traffic ?? {}, now.traffic ?? {}),
    ...shares('mirror', old.mirrorTraffic ?? {}, now.mirrorTraffic ?? {}),
    ...named('tags', before.tags, after.tags),
    ...settings([
      ['authMode', old.authMode, now.authMode],
      ['description', old.description, now.description],
      ['identity', before.identity, after.identity],
      ['network', old.publicNetworkAccess, now.publicNetworkAccess],
      ['other', rest(old, endpointTold), rest(now, endpointTold)],
    ]),
  ]
}

const deploymentTold = [
  'model',
  'codeConfiguration',
  'environmentId',
  'environmentVariables',
  'instanceType',
  'description',
  'livenessProbe',
  'readinessProbe',
  'requestSettings',
  'scaleSettings',
  'appInsightsEnabled',
  'egressPublicNetworkAccess',
  'privateNetworkConnection',
  'dataCollector',
]

/** Both normalised. */
export function deploymentChanges(before: Deployment, after: Deployment): OperationChange[] {
  const [old, now] = [before.properties, after.properties]
  const [oldCode, newCode] = [old.codeConfiguration, now.codeConfiguration]
  const [from, to] = [instanceCountOf(before), instanceCountOf(after)]
  return [
    ...(from === to ? [] : [{ what: 'instanceCount' as const, from, to }]),
    ...replaced('instanceType', old.instanceType, now.instanceType),
    ...replaced('model', assetName(old.model), assetName(now.model)),
    ...(differs(oldCode?.codeId, newCode?.codeId) ? [{ what: 'code' as const }] : []),
    ...replaced('scoringScript', oldCode?.scoringScript, newCode?.scoringScript),
    ...replaced('environment', assetName(old.environmentId), assetName(now.environmentId)),
    ...named('environmentVariables', old.environmentVariables, now.environmentVariables),
    ...named('tags', before.tags, after.tags),
    ...settings([
      ['requestSettings', old.requestSettings, now.requestSettings],
      ['livenessProbe', old.livenessProbe, now.livenessProbe],
      ['readinessProbe', old.readinessProbe, now.readinessProbe],
      ['scaleSettings', old.scaleSettings, now.scaleSettings],
      ['description', old.description, now.description],
      ['appInsights', old.appInsightsEnabled, now.appInsightsEnabled],
      ['network', old.egressPublicNetworkAccess, now.egressPublicNetworkAccess],
      ['network', old.privateNetworkConnection, now.privateNetworkConnection],
      ['dataCollector', old.dataCollector, now.dataCollector],
      ['other', rest(old, deploymentTold), rest(now, deploymentTold)],
    ]),
  ]
}
