'use server'

import { z } from 'zod'
import { defineAction } from '@/lib/server/define-action'
import { applyLiveDeployment, applyLiveEndpoint } from '@/lib/server/live-yaml'

const name = z.string().min(1).max(64)
const edit = z.object({
  clientRequestId: z.string().min(8).max(64),
  endpoint: name,
  yaml: z.string().max(262_144),
  ifFingerprint: z.string().min(1).max(128),
})

/** Makes the deployment what the file says, unless it was changed since; answers once the job is journaled. */
export const applyDeploymentAction = defineAction(edit.extend({ deployment: name }), applyLiveDeployment)

/** The same for the endpoint's own file. */
export const applyEndpointAction = defineAction(edit, async (input) => {
  const { operationId } = await applyLiveEndpoint(input)
  return { operationId }
})
