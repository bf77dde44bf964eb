/** Which deployments name a registered asset: it cannot be deleted under them. */
import type { AssetStore } from '@/agent/assets/asset-store'
import type { ControlPlane } from '@/agent/control-plane'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { AssetKind } from '@/lib/contract/arm/scope'

function referenceOf(kind: AssetKind, deployment: Deployment): string | null | undefined {
  const { model, environmentId, codeConfiguration } = deployment.properties
  if (kind === 'models') return model
  return kind === 'environments' ? environmentId : codeConfiguration?.codeId
}

/** `endpoint/deployment` of every deployment that names this version (or any version, when none is given). */
export function assetUsers(control: ControlPlane, assets: AssetStore, kind: AssetKind, name: string, version?: string): string[] {
  const users: string[] = []
  for (const endpoint of control.listEndpoints()) {
    for (const deployment of control.listDeployments(endpoint.name ?? '')) {
      const reference = referenceOf(kind, deployment)
      const used = reference ? assets.identify(kind, reference) : undefined
      const sameName = used?.name.toLowerCase() === name.toLowerCase()
      if (sameName && (version === undefined || used?.version.toLowerCase() === version.toLowerCase())) {
        users.push(`${endpoint.name}/${deployment.name}`)
      }
    }
  }
  return users
}
