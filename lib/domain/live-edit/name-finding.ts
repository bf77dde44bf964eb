import { isScalar } from 'yaml'
import type { Finding } from '@/lib/contract/finding'
import { writeRepair } from '@/lib/domain/convert/schema-repairs'
import { parseEditable } from '@/lib/domain/yaml-edit/parse-editable'

/** The file of a live object under another name would make a second object: names cannot be changed. Undefined when it bears its name. */
export function nameFinding(text: string, kind: 'endpoint' | 'deployment', name: string): Finding | undefined {
  const document = parseEditable(text)
  if (document.errors.length > 0) return undefined
  const node = document.getIn(['name'], true)
  const written = isScalar(node) ? node.value : undefined
  if (written === undefined || String(written).toLowerCase() === name.toLowerCase()) return undefined
  const before = text.slice(0, (isScalar(node) ? node.range?.[0] : undefined) ?? 0).split('\n')
  return {
    path: ['name'],
    severity: 'error',
    rule: 'live-name',
    message: `name: this file describes the live ${kind} ${name}; a live object cannot be renamed.`,
    fix: `Write ${name}.`,
    stage: 'rules',
    values: { name },
    repairs: [writeRepair(['name'], name)],
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
  }
}
