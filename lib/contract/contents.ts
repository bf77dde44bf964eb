import type { ModelFile } from '@/lib/contract/files'

/** The beginning of a folder's files, sorted. */
export interface FileTree {
  files: ModelFile[]
  fileCount: number
  totalBytes: number
}

/** What one deployment was made of, as the generation that serves (or is coming up) has it. */
export interface DeploymentContents {
  generation: number
  /** Absent for scripts without a model. */
  model?: FileTree & {
    name: string
    version: string
    /** AZUREML_MODEL_DIR of one instance; absent until one was staged. */
    modelDir?: string
    /** Archives were replaced by their contents. */
    unpacked: boolean
  }
  /** Absent when MLflow serves the model. */
  code?: FileTree & {
    /** Folder below the instance's, as it was uploaded. */
    folder: string
    scoringScript: string
    /** SHA-256 over names and contents. */
    hash: string
  }
  /** Folder with MLmodel below AZUREML_MODEL_DIR. */
  mlflow?: {
    folder: string
    /** A body that the model takes: the example saved with it, else made from its signature. */
    sampleRequest?: string
  }
  environment?: {
    /** Folder below env/; equal for deployments that share it. */
    hash: string
    display: string
    /** Absent for an image: what runs there is the image's. */
    pythonVersion?: string
    /** The image it stands on; `used` is another one when the image map substitutes it. */
    image?: { reference: string; asked: string; used: string; dockerfile?: string }
    /** Requirements as resolved, without credentials. */
    requirements: string[]
    /** `cpu` or a CUDA version, when PyTorch comes from its own index. */
    torch?: string
    /** Absent until it was built. */
    packages?: number
    /** Versions of what is installed, by canonical name; absent until it was built, and for images. */
    installed?: Record<string, string>
    serverVersion?: string
  }
}
