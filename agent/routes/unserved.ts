/** What Azure Machine Learning has and this agent does not play: told by name, so that a script's author knows it is no mistake of the script. */
import { refusal } from '@/agent/errors'
import { armProvider } from '@/lib/contract/arm/scope'
import type { ProblemError } from '@/lib/problems/problem'

const online = 'This computer serves online endpoints and what they are made of: models, environments, code.'

/** By the last type, or action, of the address; all in lower case. */
const reasons: Record<string, string> = {
  jobs: 'Jobs run in Azure.',
  computes: 'Deployments run on this computer itself; only attached Kubernetes computes can be registered here.',
  batchendpoints: 'Batch endpoints run in Azure.',
  serverlessendpoints: 'Serverless endpoints run in Azure.',
  inferencepools: 'Inference pools exist in Azure.',
  data: 'Data assets are kept in Azure.',
  components: 'Components belong to pipelines, which run in Azure.',
  schedules: 'Schedules trigger jobs, which run in Azure.',
  featuresets: 'Feature stores exist in Azure.',
  featurestoreentities: 'Feature stores exist in Azure.',
  connections: 'Connections of a workspace are kept in Azure.',
  outboundrules: 'Managed networks exist in Azure.',
  registries: 'Registries are shared through Azure. Register the asset on this computer instead.',
  marketplacesubscriptions: 'The marketplace exists in Azure.',
  datastores: 'This computer has one datastore, workspaceblobstore, which is part of it.',
  workspaces: 'This computer plays one workspace, which is neither made, changed nor removed.',
  package: 'Model packages are not built here yet; deploy the model with its environment and code.',
}
/** Addresses served here for reading, and what Azure does beside that. */
const readOnly: { types: string; methods: readonly string[] }[] = [
  { types: 'workspaces', methods: ['PUT', 'PATCH', 'DELETE'] },
  { types: 'workspaces/datastores', methods: ['PUT', 'PATCH', 'DELETE'] },
]

/** Types and actions of an address below the provider, without names: `workspaces/jobs`; undefined outside Microsoft.MachineLearningServices. */
function typesOf(pathname: string): string[] | undefined {
  const [, below] = pathname.split(new RegExp(`/providers/${armProvider.replace('.', '\\.')}(?:/|$)`, 'i'))
  if (below === undefined || !/^\/subscriptions\//i.test(pathname)) return undefined
  return below
    .split('/')
    .filter((segment, index) => index % 2 === 0 && segment !== '')
    .map((segment) => segment.toLowerCase())
}

/**
 * 501 NotImplemented for an operation of Microsoft.MachineLearningServices that is not served; undefined for other addresses. `isKnown` tells
 * that the address is served with other methods: then only those methods count that Azure has there.
 */
export function unserved(method: string, pathname: string, isKnown: boolean): ProblemError | undefined {
  const types = typesOf(pathname)
  if (!types || types.length === 0) return undefined
  const named = types.join('/')
  if (isKnown && !readOnly.some((row) => row.types === named && row.methods.includes(method))) return undefined
  const reason = [...types].reverse().find((type) => reasons[type])
  const why = reason === undefined || (reason === 'workspaces' && named !== 'workspaces') ? online : (reasons[reason] ?? online)
  return refusal('notImplemented', `${method} on ${armProvider}/${named.slice(0, 200)} is not served here. ${why}`, {
    target: named.slice(0, 200),
  })
}
