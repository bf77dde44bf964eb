import type { ProjectDocument, ProjectFinding } from '@/lib/contract/project'
import type { EndpointStatus } from '@/lib/contract/scorepoint'

/** What deploying a file of the project would do. */
export interface DeployPlan {
  endpoint: string | undefined
  deployment: string | undefined
  /** The endpoint's own file in the project. */
  endpointFile: ProjectDocument | undefined
  live: EndpointStatus | undefined
  isUpdate: boolean
  /** Deploying without a share would leave every request unanswered. */
  isFirst: boolean
}

const same = (a: string | undefined, b: string | undefined) => a !== undefined && a.toLowerCase() === b?.toLowerCase()

/** Endpoint and deployment a file is about: as it says, else the only endpoint file beside it. */
export function planOf(
  deployment: ProjectDocument,
  documents: readonly ProjectDocument[],
  endpoints: readonly EndpointStatus[] | undefined,
): DeployPlan {
  const files = documents.filter(({ kind }) => kind === 'endpoint')
  const endpoint = deployment.endpoint ?? (files.length === 1 ? files[0]?.name : undefined)
  const live = endpoints?.find(({ name }) => same(name, endpoint))
  return {
    endpoint: live?.name ?? endpoint,
    deployment: deployment.name,
    endpointFile: files.find(({ name }) => same(name, endpoint)),
    live,
    isUpdate: live?.deployments.some(({ name }) => same(name, deployment.name)) ?? false,
    isFirst: (live?.deployments.length ?? 0) === 0,
  }
}

/** Errors that stop the deployment: in its own file, in files it names, and, when the endpoint is made too, in the endpoint's. */
export function blocking(plan: DeployPlan, path: string, findings: readonly ProjectFinding[]): ProjectFinding[] {
  const mine = [path, ...(plan.live || !plan.endpointFile ? [] : [plan.endpointFile.path])]
  return findings.filter(({ severity, of }) => severity === 'error' && of.some((document) => mine.includes(document)))
}
