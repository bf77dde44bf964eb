import type { Finding } from '@/lib/contract/finding'
import type { OccupiedEndpoint, QuotaHolder, QuotaLimits } from '@/lib/contract/quota'
import type { DeploymentYaml } from '@/lib/contract/yaml/deployment'
import type { EndpointYaml } from '@/lib/contract/yaml/endpoint'
import type { EnvironmentYaml } from '@/lib/contract/yaml/environment'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import type { ModelYaml } from '@/lib/contract/yaml/model'
import type { Asking } from '@/lib/domain/answer-memory'

/** What was seen of a deployment that exists. */
export interface Measured {
  /** From the start of the server to its first healthy answer. */
  initSeconds?: number
  /** 95th percentile of the answers' time, over the last hour with requests. */
  p95Ms?: number
}

/** What a check may know beside the document. All of it is optional: a rule that lacks its facts stays silent. */
export interface CheckContext {
  /** Of the same deployment as it runs now. */
  measured?: Measured
  /** The endpoint the deployment is meant for. */
  endpointName?: string
  /** Deployments of the endpoint; `[]` when it is being created. */
  deploymentNames?: readonly string[]
  /** The endpoint is one of this computer: what is advised for production in Azure is said at its field, not as a note on every file. */
  runsHere?: boolean
  /** Every online endpoint of this computer; absent where none is known. */
  occupied?: readonly OccupiedEndpoint[]
  /** The most requests in one second the endpoint was seen to take lately, all deployments together. */
  requestsPerSecond?: number
  /** The subscription's cores and who holds them; absent while no quota is simulated. */
  quota?: { limits: QuotaLimits; holders: readonly QuotaHolder[] }
}

/** Facts every check gets: the context and what was read from the document itself. */
export interface CheckFacts extends CheckContext {
  kind: DocumentKind
  compute: 'managed' | 'kubernetes'
  /** The data as written, before numbers became text and words lower case. */
  raw: Readonly<Record<string, unknown>>
}

/** Documents while they are edited: any key may still be missing. */
export type Draft<T> = Partial<T>
export type EndpointCheck = (endpoint: Draft<EndpointYaml>, facts: CheckFacts) => Finding[]
export type DeploymentCheck = (deployment: Draft<DeploymentYaml>, facts: CheckFacts) => Finding[]
export type ModelCheck = (model: Draft<ModelYaml>, facts: CheckFacts) => Finding[]
export type EnvironmentCheck = (environment: Draft<EnvironmentYaml>, facts: CheckFacts) => Finding[]
/** A rule for every kind of document; `ask` remembers what it was asked about the document before. */
export type DocumentCheck = (document: Readonly<Record<string, unknown>>, facts: CheckFacts, ask?: Asking) => Finding[]

type Path = (string | number)[]
const make =
  (severity: Finding['severity']) =>
  (path: Path, rule: string, message: string, fix?: string): Finding => ({
    path,
    severity,
    rule,
    message,
    fix,
    stage: 'rules',
  })

export const errorAt = make('error')
export const warningAt = make('warning')
export const infoAt = make('info')
