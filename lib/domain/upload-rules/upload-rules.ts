/** Which files of a folder an upload sends: all but those `.amlignore` (else `.gitignore`) leaves out, hidden folders and caches. Pure. */
import ignore from 'ignore'

/** Of the folder itself; the first that exists is followed, as the official tools do. */
export const ignoreFiles = ['.amlignore', '.gitignore'] as const

export interface UploadRules {
  /** @param name below the folder, `/`-separated; an entry of a folder that stays is never asked about */
  staysHere(name: string, isFolder: boolean): boolean
}

/** @param text of the ignore file, when there is one */
export function uploadRules(text: string | undefined): UploadRules {
  const rules = ignore().add(['.git/', '__pycache__/', ...ignoreFiles])
  if (text !== undefined) rules.add(text)
  return {
    staysHere(name, isFolder) {
      // A dot-folder is never entered: keys and caches of the user stay where they are.
      if (isFolder && (name.split('/').at(-1) ?? '').startsWith('.')) return true
      return rules.ignores(isFolder ? `${name}/` : name)
    },
  }
}

/** A folder as counting may see it. */
export interface FolderView {
  /** Entries of the folder `below` this one ('' = itself). A link to a folder inside is no entry: its files are found where they lie. */
  entries(below: string): readonly { name: string; isFolder: boolean }[]
  /** Undefined when there is no such file. */
  text(name: string): string | undefined
  /** Bytes of a file. */
  sizeOf(name: string): number
}

/** Names of the files an upload of the folder would send, in no order. */
function* uploadedNames(view: FolderView): Generator<string> {
  const followed = ignoreFiles.map((name) => view.text(name)).find((text) => text !== undefined)
  const rules = uploadRules(followed)
  const open = ['']
  for (let below = open.pop(); below !== undefined; below = open.pop()) {
    for (const entry of view.entries(below)) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`
      if (rules.staysHere(name, entry.isFolder)) continue
      if (entry.isFolder) open.push(name)
      else yield name
    }
  }
}

/** How many files an upload of the folder would send, counted up to `limit`. */
export function countUploaded(view: FolderView, limit: number): number {
  let count = 0
  for (const _name of uploadedNames(view)) {
    if (count >= limit) break
    count += 1
  }
  return count
}

/** Names of the files an upload of the folder would send, sorted, at most `limit`. */
export function namesUploaded(view: FolderView, limit: number): string[] {
  const names: string[] = []
  for (const name of uploadedNames(view)) {
    if (names.length >= limit) break
    names.push(name)
  }
  return names.sort()
}

/** How many bytes an upload of the folder would send; counting ends with the file that passes `limit`. */
export function bytesUploaded(view: FolderView, limit: number): number {
  let bytes = 0
  for (const name of uploadedNames(view)) {
    if (bytes > limit) break
    bytes += view.sizeOf(name)
  }
  return bytes
}
