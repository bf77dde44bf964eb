/** Environments: conda file → Python version + requirements → content-addressed folder, or image, Dockerfile → content-addressed image. */

import type { LogWriter } from '@/agent/runtimes/runtime'
import type { InferenceConfig } from '@/lib/contract/arm/asset'
import type { PhaseNote } from '@/lib/contract/phase-note'
import type { BuildStep, Deviation } from '@/lib/contract/scorepoint'

export interface EnvironmentRequest {
  /** The YAML text of the conda file, when there is one. */
  condaFile?: string
  image?: string
  /** Instead of an image: a Dockerfile with the folder it builds from. */
  build?: BuildContext
  /** Routes and ports of an image that brings its own server. */
  inferenceConfig?: InferenceConfig
  /** Requirements of what serves the model (MLflow's scoring); those whose package the conda file does not name are added. */
  needs?: string[]
  /** Where the text of `condaFile` came from, for messages; default `conda.yaml`. */
  from?: string
}

/** A Docker build context: a content-addressed folder, so that it never changes. */
export interface BuildContext {
  /** Absolute. */
  contextPath: string
  /** Relative to the context; `Dockerfile` by default. */
  dockerfilePath: string
}

export type ResolvedEnvironment = ResolvedProcessEnvironment | ResolvedImageEnvironment

/** A Python environment on this computer. */
export interface ResolvedProcessEnvironment {
  /** Absent in what older agents stored. */
  kind?: 'process'
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

/** An image of the engine: built from the environment, or the image as it is. */
export interface ResolvedImageEnvironment {
  kind: 'image'
  /** Hash over the base image's id, the Dockerfile and the files that go into the build. */
  hash: string
  /** What containers are created from: `scorepoint-env:<hash>` when something is built, else the image itself. */
  reference: string
  /** The image everything stands on. `used` differs from `asked` when the image map substitutes it; `id` once it is present. */
  base: { asked: string; used: string; id?: string }
  /** What is built; absent when the image is used as it is. */
  dockerfile?: string
  /** Start command of the inference server; absent = the image's own. */
  command?: string[]
  /** Interpreter inside the image, when it is known. */
  pythonPath?: string
  /** Present when the image brings its own server. */
  inferenceConfig?: InferenceConfig
  deviations: Deviation[]
  /** For people: `image openmpi4.1.0-ubuntu20.04 with conda.yaml, 14 packages`. */
  summary: string
  note?: Extract<PhaseNote, { code: 'image' }>
}

export type BuiltEnvironment = BuiltProcessEnvironment | BuiltImageEnvironment

export interface BuiltProcessEnvironment {
  kind?: 'process'
  path: string
  python: string
  reused: boolean
  ms: number
}

export interface BuiltImageEnvironment {
  kind: 'image'
  /** `sha256:…`; containers are created from this, so that a moved tag changes nothing. */
  imageId: string
  reference: string
  /** Nothing was built or pulled. */
  reused: boolean
  ms: number
  /** For people: why it was built, pulled or reused. */
  why: string
  /** Start command and interpreter, where only the finished image tells them; they go before those that were resolved. */
  command?: string[]
  pythonPath?: string
}

/** What an environment's build reports beside its log lines. */
export interface BuildReport {
  /** The whole list, each time something in it changed. */
  steps?: (steps: BuildStep[]) => void
}

export interface Environments {
  /** Throws ProblemError (`UnsupportedCondaPackage`, `BadArgument`, `ImageBuildFailure`) naming file line, rule and fix. */
  resolve(request: EnvironmentRequest, log: LogWriter): Promise<ResolvedEnvironment>
  /**
   * Reuse in ≤ 50 ms when the `ok` marker (or the image) exists. Abort ends the build and leaves no half environment.
   * `request` is what `resolved` came from: a result that was stored carries no credentials, the conda file does.
   */
  build(
    resolved: ResolvedEnvironment,
    log: LogWriter,
    signal: AbortSignal,
    request: EnvironmentRequest,
    report?: BuildReport,
  ): Promise<BuiltEnvironment>
}

/** Environments as folders with an interpreter, for the process runtime. */
export interface ProcessEnvironments extends Environments {
  resolve(request: EnvironmentRequest, log: LogWriter): Promise<ResolvedProcessEnvironment>
  build(
    resolved: ResolvedProcessEnvironment,
    log: LogWriter,
    signal: AbortSignal,
    request: EnvironmentRequest,
  ): Promise<BuiltProcessEnvironment>
}

/** Environments as images of an engine, for the Docker runtime. */
export interface ImageEnvironments extends Environments {
  resolve(request: EnvironmentRequest, log: LogWriter): Promise<ResolvedImageEnvironment>
  build(
    resolved: ResolvedImageEnvironment,
    log: LogWriter,
    signal: AbortSignal,
    request: EnvironmentRequest,
    report?: BuildReport,
  ): Promise<BuiltImageEnvironment>
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
  /** Where the instance will see `azureml-models` and the code, when that is inside a container; then code lands in `<instanceDir>/code`. */
  container?: { modelsAt?: string; codeAt?: string }
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
