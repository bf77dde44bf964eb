import { z } from 'zod'

export const draftIdSchema = z.uuid()

/** What the wizard keeps beside the text of a draft. */
export const draftStateSchema = z.object({
  /** Folder where relative paths in the YAML start. */
  baseDir: z.string().max(4_096).optional(),
  sendAllTraffic: z.boolean().optional(),
  sampleRequest: z.string().max(65_536).optional(),
  /** The deployment that is edited; absent for a new one. */
  editOf: z.string().max(64).optional(),
  /** Fingerprint of the deployment the edit began from. */
  fingerprint: z.string().max(128).optional(),
  /** An edit of the live YAML rather than of the wizard. */
  live: z.boolean().optional(),
  /** Text the edit began from, to show what changed. */
  liveText: z.string().max(262_144).optional(),
  /** Rows of tags of a new endpoint, half-filled ones too, which its file cannot hold. */
  tags: z
    .array(z.object({ key: z.string().max(1_024), value: z.string().max(1_024) }))
    .max(200)
    .optional(),
})
export type DraftState = z.infer<typeof draftStateSchema>

/** Body of `PUT /api/drafts/<id>`. */
export const saveDraftSchema = z.object({
  kind: z.enum(['endpoint', 'deployment']),
  endpoint: z.string().max(64).optional(),
  name: z.string().max(255),
  yaml: z.string().max(262_144),
  state: draftStateSchema,
  /** The revision this text was made from; 0 for a draft that does not exist yet. */
  ifRevision: z.number().int().min(0),
})
export type SaveDraft = z.infer<typeof saveDraftSchema>

/** A draft in a list. */
export interface DraftSummary {
  id: string
  kind: 'endpoint' | 'deployment'
  endpoint?: string
  /** As typed so far; may be empty. */
  name: string
  editOf?: string
  live?: boolean
  revision: number
  /** ISO 8601. */
  updatedAt: string
}

export interface Draft extends DraftSummary {
  yaml: string
  state: DraftState
}
