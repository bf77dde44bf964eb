import { z } from 'zod'
import type { Finding } from '@/lib/contract/finding'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'

/** A text file longer than this is shown in the tree but not opened. */
export const maxProjectFileBytes = 1024 * 1024

/** First hexadecimal digits of the SHA-256 of the folder's path: the same folder is the same project, whenever it is opened. */
export const projectIdSchema = z.string().regex(/^[0-9a-f]{16}$/)

/** A path inside the project, `/`-separated, relative; empty = the folder itself. */
export const projectPathSchema = z.string().max(1_024)

/** One file of the project that the product understands. */
export interface ProjectDocument {
  path: string
  kind: DocumentKind | 'conda'
  name?: string
  /** Of deployments: the endpoint they belong to, as written. */
  endpoint?: string
}

/** A folder that was opened before. */
export interface ProjectSummary {
  id: string
  /** Last segment of the path. */
  name: string
  folder: string
  /** ISO 8601. */
  openedAt: string
  /** Why the folder cannot be opened now: gone, or no longer among the allowed ones. */
  missing?: string
  documents: ProjectDocument[]
}

/** How a file opens: as text, or only as a name and a size. */
export type Opens = 'text' | 'large' | 'binary'

export interface ProjectEntry {
  name: string
  /** Inside the project. */
  path: string
  kind: 'folder' | 'file'
  sizeBytes?: number
  opens?: Opens
  /** A symbolic link; writing changes what it leads to. */
  isLink?: boolean
}

export interface ProjectListing {
  entries: ProjectEntry[]
  /** More entries than shown. */
  truncated: boolean
}

/** A text file as it is on the disk. */
export interface ProjectFile {
  path: string
  text: string
  /** SHA-256 of its bytes; a save names the one it began from. */
  hash: string
  sizeBytes: number
  /** ISO 8601. */
  modifiedAt: string
  /** The folder belongs to the product or to uploads: nothing is written there. */
  isReadOnly?: boolean
}

/** Body of `PUT /api/projects/<id>/file`. */
export const saveFileSchema = z.strictObject({
  path: projectPathSchema.min(1),
  text: z.string(),
  /** Hash the text was made from; null for a new file, `any` to write over whatever is there now. */
  ifHash: z.union([z.string().regex(/^[0-9a-f]{64}$/), z.literal('any')]).nullable(),
})
export type SaveFile = z.infer<typeof saveFileSchema>

/** Body of `POST /api/projects/<id>/check`: texts that are not saved yet, by path. */
export const checkProjectSchema = z.strictObject({ overlays: z.record(projectPathSchema, z.string()) })

/** A finding in a file of the project: `file` is its path inside the project, `of` are the documents it was found for. */
export type ProjectFinding = Finding & { file: string; of: string[] }

export interface ProjectCheck {
  documents: ProjectDocument[]
  findings: ProjectFinding[]
}

/** A sample or template of the product that can be copied. */
export interface SampleSummary {
  id: string
  files: number
  /** Meant to fail, for trying the diagnosis. */
  isBroken: boolean
}
