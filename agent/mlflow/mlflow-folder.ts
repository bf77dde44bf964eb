import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { MlflowFacts } from '@/lib/contract/mlflow'
import type { MlflowFiles } from '@/lib/domain/mlflow/mlflow-environment'
import { parseMlmodel } from '@/lib/domain/mlflow/mlmodel'

export interface MlflowModelFolder {
  /** Folder with `MLmodel`, relative to the model's files; empty when it is their root. */
  folder: string
  facts: MlflowFacts
  files: MlflowFiles
  /** Text of the input example saved with the model. */
  example?: string
}

/** Larger than this, none of these files is what its name says. */
const maxTextBytes = 1024 * 1024
/** Below the registered folder and a folder in it, as jobs write them. */
const maxDepth = 3

/** The MLflow model below `root`, the one nearest to it; undefined when there is none that can be read. */
export function findMlflowModel(root: string): MlflowModelFolder | undefined {
  const folder = folderWithMlmodel(root)
  if (folder === undefined) return undefined
  const read = (name: string) => readText(join(root, folder, name))
  const facts = parseMlmodel(read('MLmodel') ?? '')
  if (facts === undefined) return undefined
  const [conda, pythonEnv, requirements] = [read(facts.condaFile), read(facts.pythonEnvFile), read('requirements.txt')]
  const example = facts.inputExample === undefined ? undefined : read(facts.inputExample)
  return {
    folder,
    facts,
    ...(example === undefined ? {} : { example }),
    files: {
      ...(conda === undefined ? {} : { conda }),
      ...(pythonEnv === undefined ? {} : { pythonEnv }),
      ...(requirements === undefined ? {} : { requirements }),
    },
  }
}

function folderWithMlmodel(root: string): string | undefined {
  let level = ['']
  for (let depth = 0; depth <= maxDepth; depth++) {
    const found = level.find((folder) => existsSync(join(root, folder, 'MLmodel')))
    if (found !== undefined) return found
    level = level.flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => (folder === '' ? entry.name : `${folder}/${entry.name}`))
        .sort(),
    )
  }
  return undefined
}

function readText(path: string): string | undefined {
  const info = statSync(path, { throwIfNoEntry: false })
  return info?.isFile() && info.size <= maxTextBytes ? readFileSync(path, 'utf8') : undefined
}
