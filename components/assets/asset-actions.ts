import type { RegisteredKind } from '@/lib/contract/assets'
import type { Result } from '@/lib/problems/problem'

interface OnAsset {
  kind: RegisteredKind
  name: string
  /** Absent = the name with all its versions. */
  version?: string
}
interface Registration {
  name: string
  version?: string
  description?: string
  tags: Record<string, string>
}
export type ModelType = 'custom_model' | 'mlflow_model' | 'triton_model'
export type Registered = Promise<Result<{ name: string; version: string }>>

/** What the pages of models and environments can change. Server actions, handed down from the page. */
export interface AssetActions {
  registerModel: (input: Registration & { path: string; type: ModelType }) => Registered
  registerEnvironment: (
    input: Registration & {
      image?: string
      condaFile?: string
      buildPath?: string
      dockerfilePath?: string
      inferenceConfig?: Record<'livenessRoute' | 'readinessRoute' | 'scoringRoute', { port: number; path: string }>
    },
  ) => Registered
  edit: (input: OnAsset & { description?: string; tags?: Record<string, string>; isArchived?: boolean }) => Promise<Result<null>>
  remove: (input: OnAsset) => Promise<Result<null>>
}
