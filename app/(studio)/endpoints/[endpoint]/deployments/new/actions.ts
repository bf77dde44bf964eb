'use server'

import { z } from 'zod'
import { repairFileSchema, undoRepairSchema } from '@/lib/contract/file-repair'
import { changedAssets } from '@/lib/server/changed-assets'
import { defineAction } from '@/lib/server/define-action'
import { startDeployJob } from '@/lib/server/deploy-job'
import { deployRequestSchema } from '@/lib/server/deploy-request'
import { loadEdit } from '@/lib/server/deployment-edit'
import { repairFile, undoRepair } from '@/lib/server/repair-file'

/** Journals and starts a deploy job; answers at once. */
export const deployAction = defineAction(deployRequestSchema, startDeployJob)

/** Which local model, code or environment differs from what the deployment runs. */
export const changedAssetsAction = defineAction(
  z.object({ yaml: z.string().max(262_144), baseDir: z.string().optional(), endpoint: z.string(), deployment: z.string() }),
  changedAssets,
)

/** The deployment as it is now, for an edit that was refused because it changed meanwhile. */
export const readLiveAction = defineAction(z.object({ endpoint: z.string(), deployment: z.string() }), async (input) => {
  const { liveText, fingerprint } = await loadEdit(input.endpoint, input.deployment)
  return { liveText, fingerprint }
})

/** Writes a repair of what was found in score.py, a module or a conda file; answers with what stood there before. */
export const repairFileAction = defineAction(repairFileSchema, ({ document, repair }) => repairFile(document, repair))

/** Takes a repair back. */
export const undoRepairAction = defineAction(undoRepairSchema, async ({ repaired, baseDir }) => {
  await undoRepair(repaired, baseDir)
  return null
})
