/** Whether the local files of an edit are what the deployment runs already. */
export interface ChangedAsset {
  field: 'model' | 'code' | 'environment'
  /** `unknown`: too large to compare before the upload. */
  state: 'same' | 'changed' | 'unknown'
}
