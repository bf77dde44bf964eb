import type { Repair } from '@/lib/contract/finding'
import { applyEdits } from '@/lib/domain/yaml-edit/pieces'
import { editYaml } from '@/lib/domain/yaml-edit/yaml-edit'

/** The text after a repair of one of its findings; unchanged when the repair cannot be carried out. Line ends are those of the text given. */
export function repairedText(text: string, { changes = [], edits = [] }: Repair): string {
  const edited = edits.length > 0 ? applyEdits(text, edits) : text
  return changes.length > 0 ? editYaml(edited, changes).text : edited
}
