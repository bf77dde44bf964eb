import 'server-only'
import { z } from 'zod'

/** What a deploy job is asked to do; journaled as it is before its first request. */
export const deployRequestSchema = z.object({
  /** Made in the browser before the click; the same id is the same job. */
  clientRequestId: z.string().min(8).max(64),
  endpoint: z.string().min(1),
  deployment: z.string().min(1),
  /** Creates the endpoint first when it does not exist. */
  endpointYaml: z.string().max(262_144).optional(),
  deploymentYaml: z.string().max(262_144),
  /** Folder from which relative paths in the YAML start. */
  baseDir: z.string().optional(),
  /** After success: traffic 100 to this deployment, 0 to the others. */
  sendAllTraffic: z.boolean(),
  /** Kept as a property of the deployment so that the test panel can offer it. */
  sampleRequest: z.string().max(65_536).optional(),
  /** An edit: refused when the deployment is no longer the one with this fingerprint; only what differs is sent. */
  ifFingerprint: z.string().max(128).optional(),
})
export type DeployRequest = z.infer<typeof deployRequestSchema>
