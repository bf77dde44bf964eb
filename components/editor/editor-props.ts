import type { Finding } from '@/lib/contract/finding'
import type { EditorKind } from '@/lib/contract/yaml/kinds'
import type { LanguageFacts } from '@/lib/domain/yaml-language/facts'

/** A place to show; a new object is a new wish, also for the same line. Lines and columns from 1. */
export interface EditorPlace {
  line: number
  column?: number
  endLine?: number
  endColumn?: number
}

export interface EditorProps {
  label: string
  /** Name of the file; its ending decides the colouring: YAML, Python or none. */
  name: string
  text: string
  /** Absent = read-only. Gets the text with the line ends of `text` wherever nobody typed. */
  onChange?: (text: string) => void
  /** Of the document, for completion and hover; absent = none. */
  kind?: EditorKind
  /** Squiggles; `message` (and `fix`) are shown as they are. */
  findings?: readonly Finding[]
  /** Ctrl/Cmd+S. */
  onSave?: () => void
  /** One click on a repair. Absent = the editor carries out `changes` and `edits` itself. */
  onRepair?: (finding: Finding, index: number) => void
  /** What completion may propose beside the schema. */
  facts?: LanguageFacts
  /** Gets the line of the cursor, from 1, wherever the reader puts it. */
  onCursor?: (line: number) => void
  className?: string
  goTo?: EditorPlace | undefined
}
