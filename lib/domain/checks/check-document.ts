import type { Finding } from '@/lib/contract/finding'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import { type Asking, answerMemory, askAlways } from '@/lib/domain/answer-memory'
import type {
  CheckContext,
  CheckFacts,
  DeploymentCheck,
  DocumentCheck,
  EndpointCheck,
  EnvironmentCheck,
  ModelCheck,
} from '@/lib/domain/checks/check'
import { checkCodeAndEnvironment } from '@/lib/domain/checks/code-and-environment'
import { checkDeploymentCompute, checkEndpointCompute } from '@/lib/domain/checks/compute-kind'
import { checkComputesPerRegion } from '@/lib/domain/checks/computes-per-region'
import { checkDataCollector } from '@/lib/domain/checks/data-collector'
import { checkDeploymentsLimit } from '@/lib/domain/checks/deployments-limit'
import { checkDeploymentsPerCluster } from '@/lib/domain/checks/deployments-per-cluster'
import { checkDeploymentsPerSubscription } from '@/lib/domain/checks/deployments-per-subscription'
import { checkEndpointName } from '@/lib/domain/checks/endpoint-name'
import { checkEndpointTraffic } from '@/lib/domain/checks/endpoint-traffic'
import { checkEndpointsPerCluster } from '@/lib/domain/checks/endpoints-per-cluster'
import { checkEndpointsPerSubscription } from '@/lib/domain/checks/endpoints-per-subscription'
import { checkEnvironment, checkInlineEnvironment } from '@/lib/domain/checks/environment'
import { checkEnvironmentVariables } from '@/lib/domain/checks/environment-variables'
import { checkHighAvailability } from '@/lib/domain/checks/high-availability'
import { checkIdentity } from '@/lib/domain/checks/identity'
import { checkImage, checkInlineImage } from '@/lib/domain/checks/image'
import { checkInstanceCount } from '@/lib/domain/checks/instance-count'
import { checkInstanceType } from '@/lib/domain/checks/instance-type'
import { checkInstancesHere } from '@/lib/domain/checks/instances-here'
import { checkKubernetesConcurrency } from '@/lib/domain/checks/kubernetes-concurrency'
import { checkKubernetesType } from '@/lib/domain/checks/kubernetes-type'
import { checkProbeBudget, checkTimeoutMargin } from '@/lib/domain/checks/measured'
import { checkMlflowEgress } from '@/lib/domain/checks/mlflow-egress'
import { checkModelMountPath } from '@/lib/domain/checks/model-mount-path'
import { checkNames } from '@/lib/domain/checks/names'
import { checkPlaceholders } from '@/lib/domain/checks/placeholder'
import { checkProbes } from '@/lib/domain/checks/probes'
import { checkQuota } from '@/lib/domain/checks/quota'
import { readBySchema } from '@/lib/domain/checks/read-by-schema'
import { checkModelReference, checkReferences } from '@/lib/domain/checks/references'
import { withRepairs } from '@/lib/domain/checks/repairs'
import { checkRequestSettings } from '@/lib/domain/checks/request-settings'
import { checkRequestsPerSecond } from '@/lib/domain/checks/requests-per-second'
import { checkResources } from '@/lib/domain/checks/resources'
import { checkRuntime } from '@/lib/domain/checks/runtime'
import { checkScaleCount } from '@/lib/domain/checks/scale-count'
import { checkScaleMinimum } from '@/lib/domain/checks/scale-minimum'
import { checkScaleSettings } from '@/lib/domain/checks/scale-settings'
import { checkScoringScript } from '@/lib/domain/checks/scoring-script'
import { checkUnknownKeys } from '@/lib/domain/checks/unknown-keys'
import { checkWorkerCount } from '@/lib/domain/checks/worker-count'
import { computeKind, detectKind, kindOfText } from '@/lib/domain/convert/detect-kind'
import { yamlLoader } from '@/lib/domain/convert/load-as-typed'
import {
  hasLoadErrors,
  kindOfYaml,
  type LoadedYaml,
  loadYaml,
  type ParsedYaml,
  parseYamlDocument,
  placeFindings,
  type YamlValue,
} from '@/lib/domain/convert/load-yaml'
import { schemaFindings } from '@/lib/domain/convert/schema-findings'
import { isRecord, type YamlNotes } from '@/lib/domain/convert/yaml-data'
import { mergeRejections } from '@/lib/domain/loader/merge'
import { loaderRejections } from '@/lib/domain/loader/rejections'

/** Beyond this nobody reads on, and hostile files would cost seconds. */
const maxFindings = 200

const documentChecks: readonly DocumentCheck[] = [checkNames, checkUnknownKeys]
const endpointChecks: readonly EndpointCheck[] = [
  checkEndpointCompute,
  checkEndpointTraffic,
  checkIdentity,
  checkEndpointsPerSubscription,
  checkEndpointsPerCluster,
]
const deploymentChecks: readonly DeploymentCheck[] = [
  checkEndpointName,
  checkDeploymentCompute,
  checkKubernetesType,
  checkInstanceType,
  checkInstanceCount,
  checkInstancesHere,
  checkHighAvailability,
  checkDeploymentsLimit,
  checkDeploymentsPerSubscription,
  checkDeploymentsPerCluster,
  checkComputesPerRegion,
  checkQuota,
  checkReferences,
  checkCodeAndEnvironment,
  checkScoringScript,
  checkInlineEnvironment,
  checkInlineImage,
  checkEnvironmentVariables,
  checkWorkerCount,
  checkModelMountPath,
  checkRuntime,
  checkMlflowEgress,
  checkRequestSettings,
  checkRequestsPerSecond,
  checkKubernetesConcurrency,
  checkTimeoutMargin,
  checkProbes,
  checkProbeBudget,
  checkScaleSettings,
  checkScaleCount,
  checkScaleMinimum,
  checkResources,
  checkDataCollector,
]
const modelChecks: readonly ModelCheck[] = [checkModelReference]
const environmentChecks: readonly EnvironmentCheck[] = [checkEnvironment, checkImage]
const checksOf: Readonly<Record<DocumentKind, readonly DocumentCheck[]>> = {
  endpoint: endpointChecks,
  deployment: deploymentChecks,
  model: modelChecks,
  environment: environmentChecks,
}

export interface CheckedDocument<K extends DocumentKind> {
  /** Present when the document fits its schema. */
  value?: YamlValue<K>
  findings: Finding[]
}

/**
 * Schema and all rules on plain data (e.g. a draft of the wizard). Rules run also when parts break the schema: those parts
 * are taken out first, so one slip does not hide the rest. Findings have no positions; those of stage `load` are what `az ml`
 * and the SDK refuse, too. `notes` come with the data of a text; `ask` may remember what it was asked about the same kind, compute,
 * context and notes.
 */
export function checkDocument<K extends DocumentKind>(
  kind: K,
  data: Readonly<Record<string, unknown>>,
  context: CheckContext = {},
  notes?: YamlNotes,
  ask: Asking = askAlways,
): CheckedDocument<K> {
  const { issues, sound } = readBySchema(kind, data, ask)
  const findings = issues.length === 0 ? [] : schemaFindings(kind, issues.slice(0, maxFindings), data)
  const facts: CheckFacts = { ...context, kind, compute: computeKind(data), raw: data }
  findings.push(...checkPlaceholders(data, facts, ask))
  // A part that broke the schema, or still is a placeholder, has its finding; further ones about it would be noise.
  const broken = new Set(findings.map((finding) => JSON.stringify(finding.path)))
  const isNew = (finding: Finding) => broken.size === 0 || !broken.has(JSON.stringify(finding.path))
  for (const check of documentChecks) findings.push(...check(data, facts, ask).filter(isNew))
  for (const check of checksOf[kind])
    findings.push(...ask.ofSources(check, [sound, data], (document, raw) => check(document, { ...facts, raw })).filter(isNew))
  const rejections = loaderRejections(kind, data, notes, ask)
  const all = ordered(mergeRejections(findings, rejections)).map((finding) => withRepairs(finding, facts))
  // The schema is chosen by the same key as the type; TypeScript cannot follow the lookup.
  return issues.length === 0 ? { value: sound as YamlValue<K>, findings: all } : { findings: all }
}

const severityOrder = { error: 0, warning: 1, info: 2 } as const

/** Errors first, else in the order the rules speak. */
function ordered(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => severityOrder[a.severity] - severityOrder[b.severity]).slice(0, maxFindings)
}

export interface CheckOptions {
  kind?: DocumentKind
  context?: CheckContext
}

/**
 * Everything on a text: safe loading, kind, schema, rules, positions. What editor, wizard, Review and `validate` show.
 * The kind is detected when not given; without one there is a finding and no value.
 */
export const checkYaml = (text: string, options: CheckOptions = {}): ParsedYaml => checkLoaded(text, loadYaml(text), options, checkDocument)

function checkLoaded(text: string, loaded: LoadedYaml, options: CheckOptions, check: typeof checkDocument): ParsedYaml {
  if (hasLoadErrors(loaded)) return { ...loaded, kind: options.kind ?? detectKind(loaded.data) ?? kindOfText(text) }
  const { kind = options.kind, finding } = options.kind ? {} : kindOfYaml(loaded)
  if (!kind) return { ...loaded, findings: finding ? [finding] : [] }
  if (!isRecord(loaded.data)) return parseYamlDocument(text, kind)
  const { value, findings } = check(kind, loaded.data, options.context, loaded.notes)
  return { ...loaded, kind, value, findings: [...loaded.findings, ...placeFindings(findings, loaded)] }
}

/**
 * `checkYaml` for a text while it is edited, without `document`: only the lines that changed are read again, and a rule speaks again
 * only when something it looked at is another one. Answers what `checkYaml` answers; keep one per text.
 */
export function yamlChecker(): (text: string, options?: CheckOptions) => ParsedYaml {
  const load = yamlLoader()
  let remember = answerMemory()
  let asked: { kind: DocumentKind; compute: string; context: string; notes: unknown } | undefined
  let last: { data: unknown; checked: CheckedDocument<DocumentKind> } | undefined
  const check = <K extends DocumentKind>(
    kind: K,
    data: Readonly<Record<string, unknown>>,
    context: CheckContext = {},
    notes?: YamlNotes,
  ): CheckedDocument<K> => {
    const now = { kind, compute: computeKind(data), context: JSON.stringify(context), notes }
    if (asked?.kind !== kind || asked.compute !== now.compute || asked.context !== now.context || asked.notes !== notes) {
      remember = answerMemory()
      asked = now
      last = undefined
    }
    if (last?.data !== data) last = { data, checked: checkDocument<DocumentKind>(kind, data, context, notes, remember()) }
    // Of the same kind, which TypeScript cannot follow.
    return last.checked as CheckedDocument<K>
  }
  return (text, options = {}) => checkLoaded(text, load(text), options, check)
}
