import { chmodSync, existsSync, lstatSync, readdirSync } from 'node:fs'
import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, posix, relative } from 'node:path'
import type { StageArtifacts, StagedArtifacts, StageRequest } from '@/agent/environments/environment'
import mlflowScoreScript from '@/agent/mlflow/mlflow_score_script.py'
import type { LogWriter } from '@/agent/runtimes/runtime'
import { hintFor } from '@/lib/problems/catalogue'
import { ProblemError } from '@/lib/problems/problem'
import { archiveFormat } from './archive-entries'
import { type CopiedFile, copyTree } from './copy-tree'
import { ArchiveRefused, unpackArchive } from './unpack'

const loggedFiles = 200
const containerAppRoot = '/var/azureml-app'
const serverFiles: Record<string, string> = {
  'config.json': 'the inference server reads it as its own configuration',
  'logging.json': 'the inference server takes its logging settings from it',
}

/**
 * The storage-initializer: puts model and code below `instanceDir` as Azure does
 * (`azureml-models/<name>/<version>/…` and `<code folder>/…`), read-only, with names, sizes, checksums and the resulting tree in its log.
 * Staging again replaces what is there. Throws ProblemError: BadArgument when the scoring script is not in the code folder,
 * StorageInitializerFailed when something cannot be copied, OperationCanceled when aborted.
 */
export const stageArtifacts: StageArtifacts = async (request, log, signal) => {
  const started = performance.now()
  try {
    const staged = await stage(request, log, signal)
    log.info(`Done in ${Math.round(performance.now() - started)} ms.`)
    return staged
  } catch (error) {
    const problem = signal.aborted ? canceled() : error instanceof ProblemError ? error : failed(error)
    log.error(problem.problem.message)
    throw problem
  }
}

async function stage(
  { instanceDir, model, code, mlflow, container }: StageRequest,
  log: LogWriter,
  signal: AbortSignal,
): Promise<StagedArtifacts> {
  signal.throwIfAborted()
  if (code === undefined && mlflow === undefined && container === undefined)
    throw badArgument('The deployment names no code folder and scoring script.')
  await removeStaged(instanceDir)
  await mkdir(instanceDir, { recursive: true, mode: 0o700 })
  let modelFiles: StagedFile[] = []
  const modelDir = model === undefined ? undefined : join(instanceDir, 'azureml-models', model.name, model.version)
  const shownModelDir = model && container?.modelsAt ? posix.join(container.modelsAt, model.name, model.version) : modelDir
  if (model !== undefined && modelDir !== undefined) {
    modelFiles = await copyLogged(`model ${model.name}:${model.version}`, model.path, modelDir, log, signal)
    if (model.unpack) modelFiles = await unpackModel(`model ${model.name}:${model.version}`, modelFiles, modelDir, log, signal)
    log.info(`AZUREML_MODEL_DIR=${shownModelDir}`)
    for (const file of modelFiles.slice(0, loggedFiles)) log.info(`  ${file.path}`)
    if (modelFiles.length === 0) log.warning('The model has no files.')
  } else log.info('No model: AZUREML_MODEL_DIR is not set.')

  const staged = {
    ...(shownModelDir === undefined ? {} : { modelDir: shownModelDir }),
    modelBytes: modelFiles.reduce((sum, file) => sum + file.bytes, 0),
    modelFiles: modelFiles.length,
  }
  if (code === undefined && mlflow === undefined) {
    log.info('No code: the container brings its own server.')
    return { ...staged, appRoot: containerAppRoot, entryScript: '', codeFiles: 0 }
  }
  if (code === undefined) return { ...staged, ...(await stageMlflowScoring(instanceDir, container, log)), codeFiles: 0 }
  const codeFolder = join(instanceDir, container === undefined ? code.folderName : 'code')
  const codeFiles = await copyLogged(`code ${code.folderName}`, code.path, codeFolder, log, signal)
  const script = posix.normalize(code.scoringScript.replaceAll('\\', '/'))
  const scriptPath = join(codeFolder, script)
  if (script.startsWith('..') || posix.isAbsolute(script) || !codeFiles.some((file) => file.path === script)) {
    throw missingScript(code.scoringScript, codeFiles)
  }
  const appRoot = dirname(scriptPath)
  warnOfServerFiles(codeFolder, appRoot, log)
  const shownRoot = container?.codeAt === undefined ? appRoot : posix.dirname(posix.join(container.codeAt, script))
  log.info(`AML_APP_ROOT=${shownRoot}, AZUREML_ENTRY_SCRIPT=${basename(scriptPath)}`)
  return { ...staged, appRoot: shownRoot, entryScript: basename(scriptPath), codeFiles: codeFiles.length }
}

/** The folder and file that Azure's image for MLflow models without code has below /var. */
async function stageMlflowScoring(
  instanceDir: string,
  container: StageRequest['container'],
  log: LogWriter,
): Promise<Pick<StagedArtifacts, 'appRoot' | 'entryScript'>> {
  const folder = join(instanceDir, container === undefined ? 'mlflow_resources' : 'code')
  const appRoot = container?.codeAt ?? folder
  const entryScript = 'mlflow_score_script.py'
  await mkdir(folder, { mode: 0o700 })
  await writeFile(join(folder, entryScript), mlflowScoreScript, { mode: 0o444 })
  await chmod(folder, 0o555)
  log.info('No code: MLflow itself serves the model.')
  log.info(`AML_APP_ROOT=${appRoot}, AZUREML_ENTRY_SCRIPT=${entryScript}`)
  return { appRoot, entryScript }
}

async function copyLogged(what: string, from: string, to: string, log: LogWriter, signal: AbortSignal): Promise<CopiedFile[]> {
  const started = performance.now()
  if (!existsSync(from)) throw failed(new Error(`${what}: ${from} does not exist any more`))
  const files = await copyTree(from, to, signal)
  for (const file of files.slice(0, loggedFiles)) log.info(`${what}: ${file.path} (${file.bytes} bytes, sha256 ${file.sha256})`)
  if (files.length > loggedFiles) log.info(`${what}: … and ${files.length - loggedFiles} more files`)
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  log.info(
    `${what}: ${files.length} ${files.length === 1 ? 'file' : 'files'}, ${bytes} bytes in ${Math.round(performance.now() - started)} ms`,
  )
  return files
}

/** A file below AZUREML_MODEL_DIR. */
type StagedFile = Pick<CopiedFile, 'path' | 'bytes'>

/** Replaces every archive of the model by its contents; archives inside archives stay as they are. */
async function unpackModel(
  what: string,
  files: readonly StagedFile[],
  modelDir: string,
  log: LogWriter,
  signal: AbortSignal,
): Promise<StagedFile[]> {
  const archives = files.filter((file) => archiveFormat(file.path) !== undefined)
  if (archives.length === 0) log.warning(`${what}: azureml.unpack is set, but there is no zip, tar or tar.gz file to unpack.`)
  for (const archive of archives) {
    const started = performance.now()
    const { files: count, bytes } = await unpackArchive(join(modelDir, archive.path), signal).catch((error: unknown) => {
      throw error instanceof ArchiveRefused ? refusedArchive(what, archive.path, error.message) : error
    })
    const ms = Math.round(performance.now() - started)
    log.info(
      `${what}: unpacked ${archive.path} (${archive.bytes} bytes) into ${count} ${count === 1 ? 'file' : 'files'}, ${bytes} bytes in ${ms} ms`,
    )
  }
  return archives.length === 0 ? [...files] : listFiles(modelDir)
}

async function listFiles(root: string): Promise<StagedFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const listed = await Promise.all(files.map(async (path) => ({ path: relative(root, path), bytes: (await stat(path)).size })))
  return listed.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function refusedArchive(what: string, path: string, reason: string): ProblemError {
  return new ProblemError({
    code: 'StorageInitializerFailed',
    message: `${what}: ${path} is not unpacked: ${reason}.`,
    target: 'properties.model',
    origin: 'input',
    retryable: false,
    hint: {
      cause: 'The model has azureml.unpack set, and one of its archives holds something that may not be unpacked.',
      fix: 'Pack plain files and folders with relative names again, or remove azureml.unpack and unpack in init().',
    },
  })
}

function warnOfServerFiles(codeFolder: string, appRoot: string, log: LogWriter): void {
  for (const folder of new Set([codeFolder, appRoot])) {
    for (const [name, effect] of Object.entries(serverFiles)) {
      if (folder === appRoot && existsSync(join(folder, name)))
        log.warning(`The code folder holds ${name}: ${effect}. Rename it if that is not meant.`)
    }
  }
}

function missingScript(script: string, files: CopiedFile[]): ProblemError {
  const scripts = files.map((file) => file.path).filter((path) => path.endsWith('.py'))
  const there = (scripts.length > 0 ? scripts : files.map((file) => file.path)).slice(0, 10).join(', ')
  return badArgument(
    `The scoring script "${script}" is not in the code folder. There is: ${there === '' ? 'nothing' : there}.`,
    'properties.codeConfiguration.scoringScript',
    {
      cause: 'scoring_script does not name a file of the code folder.',
      fix: 'Set scoring_script to the path of the script relative to the code folder.',
    },
  )
}

function badArgument(message: string, target = 'properties.codeConfiguration', hint = hintFor('BadArgument')): ProblemError {
  return new ProblemError({
    code: 'BadArgument',
    message,
    target,
    origin: 'input',
    retryable: false,
    ...(hint === undefined ? {} : { hint }),
  })
}

function canceled(): ProblemError {
  return new ProblemError({ code: 'OperationCanceled', message: 'Staging was canceled.', origin: 'agent', retryable: true }, 409)
}

function failed(error: unknown): ProblemError {
  const full = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
  const reason = error instanceof Error ? error.message : String(error)
  if (full)
    return new ProblemError(
      {
        code: 'Agent.NoSpace',
        message: 'The disk of the data folder is full.',
        origin: 'agent',
        retryable: true,
        hint: hintFor('Agent.NoSpace'),
      },
      507,
    )
  return new ProblemError(
    {
      code: 'StorageInitializerFailed',
      message: `Model or code could not be staged: ${reason}.`,
      origin: 'agent',
      retryable: false,
      hint: hintFor('StorageInitializerFailed'),
    },
    500,
  )
}

/** Removes what was staged, perhaps half-made; its folders are read-only. */
export async function removeStaged(directory: string): Promise<void> {
  if (!existsSync(directory)) return
  const pending = [directory]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    chmodSync(next, (lstatSync(next).mode & 0o777) | 0o700)
    for (const entry of readdirSync(next, { withFileTypes: true })) if (entry.isDirectory()) pending.push(join(next, entry.name))
  }
  await rm(directory, { recursive: true, force: true })
}
