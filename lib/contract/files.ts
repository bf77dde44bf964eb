import type { MlflowFacts } from '@/lib/contract/mlflow'

/** What the wizard's file browser shows; answered by GET /api/files. */
export interface FolderEntry {
  name: string
  /** Absolute. */
  path: string
  kind: 'folder' | 'file'
  sizeBytes?: number
  modifiedAt?: string
}
export interface FolderListing {
  /** Absolute real path of the folder. */
  path: string
  /** Undefined at the top of an allowed root. */
  parent?: string
  /** Folders the studio may read, for the shortcuts. */
  roots: string[]
  entries: FolderEntry[]
  /** More entries than shown. */
  truncated: boolean
}

/** A scoring script's functions, with 1-based lines; undefined when not found. */
export interface ScriptOutline {
  init?: number
  run?: number
  /** Name of run's first parameter. */
  runParameter?: string
}
export interface FilePreview {
  path: string
  /** First 64 KiB. */
  text: string
  outline?: ScriptOutline
}

/** Answer to POST /api/uploads: where the file lies now, and the folder that collects this upload. */
export interface UploadedFile {
  path: string
  root: string
  sizeBytes: number
}

/** One upload (a file, or a folder file by file): its caps. */
export const maxUploadBytes = 2 * 1024 ** 3
export const maxUploadFiles = 10_000

/** One file of a model as it will lie below AZUREML_MODEL_DIR. */
export interface ModelFile {
  /** Below AZUREML_MODEL_DIR, `/`-separated. */
  path: string
  sizeBytes: number
}

/** A model file or folder of this computer, looked at without loading it; answered by GET /api/files/model. */
export interface ModelPreview {
  /** Absolute. */
  path: string
  /** The first of `fileCount` files, sorted. */
  files: ModelFile[]
  fileCount: number
  totalBytes: number
  /** What an upload leaves out, the first 200 names; folders end with a slash. */
  leftOut?: string[]
  /** `.amlignore` or `.gitignore`, where one was followed. */
  ignoreFile?: string
  /** SHA-256 over names and contents, by which an upload is known; absent for large models, which are hashed when they are uploaded. */
  hash?: string
  /** Version of scikit-learn that wrote the first pickle, when its bytes say so. */
  sklearnVersion?: string
  /** Present when the folder was saved by MLflow. */
  mlflow?: MlflowPreview
}

export interface MlflowPreview extends MlflowFacts {
  /** Folder with MLmodel, below AZUREML_MODEL_DIR. */
  folder: string
  /** File of the folder the environment comes from. */
  environmentFrom: string
  /** A request that fits: the saved example, else made from the signature. */
  sampleRequest?: string
}
