/** A registered asset as completion offers it. */
export interface AssetFact {
  name: string
  /** Newest first. */
  versions: readonly string[]
}

/** What completion and hover may know beside the text. All of it is optional: what is unknown is not proposed. */
export interface LanguageFacts {
  models?: readonly AssetFact[]
  environments?: readonly AssetFact[]
  /** Names of attached Kubernetes computes. */
  computes?: readonly string[]
  /** Names of instance types of the cluster (Kubernetes); managed sizes are known by themselves. */
  instanceTypes?: readonly string[]
  endpoints?: readonly string[]
  /** Deployments of the endpoint: keys of `traffic`. */
  deployments?: readonly string[]
  /** Paths beside the document, relative to it, `/` at the end of folders. */
  paths?: readonly string[]
  /** The same, asked when they are needed: entries of a folder relative to the document (`''` = its own). */
  listFolder?: (folder: string) => Promise<readonly string[]>
}
