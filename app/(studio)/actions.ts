'use server'

import { z } from 'zod'
import { defineAction } from '@/lib/server/define-action'
import { deploySample } from '@/lib/server/deploy-sample'

/** Puts the sample model behind a new endpoint; returns at once with the endpoint's name, the phases run on. */
export const deploySampleAction = defineAction(z.strictObject({ clientRequestId: z.guid() }), ({ clientRequestId }) =>
  deploySample(clientRequestId),
)
