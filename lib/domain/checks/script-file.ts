import type { ModelJoin } from '@/lib/contract/checks'
import type { Finding } from '@/lib/contract/finding'
import type { ScriptReading } from '@/lib/contract/script-facts'
import type { FileView } from '@/lib/domain/checks/files'
import { isRemotePath, looksLikeReference } from '@/lib/domain/convert/references'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import type { CondaSource } from '@/lib/domain/environment-lint/conda-source'
import { hasUnknownPackages, packageNames, pythonMinorOf } from '@/lib/domain/environment-lint/environment-lint'
import { inlineModelTree, type ModelTree } from '@/lib/domain/model-paths/model-paths'
import { checkScript } from '@/lib/domain/script-checks/check-script'
import { modelJoins } from '@/lib/domain/script-checks/model-paths'
import { type ScriptContext, scriptPath } from '@/lib/domain/script-checks/script-context'

/** Reads a script by Python's parser (lib/script-lint); undefined where there is no Python. */
export type ReadScript = (text: string, options: { minor?: number }) => Promise<ScriptReading | undefined>

/** What is known of the model beside the document. */
export interface ModelDoors {
  /** Files of a registered model; those of an inline one are looked up. */
  registered?: ModelTree
  /** Gets what each script joins to AZUREML_MODEL_DIR. */
  onJoins?: (joins: readonly ModelJoin[]) => void
}

const maxNames = 2_000
/** Modules of the code folder that are read beside the script. */
const maxModules = 10

type Document = Readonly<Record<string, unknown>>

/** What AZUREML_MODEL_DIR will contain for the inline model of a deployment; undefined when that is not known here. */
export function modelTreeOf(document: Document, view: FileView): ModelTree | undefined {
  const path = isRecord(document.model) ? document.model.path : undefined
  if (typeof path !== 'string' || isRemotePath(path) || looksLikeReference(path)) return undefined
  const kind = view.kind(path)
  const name = view.name?.(path) ?? path.replace(/\/+$/, '').split('/').at(-1) ?? ''
  if (kind === undefined || name === '' || name === '.' || name === '..') return undefined
  if (kind === 'file') return inlineModelTree(name, undefined)
  const names = view.names?.(path, maxNames)
  return names && inlineModelTree(name, names, names.length >= maxNames)
}

function textRecord(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]))
}

const below = (folder: string, path: string) => `${folder.replace(/\/+$/, '')}/${path.replace(/^\.\//, '')}`
const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** The scoring script of a deployment and the modules it takes from its folder. `conda` = the packages of its environment, when they are known. */
export async function checkScriptFile(
  document: Document,
  conda: { source: CondaSource; name: string } | undefined,
  view: FileView,
  readScript: ReadScript,
  model: ModelDoors = {},
): Promise<Finding[]> {
  const code = document.code_configuration
  if (!isRecord(code) || typeof code.code !== 'string' || typeof code.scoring_script !== 'string') return []
  const { code: folder, scoring_script: script } = code
  if (looksLikeReference(folder) || view.kind(folder) !== 'folder' || !script.endsWith('.py')) return []
  if (script.startsWith('/') || script.split('/').includes('..')) return []
  const text = view.text(below(folder, script))
  if (text === undefined) return []
  const minor = conda && pythonMinorOf(conda.source)
  const options = minor === undefined ? {} : { minor }
  const reading = await readScript(text, options)
  if (!reading) return [noPython]
  const scriptFolder = folderOf(script)
  const names = view.names?.(folder, maxNames) ?? []
  const near =
    scriptFolder === ''
      ? []
      : names.filter((name) => name.startsWith(`${scriptFolder}/`)).map((name) => name.slice(scriptFolder.length + 1))
  const context: Omit<ScriptContext, 'facts' | 'file' | 'text' | 'isEntry'> = {
    modules: new Set([...names, ...near].map((name) => name.split('/')[0]?.replace(/\.(py|so|pyd)$/, '') ?? '')),
    environmentVariables: textRecord(document.environment_variables),
    inCode: (path) => view.kind(below(folder, path)) !== undefined || view.kind(below(below(folder, scriptFolder), path)) !== undefined,
    ...optional('tree', modelTreeOf(document, view) ?? model.registered),
    ...optional('pythonMinor', minor),
    ...(conda
      ? { packages: packageNames(conda.source), environment: conda.name, hasUnknownPackages: hasUnknownPackages(conda.source) }
      : {}),
  }
  const fileOf = (name: string) => below(folder, name).replace(/^\.\//, '')
  const tell = ({ facts }: ScriptReading, file: string) => facts && model.onJoins?.(modelJoins({ ...context, facts, file }))
  const findings = checkScript(reading, { ...context, file: fileOf(script), text, isEntry: true })
  tell(reading, fileOf(script))
  const open = localModules(reading, names, scriptFolder)
  const seen = new Set<string>([script])
  for (let name = open.shift(); name !== undefined && seen.size <= maxModules; name = open.shift()) {
    if (seen.has(name)) continue
    seen.add(name)
    const source = view.text(below(folder, name))
    const found = source === undefined ? undefined : await readScript(source, options)
    if (source === undefined || !found) continue
    findings.push(...checkScript(found, { ...context, file: fileOf(name), text: source, isEntry: false }))
    tell(found, fileOf(name))
    open.push(...localModules(found, names, scriptFolder))
  }
  return findings
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
}

/** Files of the code folder a script imports. */
function localModules({ facts }: ScriptReading, names: readonly string[], scriptFolder: string): string[] {
  const known = new Set(names)
  return (facts?.imports ?? []).flatMap(({ module, members, level }) => {
    if (level > 0) return []
    const path = module.replaceAll('.', '/')
    const prefix = scriptFolder === '' ? [''] : ['', `${scriptFolder}/`]
    return prefix
      .flatMap((start) => [`${start}${path}.py`, `${start}${path}/__init__.py`, ...members.map((name) => `${start}${path}/${name}.py`)])
      .filter((name) => known.has(name))
  })
}

const noPython: Finding = {
  path: scriptPath,
  severity: 'info',
  rule: 'script-no-python',
  message: 'The scoring script was looked at only roughly: this computer has no Python 3.9 or later.',
  fix: 'Install Python; the checks of the script then run by themselves.',
  stage: 'files',
}
