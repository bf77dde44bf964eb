import type { Finding } from '@/lib/contract/finding'
import { defaultDockerfile, maxContextBytes, maxContextFiles } from '@/lib/contract/yaml/environment'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'
import { maxModelFiles } from '@/lib/contract/yaml/model'
import { placeholderIn } from '@/lib/domain/checks/placeholder'
import { isRemotePath, looksLikeReference } from '@/lib/domain/convert/references'
import { valueAt } from '@/lib/domain/convert/schema-findings'
import { writeRepair } from '@/lib/domain/convert/schema-repairs'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { scriptOutline } from '@/lib/domain/script-outline'
import { nearestWord } from '@/lib/domain/spelling/nearest'

/** How the check sees files; paths are as written in the document, relative to it. Nothing is executed. */
export interface FileView {
  kind(path: string): 'file' | 'folder' | undefined
  /** Text of a file; undefined when it cannot be read or is too large. */
  text(path: string): string | undefined
  /** Number of files an upload of a folder would send (lib/domain/upload-rules), at most `limit`; absent when counting is not possible. */
  count?(path: string, limit: number): number
  /** Files such an upload would send, relative to the folder, at most `limit`; undefined when it cannot be read. */
  names?(path: string, limit: number): string[] | undefined
  /** Own name of a file or folder, also of `.`; absent = the last part of the path. */
  name?(path: string): string
  /** Bytes such an upload would send; counting may end above `limit`. Absent as `count`. */
  bytes?(path: string, limit: number): number
}

type Path = (string | number)[]

/** Files of the code folder among which a misspelt script is looked for. */
const maxScriptsLookedAt = 500

/** Where Azure mounts the model; a literal in the script breaks everywhere else. */
const azurePrefix = '/var/azureml-app'

/**
 * Looks at the files a document names: they exist, the scoring script lies inside the code folder. Works on any mapping, so it runs also while other rules complain.
 */
export function checkFiles(kind: DocumentKind, document: Readonly<Record<string, unknown>>, view: FileView): Finding[] {
  // That a placeholder is no path has been said by the rule about placeholders.
  const isPlaceholder = ({ path }: Finding) => {
    const written = valueAt(document, path)
    return typeof written === 'string' && placeholderIn(written) !== undefined
  }
  return filesOf(kind, document, view).filter((found) => !isPlaceholder(found))
}

function filesOf(kind: DocumentKind, document: Readonly<Record<string, unknown>>, view: FileView): Finding[] {
  switch (kind) {
    case 'endpoint':
      return []
    case 'model':
      return checkModel(document, [], view)
    case 'environment':
      return checkEnvironmentFiles(document, [], view)
    case 'deployment': {
      const { model, environment, code_configuration: code } = document
      return [
        ...(isRecord(model) ? checkModel(model, ['model'], view) : []),
        ...(isRecord(code) ? checkCode(code, view) : []),
        ...(isRecord(environment) ? checkEnvironmentFiles(environment, ['environment'], view) : []),
      ]
    }
    default:
      return kind satisfies never
  }
}

function finding(
  severity: Finding['severity'],
  path: Path,
  rule: string,
  message: string,
  fix: string | undefined,
  values: Finding['values'],
): Finding {
  return { path, severity, rule, message, fix, stage: 'files', values }
}

/** `opened`: `az ml` opens it while it loads the document, and refuses the document without it. */
function missing(path: Path, what: string, written: string, opened = false): Finding {
  const shown = written.length > 120 ? `${written.slice(0, 119)}…` : written
  const fix = 'Paths are relative to the folder of this file; check spelling and case.'
  const found = finding('error', path, 'path-exists', `${path.join('.')}: ${what} ${shown} does not exist.`, fix, { path: shown })
  return opened ? { ...found, stage: 'load' } : found
}

function checkModel(model: Readonly<Record<string, unknown>>, base: Path, view: FileView): Finding[] {
  const { path: written, type } = model
  if (typeof written !== 'string' || isRemotePath(written)) return []
  const at = [...base, 'path']
  const kind = view.kind(written)
  // Files of an inline model without a name are read at once: its name is made from their contents.
  if (!kind) return [missing(at, 'the model', written, base.length > 0 && !model.name)]
  const mlflow = typeof type === 'string' && type.toLowerCase() === 'mlflow_model'
  if (mlflow && (kind === 'file' || view.kind(join(written, 'MLmodel')) !== 'file'))
    return [
      finding(
        'error',
        at,
        'mlmodel-exists',
        `${at.join('.')}: an MLflow model is a folder that contains the file MLmodel; ${written} has none.`,
        'Name the folder that MLflow saved.',
        { path: written },
      ),
    ]
  if (kind === 'folder' && (view.count?.(written, maxModelFiles + 1) ?? 0) > maxModelFiles)
    return [
      finding(
        'warning',
        at,
        'model-files',
        `${at.join('.')}: the folder ${written} holds more than ${maxModelFiles} files, the limit of a model version.`,
        'Pack them into one archive and set the model property azureml.unpack to true, or unpack it in init().',
        { path: written, limit: maxModelFiles },
      ),
    ]
  return []
}

function checkCode(code: Readonly<Record<string, unknown>>, view: FileView): Finding[] {
  const { code: folder, scoring_script: script } = code
  if (typeof folder !== 'string' || looksLikeReference(folder)) return []
  const at = ['code_configuration', 'code']
  const kind = view.kind(folder)
  if (!kind) return [missing(at, 'the code folder', folder)]
  if (kind === 'file')
    return [
      finding(
        'error',
        at,
        'code-folder',
        `code_configuration.code is the file ${folder}; it must be a folder.`,
        'Name the folder and put the file name into scoring_script.',
        { path: folder },
      ),
    ]
  if (typeof script !== 'string' || script.startsWith('/') || script.split('/').includes('..')) return []
  const path = ['code_configuration', 'scoring_script']
  const file = join(folder, script)
  if (view.kind(file) === 'file') return []
  const scripts = (view.names?.(folder, maxScriptsLookedAt) ?? []).filter((name) => name.endsWith('.py'))
  const near = nearestWord(script, scripts) ?? (scripts.length === 1 ? scripts[0] : undefined)
  return [
    {
      ...finding(
        'error',
        path,
        'script-exists',
        `code_configuration.scoring_script: ${script} does not exist in the code folder${/^[.]\/?$/.test(folder) ? '' : ` ${folder}`}.`,
        'The path counts from the code folder, not from this file.',
        { script, folder },
      ),
      ...(near === undefined ? {} : { repairs: [writeRepair(path, near)] }),
    },
  ]
}

/** init() and run() by their definition lines alone: where there is no Python to read the script. */
export function checkScriptOutline(document: Readonly<Record<string, unknown>>, view: FileView): Finding[] {
  const code = document.code_configuration
  if (!isRecord(code) || typeof code.code !== 'string' || typeof code.scoring_script !== 'string') return []
  const { code: folder, scoring_script: script } = code
  const path = ['code_configuration', 'scoring_script']
  const text = script.endsWith('.py') ? view.text(join(folder, script)) : undefined
  if (text === undefined) return []
  const findings: Finding[] = []
  const outline = scriptOutline(text)
  for (const name of ['init', 'run'] as const)
    if (outline[name] === undefined)
      findings.push(
        finding(
          'warning',
          path,
          `script-${name}`,
          `${script} defines no function ${name}() at its top level; the server ends with exit code 3 without it.`,
          name === 'init' ? 'Add def init():' : 'Add def run(raw_data):',
          { name: `${name}()` },
        ),
      )
  const line = text.split('\n').findIndex((row) => row.includes(azurePrefix) && !row.trimStart().startsWith('#'))
  if (line >= 0)
    findings.push(
      finding(
        'warning',
        path,
        'hard-coded-prefix',
        `${script} line ${line + 1} names ${azurePrefix}, which exists in Azure's containers only.`,
        'Build the path from os.environ["AZUREML_MODEL_DIR"].',
        { path: azurePrefix },
      ),
    )
  return findings
}

function checkEnvironmentFiles(environment: Readonly<Record<string, unknown>>, base: Path, view: FileView): Finding[] {
  const { conda_file: conda, build } = environment
  const findings: Finding[] = []
  if (typeof conda === 'string' && conda !== '') {
    if (view.kind(conda) !== 'file') findings.push(missing([...base, 'conda_file'], 'the conda file', conda, true))
  }
  if (isRecord(build) && typeof build.path === 'string' && !/^https?:/i.test(build.path)) {
    const at = [...base, 'build', 'path']
    const dockerfile = typeof build.dockerfile_path === 'string' ? build.dockerfile_path : defaultDockerfile
    if (view.kind(build.path) !== 'folder') findings.push(missing(at, 'the build context', build.path, view.kind(build.path) === undefined))
    else if (view.kind(join(build.path, dockerfile)) !== 'file')
      findings.push(
        finding(
          'error',
          at,
          'dockerfile-exists',
          `${at.join('.')}: the folder ${build.path} contains no ${dockerfile}.`,
          'Add it, or name it in dockerfile_path.',
          { folder: build.path, dockerfile },
        ),
      )
    else findings.push(...checkContextSize(build.path, at, view))
  }
  return findings
}

/** Files that `.amlignore` (else `.gitignore`) leaves out do not count. */
function checkContextSize(folder: string, at: Path, view: FileView): Finding[] {
  const fix = 'List what the Dockerfile does not copy in .amlignore; larger files belong into the model or a base image.'
  if ((view.count?.(folder, maxContextFiles + 1) ?? 0) > maxContextFiles)
    return [
      finding('error', at, 'build-context-limit', `${at.join('.')}: ${folder} holds more than ${maxContextFiles} files.`, fix, { folder }),
    ]
  if ((view.bytes?.(folder, maxContextBytes) ?? 0) > maxContextBytes)
    return [finding('error', at, 'build-context-limit', `${at.join('.')}: ${folder} holds more than 1 MiB.`, fix, { folder })]
  return []
}

function join(folder: string, path: string): string {
  return `${folder.replace(/\/+$/, '')}/${path}`
}
