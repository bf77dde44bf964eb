import type { ProjectFile } from '@/lib/contract/project'

/** An open file: its text in the editor, and the version on the disk it was made from. */
export interface Buffer {
  path: string
  text: string
  /** As it was on the disk when it was read or saved last. */
  base: string
  /** SHA-256 of `base`; null = not on the disk. */
  hash: string | null
  isReadOnly: boolean
  /** Another program wrote the file while it had unsaved changes here; null = it removed it. */
  theirs?: { text: string; hash: string } | null
  /** Unsaved text of another tab of this browser, when both went on from the same one. */
  other?: string
  /** Counts texts taken over from the disk: editors with a state of their own begin anew. */
  generation: number
}

export type Buffers = Readonly<Record<string, Buffer>>

export const isUnsaved = (buffer: Buffer): boolean => buffer.text !== buffer.base || buffer.hash === null

/** Two versions stand against each other: one has to decide before anything is saved. */
export const isContested = (buffer: Buffer): boolean => buffer.theirs !== undefined || buffer.other !== undefined

/** A file just read. `unsaved` is what an earlier visit left: kept, and a conflict when the disk has gone on since. */
export function opened(file: ProjectFile, unsaved?: KeptText): Buffer {
  const fresh: Buffer = {
    path: file.path,
    text: file.text,
    base: file.text,
    hash: file.hash,
    isReadOnly: file.isReadOnly === true,
    generation: 0,
  }
  if (!unsaved || unsaved.text === file.text) return fresh
  if (unsaved.hash === file.hash) return { ...fresh, ...unsaved }
  return { ...fresh, ...unsaved, theirs: { text: file.text, hash: file.hash } }
}

/** The disk says something new about an open file. Without unsaved changes it is taken over; with them both versions are kept. */
export function seenOnDisk(buffer: Buffer, file: ProjectFile | undefined): Buffer {
  if (file === undefined) return buffer.hash === null ? buffer : { ...buffer, theirs: null }
  if (file.hash === buffer.hash) {
    if (buffer.theirs === undefined) return buffer
    const { theirs: _settled, ...rest } = buffer
    return rest
  }
  if (file.text === buffer.text || !isUnsaved(buffer)) return reloaded(buffer, file)
  return { ...buffer, theirs: { text: file.text, hash: file.hash } }
}

/** Takes over what is on the disk. */
export function reloaded(buffer: Buffer, file: Pick<ProjectFile, 'text' | 'hash'>): Buffer {
  const { theirs: _settled, ...rest } = buffer
  const generation = file.text === buffer.text ? buffer.generation : buffer.generation + 1
  return { ...rest, text: file.text, base: file.text, hash: file.hash, generation }
}

/** After a save of `text`: what was typed meanwhile stays unsaved. */
export function saved(buffer: Buffer, text: string, hash: string): Buffer {
  const { theirs: _settled, ...rest } = buffer
  return { ...rest, base: text, hash }
}

/**
 * What the browser keeps for the file, perhaps written by another tab; `known` is what was kept when this tab looked last. A tab without
 * a change of its own since then goes on with the other's text; else both are kept until one decides.
 */
export function seenInTab(buffer: Buffer, kept: KeptText | undefined, known: string | undefined): Buffer {
  if (!kept || kept.text === known || kept.text === buffer.text || kept.text === buffer.other) return buffer
  // The other tab asks about this text already.
  if (kept.other === buffer.text) return buffer
  if (buffer.other !== undefined || (isUnsaved(buffer) && buffer.text !== known)) return { ...buffer, other: kept.text }
  return { ...buffer, text: kept.text, base: kept.base, hash: kept.hash, generation: buffer.generation + 1 }
}

/** One decided between this tab's text and another's. */
export function agreed(buffer: Buffer, text: string): Buffer {
  const { other: _decided, ...rest } = buffer
  return { ...rest, text, generation: buffer.generation + 1 }
}

export type KeptText = Pick<Buffer, 'text' | 'base' | 'hash' | 'other'>

/** What survives a reload: paths of the open tabs and the texts that are not on the disk. */
export interface KeptProject {
  open: readonly string[]
  unsaved: Record<string, KeptText>
}

export const keyOf = (id: string) => `scorepoint.project.${id}`
const nothing: KeptProject = { open: [], unsaved: {} }

const isText = (value: unknown): value is string => typeof value === 'string'
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** What an earlier visit of this browser left; nothing when it cannot be read. */
export function readKept(id: string): KeptProject {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(keyOf(id)) ?? 'null')
    if (!isRecord(stored) || !Array.isArray(stored.open) || !isRecord(stored.unsaved)) return nothing
    const unsaved: KeptProject['unsaved'] = {}
    for (const [path, value] of Object.entries(stored.unsaved)) {
      if (!isRecord(value)) continue
      const { text, base, hash, other } = value
      if (!isText(text) || !isText(base)) continue
      unsaved[path] = { text, base, hash: isText(hash) ? hash : null, ...(isText(other) ? { other } : {}) }
    }
    return { open: stored.open.filter(isText), unsaved }
  } catch {
    // Storage is switched off or holds something else: the visit begins anew.
    return nothing
  }
}

/**
 * Keeps what is not saved; false when the browser has no room for it. What other tabs keep of files that are not open here stays;
 * `dropped` are paths this tab has closed or renamed.
 */
export function writeKept(id: string, open: readonly string[], buffers: Buffers, dropped: Iterable<string> = []): boolean {
  const { unsaved } = readKept(id)
  for (const path of dropped) delete unsaved[path]
  for (const buffer of Object.values(buffers)) {
    const { path, text, base, hash, other } = buffer
    if (isUnsaved(buffer)) unsaved[path] = { text, base, hash, ...(other === undefined ? {} : { other }) }
    else delete unsaved[path]
  }
  try {
    window.localStorage.setItem(keyOf(id), JSON.stringify({ open, unsaved } satisfies KeptProject))
    return true
  } catch {
    // Full or switched off: said on the page while something is unsaved.
    return !Object.values(buffers).some(isUnsaved)
  }
}
