import { knownVariables } from '@/lib/contract/yaml/environment-variables'
import type { EditorKind } from '@/lib/contract/yaml/kinds'
import { sampleVersions } from '@/lib/domain/environment-lint/rules-2026-11'
import { baseImages } from '@/lib/domain/limits/base-images'
import { skus } from '@/lib/domain/skus/skus'
import type { Compute } from '@/lib/domain/yaml-language/compute-keys'
import { existsOn } from '@/lib/domain/yaml-language/compute-keys'
import type { AssetFact, LanguageFacts } from '@/lib/domain/yaml-language/facts'
import { type FieldFacts, fieldAt, type Path } from '@/lib/domain/yaml-language/schema'
import { schemaAddresses } from '@/lib/domain/yaml-language/schema-addresses'

/** A value that may be written at a place. */
export interface ValueChoice {
  value: string
  type: 'word' | 'asset' | 'sku' | 'path' | 'example' | 'name'
  /** Facts beside the label; words are added by whoever shows it. */
  facts?: { cores?: number; memoryGib?: number; gpus?: string; family?: string; retired?: string; version?: string }
  isDefault?: boolean
}

type Filter = (entry: string) => boolean
const anyPath: Filter = () => true
const folders: Filter = (entry) => entry.endsWith('/')
const ending =
  (...endings: string[]): Filter =>
  (entry) =>
    folders(entry) || endings.some((end) => entry.toLowerCase().endsWith(end))

/** Fields that name a path beside the document, and what of a folder fits. */
function pathFilter(kind: EditorKind, path: Path): Filter | undefined {
  const id = [kind, ...path].join('/')
  if (id === 'deployment/model' || id === 'deployment/model/path' || id === 'model/path') return anyPath
  if (id === 'deployment/code_configuration/code' || /(?:^|\/)build\/path$/.test(id)) return folders
  if (id === 'deployment/code_configuration/scoring_script') return ending('.py')
  if (/(?:^|\/)conda_file$/.test(id)) return ending('.yml', '.yaml')
  if (/(?:^|\/)dockerfile_path$/.test(id)) return anyPath
  return undefined
}

/** Folder (relative to the document, `''` = its own) whose entries complete the word; undefined where no path is meant. */
export function folderOfWord(kind: EditorKind, path: Path, word: string): string | undefined {
  if (!pathFilter(kind, path) || /^azureml:|^\w+:\/\//.test(word) || word.startsWith('/')) return undefined
  return word.slice(0, word.lastIndexOf('/') + 1)
}

const assetChoices = (assets: readonly AssetFact[] | undefined): ValueChoice[] =>
  (assets ?? []).flatMap(({ name, versions }) => [
    ...versions.map((version) => ({ value: `azureml:${name}:${version}`, type: 'asset' as const, facts: { version } })),
    ...(versions.length > 0 ? [{ value: `azureml:${name}@latest`, type: 'asset' as const, facts: { version: versions[0] ?? '' } }] : []),
  ])

const names = (values: readonly string[] | undefined, before = ''): ValueChoice[] =>
  (values ?? []).map((value) => ({ value: `${before}${value}`, type: 'name' }))

function skuChoices(): ValueChoice[] {
  return skus
    .filter((sku) => sku.retirement?.state !== 'retired')
    .map((sku) => ({
      value: sku.name,
      type: 'sku',
      facts: {
        cores: sku.cores,
        memoryGib: sku.memoryGib,
        family: sku.family,
        ...(sku.gpus > 0 ? { gpus: `${sku.gpusLabel ?? sku.gpus} × ${sku.gpu ?? 'GPU'}` } : {}),
        ...(sku.retirement ? { retired: sku.retirement.date } : {}),
      },
    }))
}

/** What conda files of scoring code hold most. */
const packages: Record<string, readonly string[]> = {
  channels: ['conda-forge', 'defaults', 'nodefaults', 'pytorch'],
  dependencies: ['python=3.12', 'python=3.11', 'pip', 'numpy', 'pandas', 'scikit-learn', 'scipy'],
  'dependencies/pip': [
    'azureml-inference-server-http',
    'azureml-ai-monitoring',
    'inference-schema[numpy-support]',
    'numpy',
    'pandas',
    'scikit-learn',
    'scipy',
    'joblib',
    'cloudpickle',
    'mlflow',
    'xgboost',
    'lightgbm',
    'torch',
    'transformers',
    'onnxruntime',
  ],
}

/** The packages of a list, those with a known version pinned first; the bare name stays for another version. */
function packageChoices(list: string): ValueChoice[] {
  const equals = list === 'dependencies' ? '=' : '=='
  return (packages[list] ?? []).flatMap((name) => {
    const version = list === 'channels' ? undefined : sampleVersions[name]
    return [...(version === undefined ? [] : [`${name}${equals}${version}`]), name].map((value) => ({ value, type: 'example' as const }))
  })
}

/** The one every cluster with the extension has. Doc: how-to-manage-kubernetes-instance-types. */
const defaultInstanceType = 'defaultinstancetype'

/** What facts and the rest of the contract know about a field beyond its schema. */
function knownValues(kind: EditorKind, path: Path, compute: Compute, facts: LanguageFacts): ValueChoice[] {
  const id = [kind, ...path].join('/')
  const last = path[path.length - 1]
  const fits = pathFilter(kind, path)
  const paths = fits ? (facts.paths ?? []).filter(fits).map((value): ValueChoice => ({ value, type: 'path' })) : []
  if (last === '$schema' && path.length === 1)
    return schemaAddresses(kind)
      .filter((address) => address.includes('/kubernetes') === (compute === 'kubernetes'))
      .map((value) => ({ value, type: 'word' }))
  if (id === 'deployment/model') return [...assetChoices(facts.models), ...paths]
  if (id === 'deployment/environment') return assetChoices(facts.environments)
  if (id === 'deployment/instance_type') return compute === 'managed' ? skuChoices() : names(facts.instanceTypes ?? [defaultInstanceType])
  if (id === 'deployment/endpoint_name') return names(facts.endpoints)
  if (id === 'endpoint/compute') return names(facts.computes, 'azureml:')
  if (/(?:^|\/)image$/.test(id)) return baseImages.map((value) => ({ value, type: 'word' }))
  if (kind === 'conda') return packageChoices(path.filter((step) => typeof step === 'string').join('/'))
  if (/^endpoint\/(mirror_)?traffic\//.test(id))
    return (id.startsWith('endpoint/traffic') ? [0, 10, 50, 90, 100] : [0, 10, 20, 50]).map((value) => ({
      value: String(value),
      type: 'example',
    }))
  return paths
}

/** Everything worth proposing as the value at a path, best first. */
export function valuesAt(kind: EditorKind, path: Path, compute: Compute, facts: LanguageFacts): ValueChoice[] {
  const field = fieldAt(kind, path)
  if (!field) return []
  const choices = [...knownValues(kind, path, compute, facts), ...wordsOf(field, kind, path, compute)]
  const known = new Set(choices.map((choice) => choice.value))
  const isMapping = field.types.every((type) => type === 'object' || type === 'array') && field.types.length > 0
  // The example of a size is a virtual machine's.
  const isOfCluster = compute === 'kubernetes' && kind === 'deployment' && path[0] === 'instance_type'
  if (!isMapping && !isOfCluster)
    for (const example of [field.default, ...field.examples]) {
      if (!['string', 'number', 'boolean'].includes(typeof example) || known.has(String(example))) continue
      known.add(String(example))
      choices.push({ value: String(example), type: 'example' })
    }
  return choices.map((choice) =>
    field.default !== undefined && choice.value === String(field.default) ? { ...choice, isDefault: true } : choice,
  )
}

function wordsOf(field: FieldFacts, kind: EditorKind, path: Path, compute: Compute): ValueChoice[] {
  const isSwitch = field.types.includes('boolean') && !field.types.includes('string')
  const words = field.allowed.length > 0 ? field.allowed : isSwitch ? ['true', 'false'] : []
  return words.filter((value) => existsOn(compute, kind, path, value)).map((value) => ({ value, type: 'word' }))
}

/** Keys of a mapping whose keys are names: deployments in a traffic table. */
export function namesAsKeys(kind: EditorKind, path: Path, facts: LanguageFacts): string[] {
  const isTraffic = kind === 'endpoint' && path.length === 1 && (path[0] === 'traffic' || path[0] === 'mirror_traffic')
  if (isTraffic) return [...(facts.deployments ?? [])]
  if (kind === 'deployment' && path.length === 1 && path[0] === 'environment_variables')
    return Object.keys(knownVariables).filter((name) => !knownVariables[name]?.isSetByPlatform)
  if (kind === 'deployment' && path.join('/') === 'data_collector/collections')
    return ['model_inputs', 'model_outputs', 'request', 'response']
  return []
}
