'use server'

import { z } from 'zod'
import { createEndpointOnce } from '@/lib/server/create-endpoint'
import { defineAction } from '@/lib/server/define-action'

const inputSchema = z.strictObject({ clientRequestId: z.guid(), yaml: z.string().min(1).max(64_000) })

/** Starts the creation of an endpoint from its YAML; answers with its name once accepted. */
export const createEndpointAction = defineAction(inputSchema, ({ clientRequestId, yaml }) => createEndpointOnce(clientRequestId, yaml))
