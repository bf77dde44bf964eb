/** Which check found it: reading the text, the rules of the contract, or a look at the files named in it. */
export type FindingStage = 'load' | 'rules' | 'files'

/** One change of a document by path; carried out as the smallest edit of its text (lib/domain/yaml-edit). */
export type DocumentChange =
  | { op: 'set'; path: (string | number)[]; value: unknown }
  | { op: 'remove'; path: (string | number)[] }
  | { op: 'rename'; path: (string | number)[]; key: string }

/** One replacement in a text; offsets are UTF-16 code units of the text before the edit. */
export interface TextEdit {
  offset: number
  length: number
  text: string
}

/** What one click does about a finding: changes of the document, or edits of the file the finding is in. */
export interface Repair {
  /** Verb first, e.g. `Write Standard_DS3_v2`. */
  label: string
  /** The same for other languages: what is done (`repairs.json`), and with what. */
  action?: 'write' | 'remove' | 'rename' | 'add' | 'move' | 'replace' | 'pin'
  what?: string
  changes?: DocumentChange[]
  /** For files that are no YAML documents of ours: the script, the conda file. */
  edits?: TextEdit[]
}

/** One remark on a document; editor, form fields, Review and `validate` show the same ones. */
export interface Finding {
  /** Keys from the root of the document; empty = the document as a whole. */
  path: (string | number)[]
  /** Only `error` blocks a deployment. */
  severity: 'error' | 'warning' | 'info'
  /** Stable id in kebab case, e.g. `name-length`. */
  rule: string
  /** One sentence that names the field and the rule it breaks. */
  message: string
  /** One sentence: what to write instead. */
  fix?: string
  stage?: FindingStage
  /** What the sentence of other languages may name beside the field, e.g. `{ value, nearest }`. */
  values?: Record<string, string | number>
  /** One-click fixes, best first. */
  repairs?: Repair[]
  /** The file it is in, relative to the document's folder; absent = the document itself. */
  file?: string
  /** 1-based, when the text is known. */
  line?: number
  column?: number
  /** Where the marked part ends (exclusive), when it is known. */
  endLine?: number
  endColumn?: number
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error')
}

/** The folder of an upload bears the id of the upload, which tells nobody anything. */
const uploadId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A path as people read it: a relative one whole, of an absolute one the last two parts. */
export function shortPath(path: string): string {
  if (!path.startsWith('/')) return path
  const [folder = '', name = ''] = path.split('/').slice(-2)
  return folder === '' || uploadId.test(folder) ? name : `${folder}/${name}`
}

/** `src/score.py:9`, or the line alone in the document itself; empty without a line. */
export function placeOf({ file, line }: Finding): string {
  return line === undefined ? '' : file === undefined ? String(line) : `${shortPath(file)}:${line}`
}
