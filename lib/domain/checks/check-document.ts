import type { z } from 'zod'
import type { Finding } from '@/lib/contract/finding'
import { type DocumentKind, yamlSchemas } from '@/lib/contract/yaml/kinds'
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
import { checkDataCollector } from '@/lib/domain/checks/data-collector'
import { checkDeploymentsLimit } from '@/lib/domain/checks/deployments-limit'
import { checkEndpointName } from '@/lib/domain/checks/endpoint-name'
import { checkEndpointTraffic } from '@/lib/domain/checks/endpoint-traffic'
import { checkEnvironment, checkInlineEnvironment } from '@/lib/domain/checks/environment'
import { checkEnvironmentVariables } from '@/lib/domain/checks/environment-variables'
import { checkHighAvailability } from '@/lib/domain/checks/high-availability'
import { checkIdentity } from '@/lib/domain/checks/identity'
import { checkImage, checkInlineImage } from '@/lib/domain/checks/image'
import { checkInstanceCount } from '@/lib/domain/checks/instance-count'
import { checkInstanceType } from '@/lib/domain/checks/instance-type'
import { checkKubernetesConcurrency } from '@/lib/domain/checks/kubernetes-concurrency'
import { checkProbeBudget, checkTimeoutMargin } from '@/lib/domain/checks/measured'
import { checkMlflowEgress } from '@/lib/domain/checks/mlflow-egress'
import { checkModelMountPath } from '@/lib/domain/checks/model-mount-path'
import { checkNames } from '@/lib/domain/checks/names'
import { checkPlaceholders } from '@/lib/domain/checks/placeholder'
import { checkProbes } from '@/lib/domain/checks/probes'
import { checkQuota } from '@/lib/domain/checks/quota'
import { checkModelReference, checkReferences } from '@/lib/domain/checks/references'
import { withRepairs } from '@/lib/domain/checks/repairs'
import { checkRequestSettings } from '@/lib/domain/checks/request-settings'
import { checkResources } from '@/lib/domain/checks/resources'
import { checkRuntime } from '@/lib/domain/checks/runtime'
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
import { schemaFindings, valueAt } from '@/lib/domain/convert/schema-findings'
import { isRecord, type YamlNotes } from '@/lib/domain/convert/yaml-data'
import { mergeRejections } from '@/lib/domain/loader/merge'
import { loaderRejections } from '@/lib/domain/loader/rejections'

/** Beyond this nobody reads on, and hostile files would cost seconds. */
const maxFindings = 200

const documentChecks: readonly DocumentCheck[] = [checkNames, checkUnknownKeys]
const endpointChecks: readonly EndpointCheck[] = [checkEndpointCompute, checkEndpointTraffic, checkIdentity]
const deploymentChecks: readonly DeploymentCheck[] = [
  checkEndpointName,
  checkDeploymentCompute,
  checkInstanceType,
  checkInstanceCount,
  checkHighAvailability,
  checkDeploymentsLimit,
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
  checkKubernetesConcurrency,
  checkTimeoutMargin,
  checkProbes,
  checkProbeBudget,
  checkScaleSettings,
  checkResources,
  checkDataCollector,
]
const modelChecks: readonly ModelCheck[] = [checkModelReference]
const environmentChecks: readonly EnvironmentCheck[] = [checkEnvironment, checkImage]

export interface CheckedDocument<K extends DocumentKind> {
  /** Present when the document fits its schema. */
  value?: YamlValue<K>
  findings: Finding[]
}

/**
 * Schema and all rules on plain data (e.g. a draft of the wizard). Rules run also when parts break the schema: those parts
 * are taken out first, so one slip does not hide the rest. Findings have no positions; those of stage `load` are what `az ml`
 * and the SDK refuse, too. `notes` come with the data of a text.
 */
export function checkDocument<K extends DocumentKind>(
  kind: K,
  data: Readonly<Record<string, unknown>>,
  context: CheckContext = {},
  notes?: YamlNotes,
): CheckedDocument<K> {
  const parsed = yamlSchemas[kind].safeParse(data)
  const findings = parsed.success ? [] : schemaFindings(kind, parsed.error.issues.slice(0, maxFindings), data)
  const facts: CheckFacts = { ...context, kind, compute: computeKind(data), raw: data }
  const sound: Record<string, unknown> = parsed.success ? parsed.data : soundPart(kind, data, parsed.error.issues)
  findings.push(...checkPlaceholders(data, facts))
  // A part that broke the schema, or still is a placeholder, has its finding; further ones about it would be noise.
  const broken = new Set(findings.map((finding) => JSON.stringify(finding.path)))
  const add = (more: Finding[]) => {
    for (const finding of more) if (!broken.has(JSON.stringify(finding.path))) findings.push(finding)
  }
  for (const check of documentChecks) add(check(data, facts))
  add(kindFindings(kind, sound, facts))
  const all = ordered(mergeRejections(findings, loaderRejections(kind, data, notes))).map((finding) => withRepairs(finding, facts))
  // The schema is chosen by the same key as the type; TypeScript cannot follow the lookup.
  return parsed.success ? { value: parsed.data as YamlValue<K>, findings: all } : { findings: all }
}

function kindFindings(kind: DocumentKind, sound: Record<string, unknown>, facts: CheckFacts): Finding[] {
  switch (kind) {
    case 'endpoint':
      return endpointChecks.flatMap((check) => check(sound, facts))
    case 'deployment':
      return deploymentChecks.flatMap((check) => check(sound, facts))
    case 'model':
      return modelChecks.flatMap((check) => check(sound, facts))
    case 'environment':
      return environmentChecks.flatMap((check) => check(sound, facts))
    default:
      return kind satisfies never
  }
}

/** Made once: a schema compiles itself when it is first used, which takes longer than a check. */
const partialSchemas = {
  endpoint: yamlSchemas.endpoint.partial(),
  deployment: yamlSchemas.deployment.partial(),
  model: yamlSchemas.model.partial(),
  environment: yamlSchemas.environment.partial(),
} satisfies Record<DocumentKind, unknown>

/**
 * The document without the parts that break its schema; a missing mandatory key takes its mapping with it. `issues` are those of the
 * whole schema: the partial one has the same but for mandatory keys at the top.
 */
function soundPart(
  kind: DocumentKind,
  data: Readonly<Record<string, unknown>>,
  found: readonly z.core.$ZodIssue[],
): Record<string, unknown> {
  const schema = partialSchemas[kind]
  let part: Record<string, unknown> = data
  let issues = found.filter(({ path: [key, ...below] }) => key !== undefined && (below.length > 0 || data[String(key)] !== undefined))
  for (let round = 0; round < 20; round += 1) {
    // Very many slips: whole top-level keys go at once, as each removal copies its mapping.
    if (issues.length > maxFindings) {
      const keys = new Set(issues.map((issue) => String(issue.path[0])))
      part = Object.fromEntries(Object.entries(part).filter(([key]) => !keys.has(key)))
    } else for (const issue of issues) part = without(part, issuePath(issue, part))
    const parsed = schema.safeParse(part)
    if (parsed.success) return parsed.data
    issues = parsed.error.issues
  }
  return {}
}

function issuePath(issue: z.core.$ZodIssue, data: unknown): (string | number)[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
  return valueAt(data, path) === undefined && path.length > 1 ? path.slice(0, -1) : path
}

function without(data: Record<string, unknown>, path: readonly (string | number)[]): Record<string, unknown> {
  const [first, ...rest] = path
  if (first === undefined) return {}
  const inner = data[String(first)]
  if (rest.length > 0 && isRecord(inner)) return { ...data, [first]: without(inner, rest) }
  const { [String(first)]: _removed, ...kept } = data
  return kept
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
 * `checkYaml` for a text while it is edited, without `document`: only the lines that changed are read again, and the rules speak again
 * only when the data, the kind or the context is another one. Answers what `checkYaml` answers; keep one per text.
 */
export function yamlChecker(): (text: string, options?: CheckOptions) => ParsedYaml {
  const load = yamlLoader()
  let last: { kind: DocumentKind; data: unknown; notes: unknown; context: string; checked: CheckedDocument<DocumentKind> } | undefined
  const check = <K extends DocumentKind>(
    kind: K,
    data: Readonly<Record<string, unknown>>,
    context: CheckContext = {},
    notes?: YamlNotes,
  ): CheckedDocument<K> => {
    const written = JSON.stringify(context)
    if (!last || last.kind !== kind || last.data !== data || last.notes !== notes || last.context !== written)
      last = { kind, data, notes, context: written, checked: checkDocument<DocumentKind>(kind, data, context, notes) }
    // Of the same kind, which TypeScript cannot follow.
    return last.checked as CheckedDocument<K>
  }
  return (text, options = {}) => checkLoaded(text, load(text), options, check)
}
