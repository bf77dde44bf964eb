/** KServe InferenceService (v1beta1) of a source. Doc: https://kserve.github.io/website/docs/reference/crd-api */

import type { DeploymentYaml } from '@/lib/contract/yaml/deployment'
import { isData } from '@/lib/domain/convert/field-map'
import { yamlText } from '@/lib/domain/convert/yaml-text'
import { codeOf, environmentOf, modelOf } from '@/lib/domain/export/assets-of'
import { commentText } from '@/lib/domain/export/quote'
import { type ExportDocument, type ExportFile, type ExportNote, type ExportSource, fileStem, sharesOf } from '@/lib/domain/export/source'

const serverPort = 5001
const modelFolder = '/mnt/models'

/** A name Kubernetes takes: lower case, digits, dashes, at most 63. */
export function kubernetesName(name: string): string {
  const clean = name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 63)
    .replace(/-+$/, '')
  return /^[a-z]/.test(clean) ? clean : `e-${clean}`.slice(0, 63).replace(/-+$/, '')
}

interface Probe {
  initial_delay?: number
  period?: number
  timeout?: number
  success_threshold?: number
  failure_threshold?: number
}

function probe(settings: Probe | undefined, path: string, port: number): Record<string, unknown> | undefined {
  if (!settings) return undefined
  const rows = {
    initialDelaySeconds: settings.initial_delay,
    periodSeconds: settings.period,
    timeoutSeconds: settings.timeout,
    successThreshold: settings.success_threshold,
    failureThreshold: settings.failure_threshold,
  }
  return { httpGet: { path, port }, ...defined(rows) }
}

function defined(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined))
}

function resourcesOf(yaml: DeploymentYaml): Record<string, unknown> | undefined {
  return isData(yaml.resources) ? defined({ requests: yaml.resources.requests, limits: yaml.resources.limits }) : undefined
}

/** Where the files of the model are, as KServe can fetch them; undefined when only Azure ML knows. */
function storageUri(yaml: DeploymentYaml): string | undefined {
  const model = modelOf(yaml)
  return model && model.form !== 'reference' && /^(https?|s3|gs|pvc|hf):\/\//i.test(model.path) ? model.path : undefined
}

interface Predictor {
  spec: Record<string, unknown>
  /** What has no counterpart, a sentence each. */
  left: string[]
  needsImage: boolean
}

function predictor({ yaml }: ExportDocument<DeploymentYaml>): Predictor {
  const left: string[] = []
  const model = modelOf(yaml)
  const environment = environmentOf(yaml)
  const inline = environment?.form === 'inline' ? environment.yaml : undefined
  const uri = storageUri(yaml)
  if (model && uri === undefined)
    left.push(
      `model ${model.form === 'reference' ? model.text : model.path}: copy its files to a store KServe reads, and write that address as storageUri`,
    )
  const type = model && model.form !== 'reference' ? model.yaml.type : undefined
  const env = Object.entries(yaml.environment_variables ?? {}).map(([name, value]) => ({ name, value: String(value) }))
  const settings = yaml.request_settings
  const scale = yaml.scale_settings
  const common = defined({
    minReplicas: scale?.type === 'target_utilization' ? (scale.min_instances ?? 1) : (yaml.instance_count ?? 1),
    maxReplicas: scale?.type === 'target_utilization' ? (scale.max_instances ?? 1) : (yaml.instance_count ?? 1),
    ...(scale?.type === 'target_utilization' ? { scaleMetric: 'cpu', scaleTarget: scale.target_utilization_percentage ?? 70 } : {}),
    containerConcurrency: settings?.max_concurrent_requests_per_instance,
    timeout: settings?.request_timeout_ms === undefined ? undefined : Math.max(1, Math.ceil(settings.request_timeout_ms / 1000)),
  })
  if (settings?.max_queue_wait_ms !== undefined) left.push('request_settings.max_queue_wait_ms')
  if (yaml.instance_type !== undefined) left.push(`instance_type ${yaml.instance_type}: choose nodes by resources and nodeSelector`)
  if (yaml.app_insights_enabled) left.push('app_insights_enabled')
  if (yaml.data_collector !== undefined) left.push('data_collector: KServe has a logger of its own')
  if (yaml.egress_public_network_access !== undefined) left.push('egress_public_network_access: use a NetworkPolicy')
  const resources = resourcesOf(yaml)
  if (type === 'mlflow_model' || type === 'triton_model') {
    const modelSpec = defined({
      modelFormat: { name: type === 'mlflow_model' ? 'mlflow' : 'triton' },
      protocolVersion: 'v2',
      storageUri: uri ?? 'REPLACE-WITH-STORAGE-URI',
      env: env.length > 0 ? env : undefined,
      resources,
    })
    left.push('requests: KServe answers the Open Inference Protocol (v2), not the JSON of Azure ML')
    return { spec: { ...common, model: modelSpec }, left, needsImage: false }
  }
  const routes = inline?.inference_config
  const port = routes?.scoring_route.port ?? serverPort
  const hasOwnImage = inline?.image !== undefined && inline.conda_file === undefined && inline.build === undefined && routes !== undefined
  if (!hasOwnImage)
    left.push('environment: build an image with its packages and azureml-inference-server-http, and write its name as image')
  if (codeOf(yaml)) left.push('code_configuration: copy the code folder into that image and start azmlinfsrv with the scoring script')
  const container = defined({
    name: 'kserve-container',
    image: hasOwnImage ? inline?.image : 'REPLACE-WITH-IMAGE',
    ports: [{ containerPort: port, protocol: 'TCP' }],
    env: [
      // The storage initializer of KServe puts the files there.
      ...(model
        ? [
            { name: 'STORAGE_URI', value: uri ?? 'REPLACE-WITH-STORAGE-URI' },
            { name: 'AZUREML_MODEL_DIR', value: modelFolder },
          ]
        : []),
      ...env.filter(({ name }) => !model || (name !== 'STORAGE_URI' && name !== 'AZUREML_MODEL_DIR')),
    ],
    resources,
    livenessProbe: probe(yaml.liveness_probe, routes?.liveness_route.path ?? '/', routes?.liveness_route.port ?? port),
    readinessProbe: probe(yaml.readiness_probe, routes?.readiness_route.path ?? '/', routes?.readiness_route.port ?? port),
  })
  left.push(`scoring route ${routes?.scoring_route.path ?? '/score'}: callers use this path below the address of the InferenceService`)
  return { spec: { ...common, containers: [container] }, left, needsImage: !hasOwnImage }
}

function labels(source: ExportSource): Record<string, string> | undefined {
  const fits = Object.entries(source.endpoint.yaml.tags ?? {}).filter(
    ([key, value]) =>
      /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(key) &&
      /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/.test(String(value)),
  )
  return fits.length === 0 ? undefined : Object.fromEntries(fits.map(([key, value]) => [key, String(value)]))
}

/** Deployments in the order they are applied: of two with a share, the larger first. */
function ordered(source: ExportSource): { document: ExportDocument<DeploymentYaml>; percent: number }[] {
  const shares = new Map(sharesOf(source.endpoint.yaml.traffic).map(([name, percent]) => [name.toLowerCase(), percent]))
  const all = source.deployments.map((document) => ({ document, percent: shares.get(document.name.toLowerCase()) ?? 0 }))
  return all.toSorted((a, b) => b.percent - a.percent)
}

/**
 * One manifest per step: an InferenceService has at most two revisions, the one before and the one now, so a two-way split is two files applied
 * one after the other, the second with `canaryTrafficPercent`. What has no counterpart stands in comments.
 */
export function kserve(source: ExportSource): ExportFile[] {
  const name = kubernetesName(source.endpoint.name)
  const live = ordered(source)
  const serving = live.filter(({ percent }) => percent > 0)
  const steps = serving.length === 0 ? live.slice(0, 1) : serving.slice(0, 2)
  const outside = live.filter((each) => !steps.includes(each))
  const mirror = sharesOf(source.endpoint.yaml.mirror_traffic)
  const made = steps.map(({ document, percent }, index) => {
    const { spec, left, needsImage } = predictor(document)
    const isCanary = index === 1
    const service = {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: defined({ name, labels: labels(source) }),
      spec: { predictor: { ...(isCanary ? { canaryTrafficPercent: percent } : {}), ...spec } },
    }
    const auth = `auth_mode ${source.endpoint.yaml.auth_mode ?? 'key'}: KServe checks no keys; protect the address at the gateway`
    const lost = [
      ...left,
      ...(index === 0 ? [auth] : []),
      ...(index === 0
        ? outside.map((each) => `deployment ${each.document.name} (${each.percent} %): an InferenceService serves two revisions at most`)
        : []),
      ...(index === 0 ? mirror.map(([target, share]) => `mirror_traffic ${target} ${share} %: mirror at the gateway (Istio)`) : []),
    ]
    const head = [
      `# Deployment ${commentText(document.name)} of the endpoint ${commentText(source.endpoint.name)} as a KServe InferenceService.`,
      ...(steps.length > 1
        ? [isCanary ? '# Apply it second, when the first is ready.' : '# Apply it first, and wait until it is ready.']
        : []),
      ...(lost.length === 0 ? [] : ['# Without a counterpart, or left to you:', ...lost.map((each) => `#   ${commentText(each)}`)]),
    ]
    const number = steps.length > 1 ? `${index + 1}-` : ''
    return {
      file: `inferenceservice-${number}${fileStem(document.name)}.yaml`,
      text: `${head.join('\n')}\n${yamlText(service)}`,
      lost,
      needsImage,
    }
  })
  const lostCount = made.reduce((sum, each) => sum + each.lost.length, 0)
  const notes: ExportNote[] = [
    ...(lostCount === 0 ? [] : [{ id: 'kserveLeftOut' as const, values: { count: lostCount } }]),
    ...(made.some((each) => each.needsImage) ? [{ id: 'kserveImage' as const }] : []),
    ...(steps.length > 1 ? [{ id: 'kserveSplit' as const }] : []),
  ]
  return made.map(({ file, text }, index) => ({ name: file, text, ...(index === 0 ? { notes } : {}) }))
}
