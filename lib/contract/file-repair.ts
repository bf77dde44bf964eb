import { z } from 'zod'
import { checksRequestSchema } from '@/lib/contract/checks'
import { maxProjectFileBytes } from '@/lib/contract/project'

/** Which repair of which finding in a file beside a document. */
export const fileRepairSchema = z.object({
  rule: z.string().min(1).max(100),
  /** As the finding names it. */
  file: z.string().min(1).max(4096),
  /** Where it was found last; of several alike the nearest is not guessed, the same line goes first. */
  line: z.number().int().min(1).optional(),
  /** Label of the repair as the checks say it. */
  label: z.string().min(1).max(2000),
})
export type FileRepair = z.infer<typeof fileRepairSchema>

/** A file that was repaired: what stood there, and the hash it has now. */
export const repairedFileSchema = z.object({
  file: z.string().min(1).max(4096),
  before: z.string().max(maxProjectFileBytes),
  hash: z.string().max(128),
  /** It is the product's copy of an uploaded file; the person's own is as it was. */
  isUpload: z.boolean().optional(),
})
export type RepairedFile = z.infer<typeof repairedFileSchema>

export const repairFileSchema = z.object({ document: checksRequestSchema, repair: fileRepairSchema })
export const undoRepairSchema = z.object({ repaired: repairedFileSchema, baseDir: z.string().max(4096).optional() })
