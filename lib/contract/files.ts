/** What the wizard's file browser shows; answered by GET /api/files. */
export interface FolderEntry {
  name: string
  /** Absolute. */
  path: string
  kind: 'folder' | 'file'
  sizeBytes?: number
  modifiedAt?: string
}
export interface FolderListing {
  /** Absolute real path of the folder. */
  path: string
  /** Undefined at the top of an allowed root. */
  parent?: string
  /** Folders the studio may read, for the shortcuts. */
  roots: string[]
  entries: FolderEntry[]
  /** More entries than shown. */
  truncated: boolean
}

/** A scoring script's functions, with 1-based lines; undefined when not found. */
export interface ScriptOutline {
  init?: number
  run?: number
  /** Name of run's first parameter. */
  runParameter?: string
}
export interface FilePreview {
  path: string
  /** First 64 KiB. */
  text: string
  outline?: ScriptOutline
}

/** Answer to POST /api/uploads: where the file lies now, and the folder that collects this upload. */
export interface UploadedFile {
  path: string
  root: string
  sizeBytes: number
}

/** One upload (a file, or a folder file by file): its caps. */
export const maxUploadBytes = 2 * 1024 ** 3
export const maxUploadFiles = 10_000
