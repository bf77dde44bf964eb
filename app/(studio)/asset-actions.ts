'use server'

import { z } from 'zod'
import { deleteAsset, editContainer, editVersion } from '@/lib/arm/registered'
import { registeredKinds } from '@/lib/contract/assets'
import { getConnection } from '@/lib/server/connection'
import { defineAction } from '@/lib/server/define-action'
import {
  registerEnvironmentSchema,
  registerEnvironmentVersion,
  registerModelSchema,
  registerModelVersion,
} from '@/lib/server/register-asset'

const onAsset = z.object({
  kind: z.enum(registeredKinds),
  name: z.string().min(1).max(255),
  /** Absent = the name with all its versions. */
  version: z.string().min(1).max(255).optional(),
})

export const registerModelAction = defineAction(registerModelSchema, registerModelVersion)

export const registerEnvironmentAction = defineAction(registerEnvironmentSchema, registerEnvironmentVersion)

/** Description, tags, archived or not; everything else of a version never changes. */
export const editAssetAction = defineAction(
  onAsset.extend({
    description: z.string().max(4_096).optional(),
    tags: z.record(z.string().min(1).max(256), z.string().max(1_024)).optional(),
    isArchived: z.boolean().optional(),
  }),
  async ({ kind, name, version, ...edit }) => {
    if (version === undefined) await editContainer(getConnection(), kind, name, edit)
    else await editVersion(getConnection(), kind, name, version, edit)
    return null
  },
)

export const deleteAssetAction = defineAction(onAsset, async ({ kind, name, version }) => {
  await deleteAsset(getConnection(), kind, name, version)
  return null
})
