'use server'

import { z } from 'zod'
import { dismissActivity } from '@/lib/server/activity'
import { defineAction } from '@/lib/server/define-action'

/** Takes one ended entry, or all of them, out of the tray. */
export const dismissActivityAction = defineAction(z.strictObject({ id: z.string().min(1).max(100).optional() }), async ({ id }) => {
  await dismissActivity(id)
  return null
})
