/**
 * What the two kinds of connections can do, and why they differ. The studio shows these rows; nothing else decides by
 * `local` or `azure`. A row that says `no` or `simulated` always has the reason.
 */

export type ConnectionKind = 'local' | 'azure'
export type Support = 'yes' | 'simulated' | 'no'

export interface Capability {
  id: string
  title: string
  support: Record<ConnectionKind, Support>
  /** One sentence for the person; required wherever the answer is not the plain `yes`. */
  reason: Partial<Record<ConnectionKind, string>>
  /** How it is on this computer in Docker, where `local` speaks of a process; absent = the same. The reason is required unless `yes`. */
  inDocker?: { support: Support; reason?: string }
}

const both = { local: 'yes', azure: 'yes' } as const
const azureOnly = { local: 'no', azure: 'yes' } as const
const localOnly = { local: 'yes', azure: 'no' } as const
const simulated = { local: 'simulated', azure: 'yes' } as const

export const capabilities = [
  { id: 'traffic-split', title: 'Traffic split', support: both, reason: {} },
  { id: 'keys', title: 'Key authentication and rotation', support: both, reason: {} },
  { id: 'aml-token', title: 'Azure ML tokens (aml_token)', support: both, reason: {} },
  {
    id: 'stop-deployment',
    title: 'Stop and restart without deleting',
    support: localOnly,
    reason: { azure: 'Azure has no such operation; a deployment runs, and is billed, until it is deleted.' },
  },
  {
    id: 'cancel-operation',
    title: 'Cancel a running operation',
    support: localOnly,
    reason: { azure: 'Azure offers no way to cancel the creation of a deployment.' },
  },
  {
    id: 'observed-traffic',
    title: 'Observed share and codes per deployment, live',
    support: localOnly,
    reason: { azure: 'Azure counts requests in Azure Monitor, one value a minute.' },
  },
  {
    id: 'not-ready-answer',
    title: 'Status 503 while no instance is ready',
    support: localOnly,
    reason: { azure: 'Azure answers 424 while the probes of a deployment fail.' },
  },
  {
    id: 'model-directory-prefix',
    title: 'AZUREML_MODEL_DIR below /var/azureml-app',
    support: azureOnly,
    reason: {
      local: 'Without a container the model lies in the data folder; the path ends in azureml-models, name and version as in Azure.',
    },
    inDocker: { support: 'yes' },
  },
  {
    id: 'container-isolation',
    title: 'Model runs in its own container',
    support: azureOnly,
    reason: { local: 'The model runs as a process of yours, with your rights; deploy only code you trust.' },
    inDocker: { support: 'yes' },
  },
  {
    id: 'custom-container',
    title: 'Custom container and Dockerfile build',
    support: azureOnly,
    reason: { local: 'A process has no image; deployments that need one run in Docker, which is chosen for them by itself.' },
    inDocker: { support: 'yes' },
  },
  {
    id: 'conda-packages',
    title: 'Packages that only conda can install',
    support: azureOnly,
    reason: { local: 'conda files are translated for pip; packages that are no Python packages cannot be installed so.' },
    inDocker: {
      support: 'simulated',
      reason: 'conda installs them where the base image has it; else the conda file is translated for pip.',
    },
  },
  {
    id: 'exact-python',
    title: 'Exact Python version',
    support: simulated,
    reason: { local: 'The version is used when it is found or can be fetched, else the nearest one, which is noted at the deployment.' },
  },
  {
    id: 'probe-initial-delay',
    title: 'First probe waits for initial_delay',
    support: azureOnly,
    reason: { local: 'The first success is taken as soon as it comes; period, timeout and thresholds are obeyed.' },
  },
  {
    id: 'instance-type',
    title: 'Instance type as real hardware',
    support: simulated,
    reason: { local: 'Cores set the number of threads and memory is watched; the machine is this computer.' },
    inDocker: { support: 'simulated', reason: 'Cores and memory are limits of the container; the machine is this computer.' },
  },
  {
    id: 'quota',
    title: 'Quota',
    support: simulated,
    reason: {
      local: 'A simulated subscription quota can be switched on (page Quota & cost); the cores and memory of this computer only warn.',
    },
  },
  {
    id: 'aad-token',
    title: 'Microsoft Entra token (aad_token)',
    support: simulated,
    reason: { local: 'The agent issues the token itself; no directory is asked.' },
  },
  { id: 'mirror-traffic', title: 'Mirrored traffic', support: both, reason: {} },
  {
    id: 'kubernetes',
    title: 'Kubernetes endpoints',
    support: simulated,
    reason: {
      local:
        'The cluster is simulated: rules, status codes and rolling updates are those of Kubernetes, and the models run on this computer.',
    },
  },
  {
    id: 'managed-identity',
    title: 'Managed identity',
    support: azureOnly,
    reason: { local: 'There is no identity service; sign in with az or set credentials as environment variables.' },
  },
  {
    id: 'private-network',
    title: 'Private network access',
    support: azureOnly,
    reason: { local: 'Everything listens on this computer only (127.0.0.1).' },
  },
  {
    id: 'data-collector',
    title: 'Data collector',
    support: azureOnly,
    reason: { local: 'The setting is kept for Azure; nothing is collected on this computer.' },
  },
  {
    id: 'app-insights',
    title: 'Application Insights',
    support: azureOnly,
    reason: { local: 'The setting is kept for Azure; logs are shown by the studio itself.' },
  },
  {
    id: 'autoscale',
    title: 'Autoscale',
    support: simulated,
    reason: { local: 'target_utilization of Kubernetes is simulated; managed deployments keep the number you set.' },
  },
  {
    id: 'registries',
    title: 'Assets of registries (azureml://registries/…)',
    support: azureOnly,
    reason: { local: 'Registries live in Azure; register the model or environment on this computer.' },
  },
  {
    id: 'no-code',
    title: 'No-code deployment of MLflow and Triton models',
    support: simulated,
    reason: { local: 'MLflow folders are served by a script with the same requests and answers; Triton models need a container.' },
  },
  {
    id: 'public-address',
    title: 'Scoring address reachable from elsewhere',
    support: azureOnly,
    reason: { local: 'The scoring address answers on this computer only.' },
  },
  {
    id: 'arm-templates',
    title: 'ARM templates (Microsoft.Resources/deployments)',
    support: simulated,
    reason: {
      local:
        'Templates deploy online endpoints and what they are made of, in mode Incremental; mode Complete, what-if, linked templates and key vault references need Azure.',
    },
  },
  {
    id: 'template-unique-string',
    title: 'uniqueString() of templates',
    support: simulated,
    reason: { local: 'The arguments decide the text, as in Azure, but by another hash: names made with it differ from those in Azure.' },
  },
] as const satisfies readonly Capability[]

export type CapabilityId = (typeof capabilities)[number]['id']

/** The row of a capability. */
export function capability(id: CapabilityId): Capability {
  const found = capabilities.find((row) => row.id === id)
  if (!found) throw new RangeError(`${id} is no capability.`)
  return found
}

/** Whether a connection offers it, be it simulated. */
export function supports(kind: ConnectionKind, id: CapabilityId): boolean {
  return capability(id).support[kind] !== 'no'
}

/** Why a connection differs; undefined when it does not. */
export function differenceReason(kind: ConnectionKind, id: CapabilityId): string | undefined {
  return capability(id).reason[kind]
}
