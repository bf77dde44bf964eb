'use server'

import { z } from 'zod'
import { exampleInputSchema } from '@/lib/contract/example'
import { deleteExamples } from '@/lib/db/examples'
import { defineAction } from '@/lib/server/define-action'
import { forget, star } from '@/lib/server/invocation-history'
import { keepExample } from '@/lib/server/saved-examples'

const onEndpoint = z.object({ endpoint: z.string().min(1).max(64) })
const id = z.string().min(1).max(64)

export const starInvocationAction = defineAction(onEndpoint.extend({ id, starred: z.boolean() }), async (input) => {
  await star(input.endpoint, input.id, input.starred)
  return null
})

/** Without an id: every entry that has no star. */
export const forgetInvocationsAction = defineAction(onEndpoint.extend({ id: id.optional() }), async (input) => {
  await forget(input.endpoint, input.id)
  return null
})

export const saveExampleAction = defineAction(
  onEndpoint.extend({ id: id.optional(), example: exampleInputSchema }),
  async ({ endpoint, example, ...input }) => ({ id: await keepExample(endpoint, example, input.id) }),
)

export const deleteExampleAction = defineAction(onEndpoint.extend({ id }), async (input) => {
  await deleteExamples(input.endpoint, input.id)
  return null
})
