import 'server-only'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, normalize, resolve } from 'node:path'
import type { Finding } from '@/lib/contract/finding'
import type { FileView } from '@/lib/domain/checks/files'
import { isRemotePath, looksLikeReference } from '@/lib/domain/convert/references'
import { writeRepair } from '@/lib/domain/convert/schema-repairs'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { chooseRuntime, factsOfYaml } from '@/lib/domain/runtime-choice/runtime-choice'
import { nearestWord } from '@/lib/domain/spelling/nearest'
import { bytesUploaded, countUploaded, type FolderView, namesUploaded } from '@/lib/domain/upload-rules/upload-rules'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath } from '@/lib/server/allowed-paths'

type Path = (string | number)[]

/** Where a misspelt name is looked for. */
const maxEntriesLookedAt = 1_000
const maxNameLength = 255

/** A scoring script or conda file longer than this is something else. */
const maxTextBytes = 1024 * 1024

/**
 * The files as the checks may see them: only allowed paths, only regular files, nothing without an end. `overlays` are texts that
 * are being edited, by path relative to `baseDir`; they count instead of what is on the disk.
 */
export function viewFrom(baseDir: string | undefined, overlays: Readonly<Record<string, string>> = {}): FileView {
  const edited = new Map(Object.entries(overlays).map(([path, text]) => [normalize(path), text]))
  const real = (path: string): string | undefined => {
    try {
      return allowedPath(path, baseDir)
    } catch (error) {
      if (error instanceof ProblemError) return undefined
      throw error
    }
  }
  const kind = (path: string) => {
    if (edited.has(normalize(path))) return 'file'
    const found = real(path)
    if (!found) return undefined
    const info = statSync(found)
    return info.isFile() ? 'file' : info.isDirectory() ? 'folder' : undefined
  }
  return {
    kind,
    text(path) {
      const overlay = edited.get(normalize(path))
      if (overlay !== undefined) return overlay
      const found = real(path)
      if (!found || kind(path) !== 'file' || statSync(found).size > maxTextBytes) return undefined
      return readFileSync(found, 'utf8')
    },
    name: (path) => basename(resolve(baseDir ?? '/', path)),
    names(path, limit) {
      const found = real(path)
      return found ? namesUploaded(folderView(found), limit) : undefined
    },
    count(path, limit) {
      const found = real(path)
      return found ? countUploaded(folderView(found), limit) : 0
    },
    bytes(path, limit) {
      const found = real(path)
      return found ? bytesUploaded(folderView(found), limit) : 0
    },
  }
}

/** Entries as an upload follows them: a link counts by what it leads to, a folder behind one is found where it lies. */
function folderView(folder: string): FolderView {
  return {
    entries: (below) =>
      readdirSync(join(folder, below), { withFileTypes: true })
        .filter((entry) => !entry.isSymbolicLink() || statSync(join(folder, below, entry.name), { throwIfNoEntry: false })?.isFile())
        .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() })),
    text(name) {
      const info = statSync(join(folder, name), { throwIfNoEntry: false })
      return info?.isFile() && info.size <= maxTextBytes ? readFileSync(join(folder, name), 'utf8') : undefined
    },
    sizeOf: (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0,
  }
}

const refusal = (path: Path, rule: string, message: string, fix?: string): Finding => ({
  path,
  severity: 'error',
  rule,
  message,
  fix,
  stage: 'files',
})

/** Why a named path may not be read, at the field that names it. */
function refusals(document: Readonly<Record<string, unknown>>, baseDir: string | undefined): Finding[] {
  const { model, code_configuration: code, environment } = document
  const named: [Path, unknown][] = [
    [['model', 'path'], isRecord(model) ? model.path : undefined],
    [['code_configuration', 'code'], isRecord(code) ? code.code : undefined],
    [['environment', 'conda_file'], isRecord(environment) ? environment.conda_file : undefined],
    [['environment', 'build', 'path'], isRecord(environment) && isRecord(environment.build) ? environment.build.path : undefined],
  ]
  return named.flatMap(([path, written]) => {
    if (typeof written !== 'string' || isRemotePath(written) || looksLikeReference(written)) return []
    try {
      allowedPath(written, baseDir)
      return []
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      const near = entryMeant(written, baseDir)
      return [
        {
          ...refusal(path, 'path', `${path.join('.')}: ${error.problem.message}`),
          values: { path: written, why: error.problem.code === 'Studio.PathUnreadable' ? 'missing' : 'refused' },
          ...(near === undefined ? {} : { repairs: [writeRepair(path, near)] }),
        },
      ]
    }
  })
}

/** The path with its last part as an entry of the folder is spelt; undefined when none is like it, or the folder is none of ours. */
function entryMeant(written: string, baseDir: string | undefined): string | undefined {
  const end = written.endsWith('/') ? -1 : written.length
  const head = written.slice(0, written.lastIndexOf('/', end === -1 ? written.length - 2 : end) + 1)
  const last = written.slice(head.length, end)
  if (last === '' || last.length > maxNameLength) return undefined
  try {
    const folder = allowedPath(head === '' ? '.' : head, baseDir)
    const entry = nearestWord(
      last,
      readdirSync(folder)
        .filter((name) => !name.startsWith('.'))
        .slice(0, maxEntriesLookedAt),
    )
    return entry === undefined || entry === last ? undefined : head + entry
  } catch (error) {
    // Nothing can be read there either: nothing is offered.
    if (error instanceof ProblemError || (error instanceof Error && 'code' in error)) return undefined
    throw error
  }
}

/** What Azure would take and this computer cannot run; the agent says the same in Validate, here it comes before the upload. */
function neededHere(document: Readonly<Record<string, unknown>>): Finding[] {
  const { model, code_configuration: code, environment } = document
  const findings: Finding[] = []
  const facts = factsOfYaml(document)
  const choice = facts && chooseRuntime(facts)
  const hasCode = isRecord(code) && Boolean(code.code) && Boolean(code.scoring_script)
  // MLflow serves its own models; of a registered one, and of a registered environment, the control plane knows what it is.
  const needsNoCode =
    code === undefined &&
    (typeof model === 'string' || (isRecord(model) && model.type === 'mlflow_model') || choice === undefined || choice.runtime === 'docker')
  if (!needsNoCode && !hasCode)
    findings.push(
      refusal(
        ['code_configuration'],
        'code-needed-here',
        'code_configuration: a model runs through its scoring script, or, of type mlflow_model, through MLflow; only a container with a server of its own needs neither.',
        'Choose the code folder and its scoring script, an MLflow folder as the model, or add inference_config to the environment.',
      ),
    )
  if (!isRecord(environment)) return findings
  const { image, build, conda_file: conda, inference_config: routes } = environment
  if (hasCode && typeof image === 'string' && conda === undefined && routes === undefined && trainingImage.test(image))
    findings.push(
      refusal(
        ['environment', 'conda_file'],
        'conda-needed-here',
        `environment: the image ${image} brings no inference server and no packages; they come from a conda file.`,
        'Name a conda file, or choose an inference image.',
      ),
    )
  if (isRecord(build) && typeof build.path === 'string' && isRemotePath(build.path))
    findings.push(
      refusal(
        ['environment', 'build', 'path'],
        'build-context-local',
        'environment.build.path is an address; on this computer a build context is a folder of this computer.',
        'Clone or download it and name the folder.',
      ),
    )
  return findings
}

/** Microsoft's base images for training: conda, but no inference server. */
const trainingImage = /^mcr\.microsoft\.com\/azureml\/openmpi/i

/** What only this computer says about a deployment: paths the studio may not read, and what it cannot run. Without positions. */
export function localFindings(document: Readonly<Record<string, unknown>>, baseDir: string | undefined): Finding[] {
  return [...refusals(document, baseDir), ...neededHere(document)]
}
