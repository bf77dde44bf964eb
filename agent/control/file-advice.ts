/** What the studio's checks say about the files of a deployment once they are known here: also for those who deploy by `az` or the SDK. */
import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { filesBelow } from '@/agent/control/contents'
import type { ResolvedRevision } from '@/agent/store/records'
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { Finding } from '@/lib/contract/finding'
import type { PhaseNote } from '@/lib/contract/phase-note'
import { checkWithFiles, type FileDoors } from '@/lib/domain/checks/check-with-files'
import type { FileView } from '@/lib/domain/checks/files'
import type { ModelTree } from '@/lib/domain/model-paths/model-paths'

const maxText = 1024 * 1024
const maxNames = 2_000
/** A card says few things; the log says them all. */
const maxNotes = 3
const condaName = 'conda.yaml'

/**
 * Warnings and errors of the same rules as editor, wizard and `validate`, on the files as they were uploaded: imports against the conda
 * file, joins against the model, init() and run(), the environment itself. Never a refusal: Azure accepts them too, and fails later.
 * Files that went meanwhile are no findings. Nothing is executed.
 */
export async function adviceOnFiles(spec: Deployment, resolved: ResolvedRevision, readScript: FileDoors['readScript']): Promise<Finding[]> {
  const { code, model, environment } = resolved
  if (!code) return []
  const document = {
    code_configuration: { code: code.folderName, scoring_script: code.scoringScript },
    environment_variables: spec.properties.environmentVariables ?? {},
    environment: {
      ...(environment?.image === undefined ? {} : { image: environment.image }),
      ...(environment?.condaFile === undefined ? {} : { conda_file: condaName }),
    },
  }
  const view = viewOf({ [code.folderName]: code.path }, environment?.condaFile === undefined ? {} : { [condaName]: environment.condaFile })
  const registered = model && (model.unpack ? { files: [], isPartial: true } : treeOf(model.path))
  const found = await checkWithFiles('deployment', document, { view, readScript, ...(registered ? { model: { registered } } : {}) })
  return found.filter(({ severity }) => severity === 'error' || severity === 'warning')
}

/** The first of them, for the phase in which the environment is built. */
export const fileAdviceNotes = (findings: readonly Finding[]): PhaseNote[] =>
  findings.slice(0, maxNotes).map(({ rule, path, message, values, file, line }) => ({
    code: 'advice',
    rule,
    field: path.join('.'),
    text: message,
    ...(values ? { values } : {}),
    ...(file === undefined ? {} : { place: line === undefined ? file : `${file}:${line}` }),
  }))

/** Folders and texts by the name the document calls them. */
function viewOf(folders: Readonly<Record<string, string>>, texts: Readonly<Record<string, string>>): FileView {
  const real = (path: string): string | undefined => {
    const [top = '', ...below] = path.replace(/^\.\//, '').split('/')
    const folder = Object.hasOwn(folders, top) ? folders[top] : undefined
    return folder === undefined || below.includes('..') ? undefined : join(folder, ...below)
  }
  const info = (path: string) => {
    const found = real(path)
    return found === undefined ? undefined : statSync(found, { throwIfNoEntry: false })
  }
  return {
    kind(path) {
      if (Object.hasOwn(texts, path)) return 'file'
      const found = info(path)
      return found?.isFile() ? 'file' : found?.isDirectory() ? 'folder' : undefined
    },
    text(path) {
      if (Object.hasOwn(texts, path)) return texts[path]
      const found = real(path)
      const size = info(path)
      return found !== undefined && size?.isFile() && size.size <= maxText ? readFileSync(found, 'utf8') : undefined
    },
    name: (path) => basename(path),
    names(path, limit) {
      const found = real(path)
      return found === undefined ? undefined : filesBelow(found, limit)
    },
  }
}

/** AZUREML_MODEL_DIR holds what the asset holds. */
function treeOf(path: string): ModelTree | undefined {
  const info = statSync(path, { throwIfNoEntry: false })
  if (info === undefined) return undefined
  const files = info.isFile() ? [basename(path)] : filesBelow(path, maxNames)
  return { files, isPartial: files.length >= maxNames }
}
