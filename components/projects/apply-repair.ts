import type { Finding } from '@/lib/contract/finding'
import { applyEdits } from '@/lib/domain/yaml-edit/pieces'
import { editYaml } from '@/lib/domain/yaml-edit/yaml-edit'

/** The text after one repair of a finding; unchanged when the repair does not fit it any more. */
export function repairedText(text: string, finding: Finding, index: number): string {
  const repair = finding.repairs?.[index]
  if (repair?.edits) return applyEdits(text, repair.edits)
  return repair?.changes ? editYaml(text, repair.changes).text : text
}
