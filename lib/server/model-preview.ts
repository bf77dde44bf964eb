import 'server-only'
import { existsSync } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { hashTree, readLocalTree } from '@/lib/arm/local-files'
import type { MlflowPreview, ModelPreview } from '@/lib/contract/files'
import { type MlflowFiles, mlflowEnvironment } from '@/lib/domain/mlflow/mlflow-environment'
import { parseMlmodel } from '@/lib/domain/mlflow/mlmodel'
import { mlflowSampleRequest } from '@/lib/domain/mlflow/sample-request'
import { guessModel, pathsFor } from '@/lib/domain/scoring-script/model-kind'
import { pickledSklearnVersion } from '@/lib/domain/scoring-script/pickled-version'
import { allowedPath } from '@/lib/server/allowed-paths'

const shownFiles = 500
/** Up to this size a preview also says the hash; larger models are hashed when they are uploaded. */
const hashedBytes = 64 * 1024 ** 2
const maxTextBytes = 1024 * 1024
/** The version stands near the beginning of a pickle, before the numbers. */
const pickleBytes = 4 * 1024 ** 2

/** What an upload of this path would put below AZUREML_MODEL_DIR. Throws as allowedPath and readLocalTree do. */
export async function previewModel(path: string, baseDir: string | undefined): Promise<ModelPreview> {
  const real = allowedPath(path, baseDir)
  const tree = await readLocalTree(real)
  const files = tree.files.map((file) => ({ path: tree.isFolder ? `${tree.name}/${file.name}` : file.name, sizeBytes: file.sizeBytes }))
  const onDisk = new Map(files.map((file, index) => [file.path, tree.files[index]?.path ?? '']))
  const names = files.map((file) => file.path)
  const guess = guessModel(names)
  const pickle = guess.kind === 'sklearn' ? pathsFor('sklearn', names)[0] : undefined
  const sklearnVersion = pickle === undefined ? undefined : pickledSklearnVersion(await beginning(onDisk.get(pickle) ?? ''))
  const mlflow = guess.kind === 'mlflow' ? await previewMlflow(guess.path, onDisk) : undefined
  return {
    path: real,
    files: files.slice(0, shownFiles),
    fileCount: files.length,
    totalBytes: tree.sizeBytes,
    ...(tree.leftOut?.length ? { leftOut: tree.leftOut } : {}),
    ...(tree.ignoreFile ? { ignoreFile: tree.ignoreFile } : {}),
    ...(tree.sizeBytes <= hashedBytes ? { hash: (await hashTree(tree)).hash } : {}),
    ...(sklearnVersion === undefined ? {} : { sklearnVersion }),
    ...(mlflow === undefined ? {} : { mlflow }),
  }
}

async function beginning(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(pickleBytes), 0, pickleBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function previewMlflow(folder: string, onDisk: ReadonlyMap<string, string>): Promise<MlflowPreview | undefined> {
  const read = async (name: string): Promise<string | undefined> => {
    const path = onDisk.get(folder === '' ? name : `${folder}/${name}`)
    if (path === undefined || !existsSync(path) || (await stat(path)).size > maxTextBytes) return undefined
    return readFile(path, 'utf8')
  }
  const facts = parseMlmodel((await read('MLmodel')) ?? '')
  if (facts === undefined) return undefined
  const files: MlflowFiles = {}
  for (const [key, name] of [
    ['conda', facts.condaFile],
    ['pythonEnv', facts.pythonEnvFile],
    ['requirements', 'requirements.txt'],
  ] as const) {
    const text = await read(name)
    if (text !== undefined) files[key] = text
  }
  const example = facts.inputExample === undefined ? undefined : await read(facts.inputExample)
  const sampleRequest = mlflowSampleRequest(facts, example)
  return {
    ...facts,
    folder,
    environmentFrom: mlflowEnvironment(facts, files).from,
    ...(sampleRequest === undefined ? {} : { sampleRequest }),
  }
}
