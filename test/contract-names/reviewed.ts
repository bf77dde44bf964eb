/**
 * The one table of reviewed differences between the names of our contract and Microsoft's: in the published description of the API, and in the models
 * of the SDK releases the agent is tested with. A difference that is not here fails the tests, and so does a row that is none any more.
 * What is not in our contract is kept and given back all the same: every schema lets unknown properties through.
 */
export type NameSource = 'api 2024-10-01' | 'sdk 1.35.2' | 'sdk 1.22.4'

export interface ReviewedDifference {
  /** As `differences` writes it. */
  name: string
  in: readonly NameSource[]
  why: string
}

const everywhere = ['api 2024-10-01', 'sdk 1.35.2', 'sdk 1.22.4'] as const
const sdks = ['sdk 1.35.2', 'sdk 1.22.4'] as const
const onlyOld = ['sdk 1.22.4'] as const
const autoDelete = 'A preview that expires assets; nothing expires here, and no stable version has it.'
const intellectualProperty = 'Of protected assets in registries, which exist in Azure only.'
const blobHome = 'Says where a storage account lies in Azure; the datastore of this computer lies in no subscription.'

export const reviewedDifferences: readonly ReviewedDifference[] = [
  {
    name: 'OnlineDeploymentProperties.containerResourceRequirements (ours)',
    in: everywhere,
    why: 'Of the Kubernetes kind: one schema serves both kinds, Microsoft has a type for each.',
  },
  {
    name: 'OnlineDeploymentProperties.privateNetworkConnection (ours)',
    in: everywhere,
    why: 'Of the 2022-02-01-preview that older clients still send; read, and without effect on one computer.',
  },
  {
    name: 'KubernetesOnlineDeployment.privateNetworkConnection (ours)',
    in: sdks,
    why: 'As for managed deployments: one schema serves both kinds.',
  },
  {
    name: 'OnlineDeploymentProperties.startupProbe (theirs)',
    in: ['api 2024-10-01', 'sdk 1.35.2'],
    why: 'Neither YAML nor the SDK can set it; kept and given back, while starting is judged by the readiness probe.',
  },
  {
    name: 'KubernetesOnlineDeployment.startupProbe (theirs)',
    in: ['sdk 1.35.2'],
    why: 'As for managed deployments: kept and given back, not obeyed.',
  },
  {
    name: 'InferenceContainerProperties.startupRoute (theirs)',
    in: ['sdk 1.35.2'],
    why: 'The route of the startup probe, which is not obeyed; kept and given back.',
  },
  {
    name: 'ModelVersionProperties.datasets (theirs)',
    in: ['sdk 1.35.2'],
    why: 'Links to data assets, which are kept in Azure; kept and given back.',
  },
  { name: 'AzureBlobDatastore.resourceGroup (theirs)', in: sdks, why: blobHome },
  { name: 'AzureBlobDatastore.subscriptionId (theirs)', in: sdks, why: blobHome },
  { name: 'AzureBlobDatastore.intellectualProperty (theirs)', in: onlyOld, why: intellectualProperty },
  { name: 'EnvironmentVersionProperties.intellectualProperty (theirs)', in: onlyOld, why: intellectualProperty },
  { name: 'ModelVersionProperties.intellectualProperty (theirs)', in: onlyOld, why: intellectualProperty },
  { name: 'CodeVersionProperties.autoDeleteSetting (theirs)', in: onlyOld, why: autoDelete },
  { name: 'EnvironmentVersionProperties.autoDeleteSetting (theirs)', in: onlyOld, why: autoDelete },
  { name: 'ModelVersionProperties.autoDeleteSetting (theirs)', in: onlyOld, why: autoDelete },
]
