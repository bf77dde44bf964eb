import 'server-only'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '@/lib/contract/finding'
import { checkFiles, type FileView } from '@/lib/domain/checks/files'
import { loadYaml, placeFindings } from '@/lib/domain/convert/load-yaml'
import { isRemotePath, looksLikeReference } from '@/lib/domain/convert/references'
import { isRecord } from '@/lib/domain/convert/yaml-data'
import { countUploaded, type FolderView } from '@/lib/domain/upload-rules/upload-rules'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath } from '@/lib/server/allowed-paths'

type Path = (string | number)[]

/** A scoring script or conda file longer than this is something else. */
const maxTextBytes = 1024 * 1024

/** The files as the check may see them: only allowed paths, only regular files, nothing without an end. */
function viewFrom(baseDir: string | undefined): FileView {
  const real = (path: string): string | undefined => {
    try {
      return allowedPath(path, baseDir)
    } catch (error) {
      if (error instanceof ProblemError) return undefined
      throw error
    }
  }
  const kind = (path: string) => {
    const found = real(path)
    if (!found) return undefined
    const info = statSync(found)
    return info.isFile() ? 'file' : info.isDirectory() ? 'folder' : undefined
  }
  return {
    kind,
    text(path) {
      const found = real(path)
      if (!found || kind(path) !== 'file' || statSync(found).size > maxTextBytes) return undefined
      return readFileSync(found, 'utf8')
    },
    count(path, limit) {
      const found = real(path)
      return found ? countUploaded(folderView(found), limit) : 0
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
  ]
  return named.flatMap(([path, written]) => {
    if (typeof written !== 'string' || isRemotePath(written) || looksLikeReference(written)) return []
    try {
      allowedPath(written, baseDir)
      return []
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      return [refusal(path, 'path', `${path.join('.')}: ${error.problem.message}`)]
    }
  })
}

/** What Azure would take and this computer cannot run; the agent says the same in Validate, here it comes before the upload. */
function neededHere(document: Readonly<Record<string, unknown>>): Finding[] {
  const { model, code_configuration: code, environment } = document
  const findings: Finding[] = []
  // MLflow serves its own models; of a registered one the control plane knows the type.
  const needsNoCode = code === undefined && (typeof model === 'string' || (isRecord(model) && model.type === 'mlflow_model'))
  if (!needsNoCode && (!isRecord(code) || !code.code || !code.scoring_script))
    findings.push(
      refusal(
        ['code_configuration'],
        'code-needed-here',
        'code_configuration: on this computer a model runs through its scoring script or, of type mlflow_model, through MLflow; containers with a server of their own do not run here yet.',
        'Choose the code folder and its scoring script, or an MLflow folder as the model.',
      ),
    )
  if (isRecord(environment) && environment.conda_file === undefined)
    findings.push(
      refusal(
        ['environment', 'conda_file'],
        'conda-needed-here',
        'environment: on this computer the packages come from a conda file; an image alone does not run here yet.',
        'Name a conda file, or write one inline.',
      ),
    )
  return findings
}

/**
 * The checks that need the disk, with positions: the same rules as `npm run validate`, over the folders the studio may read.
 * A text that does not load has no files to look at.
 */
export function checkDeploymentFiles(text: string, baseDir: string | undefined): Finding[] {
  const loaded = loadYaml(text)
  if (!isRecord(loaded.data)) return []
  const first = [...refusals(loaded.data, baseDir), ...neededHere(loaded.data)]
  const taken = new Set(first.map((finding) => finding.path.join('.')))
  const found = checkFiles('deployment', loaded.data, viewFrom(baseDir)).filter((finding) => !taken.has(finding.path.join('.')))
  return placeFindings([...first, ...found], loaded)
}
