'use server'

import { z } from 'zod'
import { computeNames, detachCompute, putCompute } from '@/lib/arm/computes'
import { saveImages, savePython } from '@/lib/arm/storage'
import { imageSettingsSchema } from '@/lib/contract/image-settings'
import { pythonSettingsSchema } from '@/lib/contract/python'
import { getConnection } from '@/lib/server/connection'
import { defineAction } from '@/lib/server/define-action'
import { addFolder, removeFolder, restoreFolders } from '@/lib/server/folder-settings'
import { requestRemoval, saveBackup } from '@/lib/server/remove-everything'
import { cleanInputSchema, cleanUp } from '@/lib/server/storage'

const path = z.strictObject({ path: z.string().min(1).max(4096) })

export const addFolderAction = defineAction(path, (input) => addFolder(input.path))
export const removeFolderAction = defineAction(path, (input) => removeFolder(input.path))
export const restoreFoldersAction = defineAction(z.strictObject({}), () => restoreFolders())
export const savePythonAction = defineAction(pythonSettingsSchema, (input) => savePython(getConnection(), input))
export const saveImagesAction = defineAction(imageSettingsSchema, (input) => saveImages(getConnection(), input))
export const cleanStorageAction = defineAction(cleanInputSchema, (input) => cleanUp(input))
export const saveBackupAction = defineAction(path, (input) => saveBackup(input.path))

const computeName = z.strictObject({ name: z.string().min(1).max(64) })

/** Registers a simulated Kubernetes compute; answers the names of all. */
export const addComputeAction = defineAction(computeName, async ({ name }) => {
  await putCompute(getConnection(), name, { properties: { computeType: 'Kubernetes' } })
  return computeNames(getConnection())
})
export const detachComputeAction = defineAction(computeName, async ({ name }) => {
  await detachCompute(getConnection(), name)
  return computeNames(getConnection())
})

/** Ends Scorepoint and deletes its data; `confirmed` is what the dialog sends once the word was typed. */
export const removeEverythingAction = defineAction(z.strictObject({ confirmed: z.literal(true) }), async () => {
  requestRemoval()
  return null
})
