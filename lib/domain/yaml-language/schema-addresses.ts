import type { DocumentKind, EditorKind } from '@/lib/contract/yaml/kinds'

const schemaAddress = 'https://azuremlschemas.azureedge.net/latest/'

/** Address of the published JSON Schema of each kind of file. */
export const defaultSchemas: Record<DocumentKind, string> = {
  endpoint: `${schemaAddress}managedOnlineEndpoint.schema.json`,
  deployment: `${schemaAddress}managedOnlineDeployment.schema.json`,
  model: `${schemaAddress}model.schema.json`,
  environment: `${schemaAddress}environment.schema.json`,
}

/** All addresses `$schema` may hold for a kind of file. */
export function schemaAddresses(kind: EditorKind): string[] {
  if (kind === 'conda') return []
  const managed = defaultSchemas[kind]
  return kind === 'endpoint' || kind === 'deployment' ? [managed, managed.replace('/managed', '/kubernetes')] : [managed]
}
