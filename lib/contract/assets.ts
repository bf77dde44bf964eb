/** What the agent says about registered models and environments beside ARM: sizes, files, who uses them, what was built. */
import type { Deviation } from '@/lib/contract/scorepoint'
import type { Problem } from '@/lib/problems/problem'

export const registeredKinds = ['models', 'environments'] as const
export type RegisteredKind = (typeof registeredKinds)[number]

/** Models: `custom_model`, `mlflow_model`, `triton_model`; environments: what they are made of. */
export type AssetType = string

interface AssetFacts {
  description?: string
  tags: Record<string, string>
  type: AssetType
  isArchived: boolean
  /** `endpoint/deployment` of every deployment that runs or shall run it. */
  usedBy: string[]
  /** Bytes of its files; absent when it has none. */
  sizeBytes?: number
  /** ISO 8601. */
  createdAt: string
  modifiedAt: string
}

/** A name with all its versions. */
export interface AssetSummary extends AssetFacts {
  name: string
  latestVersion?: string
  nextVersion: string
  /** Versions that are not anonymous, archived ones included. */
  versions: number
}

export interface AssetVersionView extends AssetFacts {
  name: string
  version: string
  /** Registered by a deployment, under a generated name. */
  isAnonymous: boolean
  fileCount: number
}

export interface AssetDetail extends AssetSummary {
  /** Newest first. */
  versionList: AssetVersionView[]
}

export interface AssetFile {
  /** Relative, with `/`; a model's lie like this below AZUREML_MODEL_DIR. */
  path: string
  sizeBytes: number
  sha256: string
}

/** The environment folder that would serve this specification on this computer. */
export interface EnvironmentBuild {
  /** `needsDocker`: image or build context alone, which the process runtime does not run; `invalid`: see problem. */
  state: 'built' | 'notBuilt' | 'needsDocker' | 'invalid'
  hash?: string
  pythonVersion?: string
  /** In pip syntax. */
  requirements?: string[]
  deviations: Deviation[]
  /** Installed packages, of a built one. */
  packages?: number
  sizeBytes?: number
  builtAt?: string
  problem?: Problem
}

/** What a version of any kind holds: to be put into a folder. */
export interface AssetContent {
  files: Pick<AssetFile, 'path' | 'sizeBytes'>[]
  /** Name of the folder of a code version. */
  folder?: string
  /** The body of the ARM version, as stored. */
  properties: Record<string, unknown>
}

export interface AssetVersionDetail extends AssetVersionView {
  files: AssetFile[]
  /** The body of the ARM version, as stored. */
  properties: Record<string, unknown>
  /** Environments only. */
  build?: EnvironmentBuild
}
