import type { Repair, TextEdit } from '@/lib/contract/finding'
import { writeAt } from '@/lib/domain/yaml-edit/yaml-edit'

/** The text after edits; offsets count in the text before all of them. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text
  for (const edit of [...edits].sort((a, b) => b.offset - a.offset))
    result = result.slice(0, edit.offset) + edit.text + result.slice(edit.offset + edit.length)
  return result
}

/** The text after a repair of one of its findings. Line ends are those of the text given. */
export function repairedText(text: string, { changes = [], edits = [] }: Repair): string {
  let result = withEdits(text, edits)
  for (const change of changes) {
    if (change.op === 'set') result = writeAt(result, change.path, change.value)
    else if (change.op === 'remove') result = writeAt(result, change.path, undefined)
  }
  return result
}
