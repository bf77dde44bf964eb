/** One live object of an endpoint as the file that describes it. */
export interface LiveFile {
  /** Name of the deployment; absent for the endpoint's own file. */
  deployment?: string
  text: string
  /** Equal while nobody changed the object; dates and states do not count. */
  fingerprint: string
}

/** Body of `GET /api/endpoints/[endpoint]/yaml`: the endpoint's file first, then its deployments. */
export interface LiveFiles {
  files: LiveFile[]
}
