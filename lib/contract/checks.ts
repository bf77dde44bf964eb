import { z } from 'zod'
import type { Finding } from '@/lib/contract/finding'
import { documentKinds } from '@/lib/contract/yaml/kinds'

/** Longer texts are refused by the check of their size; nothing above is sent. */
const maxTextLength = 400_000
const maxOverlays = 20

/** Body of POST /api/checks: a document as it is being edited, and where its relative paths start. */
export const checksRequestSchema = z.object({
  kind: z.enum([...documentKinds, 'conda']),
  text: z.string().max(maxTextLength),
  /** Folder where relative paths start. */
  baseDir: z.string().max(4096).optional(),
  /** The endpoint a deployment is meant for. */
  endpoint: z.string().max(255).optional(),
  /** Edited texts that are not on the disk yet, by path relative to `baseDir`. */
  overlays: z
    .record(z.string().max(4096), z.string().max(maxTextLength))
    .refine((record) => Object.keys(record).length <= maxOverlays, { message: `at most ${maxOverlays} overlays` })
    .optional(),
})
export type ChecksRequest = z.infer<typeof checksRequestSchema>

/** A path below AZUREML_MODEL_DIR that a script of the deployment joins, held against the model's files. */
export interface ModelJoin {
  /** The script, relative to the document's folder. */
  file: string
  /** 1-based. */
  line: number
  /** Below AZUREML_MODEL_DIR, as joined. */
  path: string
  /** What lies there; absent = nothing, or `isUnknown`. */
  kind?: 'file' | 'folder'
  /** The existing path that was most likely meant. */
  nearest?: string
  /** Nothing can be said: a pattern, or files that are not known whole. */
  isUnknown?: boolean
  /** The script provides for its absence. */
  isOptional?: boolean
}

/** Answer: everything found, errors first, and whether files of this computer were looked at (they may change by themselves). */
export interface ChecksAnswer {
  findings: Finding[]
  looksAtFiles: boolean
  /** What the scripts join to AZUREML_MODEL_DIR, when the model's files are known. */
  joins?: ModelJoin[]
}
