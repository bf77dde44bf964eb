import type { Dropped } from '@/components/drop/dropped'
import { type Recognised, recognise } from '@/lib/domain/convert/recognise'

/** Longer files are no YAML of ours. */
const maxTextBytes = 300_000

/** One document that was dropped. */
export interface DroppedDocument {
  /** Unique among what was dropped together. */
  id: string
  /** Name of the file; undefined for pasted text. */
  file: string | undefined
  found: Recognised
}

/** What the dropped files and text are; a file with several documents counts once per document. */
export async function readDropped(dropped: Dropped): Promise<DroppedDocument[]> {
  const texts = await Promise.all(
    dropped.files.map(async (file) => ({ file: file.name, text: file.size > maxTextBytes ? '' : await file.text(), size: file.size })),
  )
  const all = [...texts, ...(dropped.text === undefined ? [] : [{ file: undefined, text: dropped.text, size: dropped.text.length }])]
  return all.flatMap(({ file, text }, index) => {
    const found = recognise(text, file)
    const each = found.documents && found.documents.length > 0 ? found.documents : [found]
    return each.map((one, part) => ({ id: `${index}.${part}`, file, found: one }))
  })
}

/** Files of a folder with their paths, at most `limit` of them; undefined when there are more, or more bytes than `maxBytes`. */
export async function filesOfFolder(folder: FileSystemDirectoryEntry, limit: number, maxBytes: number): Promise<File[] | undefined> {
  const files: File[] = []
  let bytes = 0
  async function walk(entry: FileSystemDirectoryEntry, below: string): Promise<boolean> {
    const reader = entry.createReader()
    for (;;) {
      // Browsers answer a hundred entries at a time.
      const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
      if (part.length === 0) return true
      for (const child of part) {
        if (child.name.startsWith('.') || child.name === '__pycache__' || child.name === 'node_modules') continue
        if (isFolder(child)) {
          if (!(await walk(child, `${below}/${child.name}`))) return false
        } else if (isFile(child)) {
          const file = await new Promise<File>((resolve, reject) => child.file(resolve, reject))
          bytes += file.size
          if (files.length >= limit || bytes > maxBytes) return false
          // Uploads name a file by this path; dropped files have none of their own.
          Object.defineProperty(file, 'webkitRelativePath', { value: `${below}/${child.name}` })
          files.push(file)
        }
      }
    }
  }
  return (await walk(folder, folder.name)) ? files : undefined
}

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
