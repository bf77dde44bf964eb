/** What came from outside the page: files, folders, or a pasted text. */
export interface Dropped {
  files: readonly File[]
  folders: readonly FileSystemDirectoryEntry[]
  /** Pasted. */
  text?: string
}

/** Read at once: the browser forgets the list when the event ends. */
export function droppedOf(data: DataTransfer): Dropped {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.() ?? null)
  const folders = entries.filter((entry): entry is FileSystemDirectoryEntry => entry?.isDirectory === true)
  // A folder is among the files too, as one without contents.
  const files = [...data.files].filter((file) => !folders.some(({ name }) => name === file.name))
  return { files, folders }
}

/** Whether a pasted text may be a file: several lines, with a key. Words and single values are nobody's file. */
export const looksLikeFile = (text: string): boolean =>
  text.length < 300_000 && /\n/.test(text.trim()) && /^[\s"{]*[$A-Za-z_][\w$-]*"?\s*:/m.test(text)
