/** Environments: conda file → Python version + requirements → content-addressed folder. */

import type { LogWriter } from '@/agent/runtimes/runtime'
import type { PhaseNote } from '@/lib/contract/phase-note'
import type { Deviation } from '@/lib/contract/scorepoint'

export interface EnvironmentRequest {
  /** The YAML text of the conda file, when there is one. */
  condaFile?: string
  image?: string
  /** Requirements of what serves the model (MLflow's scoring); those whose package the conda file does not name are added. */
  needs?: string[]
  /** Where the text of `condaFile` came from, for messages; default `conda.yaml`. */
  from?: string
}

export interface ResolvedEnvironment {
  /** Hash over the requirements as written, interpreter path and patch version, platform. */
  hash: string
  /** Requirements in pip syntax, sorted. */
  requirements: string[]
  pythonVersion: string
  pythonPath: string
  deviations: Deviation[]
  /** PyTorch packages that come from an index of their own: `cpu` or a CUDA version. */
  torch?: { channel: string; family: string[] }
  /** For people: `conda.yaml → Python 3.11, 14 packages`. */
  summary: string
  /** The same for the phase; absent in what older agents stored. */
  note?: Extract<PhaseNote, { code: 'environment' }>
}

export interface BuiltEnvironment {
  path: string
  python: string
  reused: boolean
  ms: number
}

export interface Environments {
  /** Throws ProblemError (`UnsupportedCondaPackage`, `BadArgument`, `ImageBuildFailure`) naming file line, rule and fix. */
  resolve(request: EnvironmentRequest, log: LogWriter): Promise<ResolvedEnvironment>
  /**
   * Reuse in ≤ 50 ms when the `ok` marker exists. Abort ends the child processes and leaves no half environment.
   * `request` is what `resolved` came from: a result that was stored carries no credentials, the conda file does.
   */
  build(resolved: ResolvedEnvironment, log: LogWriter, signal: AbortSignal, request: EnvironmentRequest): Promise<BuiltEnvironment>
}

export interface StageRequest {
  instanceDir: string
  /** Registered name and version; the last segment of AZUREML_MODEL_DIR. */
  model?: {
    name: string
    version: string /** content-addressed folder or file in assets/ whose tree is copied below the model dir */
    path: string
    /** Archives among the files are unpacked in place (model property `azureml.unpack`). */
    unpack?: boolean
  }
  /** Absent for MLflow models without code, which MLflow's own scoring serves. */
  code?: { folderName: string; path: string; scoringScript: string }
  /** Serve the MLflow model without code of the user. */
  mlflow?: MlflowServing
}
/** An MLflow model that is served without a scoring script. */
export interface MlflowServing {
  /** Folder with `MLmodel`, relative to AZUREML_MODEL_DIR; empty when it is that folder itself. */
  folder: string
}
export interface StagedArtifacts {
  modelDir?: string
  appRoot: string
  entryScript: string
  modelBytes: number
  modelFiles: number
  codeFiles: number
}
/** The storage-initializer: copies (links where possible) read-only, with names, sizes, checksums and the resulting tree in its own log. */
export type StageArtifacts = (request: StageRequest, log: LogWriter, signal: AbortSignal) => Promise<StagedArtifacts>
