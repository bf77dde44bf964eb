import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import type { Compute } from '@/lib/domain/yaml-language/compute-keys'
import type { LanguageKind, Path } from '@/lib/domain/yaml-language/schema'

const schemaAddress = 'https://azuremlschemas.azureedge.net/latest/'
const docs = 'https://learn.microsoft.com/azure/machine-learning/'

/** Address of the published JSON Schema of each kind of file. */
export const defaultSchemas: Record<DocumentKind, string> = {
  endpoint: `${schemaAddress}managedOnlineEndpoint.schema.json`,
  deployment: `${schemaAddress}managedOnlineDeployment.schema.json`,
  model: `${schemaAddress}model.schema.json`,
  environment: `${schemaAddress}environment.schema.json`,
}

/** All addresses `$schema` may hold for a kind of file. */
export function schemaAddresses(kind: LanguageKind): string[] {
  if (kind === 'conda') return []
  const managed = defaultSchemas[kind]
  return kind === 'endpoint' || kind === 'deployment' ? [managed, managed.replace('/managed', '/kubernetes')] : [managed]
}

/** Pages that say more about a field than the reference of its file. */
const pages: [prefix: string, page: string][] = [
  ['deployment/instance_type', 'reference-managed-online-endpoints-vm-sku-list'],
  ['deployment/instance_count', 'how-to-manage-quotas#azure-machine-learning-online-endpoints-and-batch-endpoints'],
  ['deployment/data_collector', 'how-to-collect-production-data'],
  ['deployment/environment/inference_config', 'how-to-deploy-custom-container'],
  ['deployment/model_mount_path', 'how-to-deploy-custom-container'],
  ['deployment/environment', 'reference-yaml-environment'],
  ['deployment/model/', 'reference-yaml-model'],
  ['deployment/code_configuration', 'how-to-deploy-online-endpoints'],
  ['endpoint/auth_mode', 'how-to-authenticate-online-endpoint'],
  ['endpoint/identity', 'how-to-access-resources-from-endpoints-managed-identities'],
  ['endpoint/traffic', 'how-to-safely-rollout-online-endpoints'],
  ['endpoint/mirror_traffic', 'how-to-safely-rollout-online-endpoints'],
  ['endpoint/public_network_access', 'concept-secure-online-endpoint'],
]

/** The page of the documentation a field is explained on. */
export function sourceOf(kind: LanguageKind, path: Path, compute: Compute): string {
  if (kind === 'conda') return 'https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html'
  const id = [kind, ...path].join('/')
  const special = compute === 'kubernetes' && path[0] === 'instance_type' ? undefined : pages.find(([prefix]) => id.startsWith(prefix))
  if (special) return docs + special[1]
  if (kind === 'deployment') return `${docs}reference-yaml-deployment-${compute === 'managed' ? 'managed' : 'kubernetes'}-online`
  return `${docs}reference-yaml-${kind === 'endpoint' ? 'endpoint-online' : kind}`
}
