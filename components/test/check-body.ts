import { checkJson, type JsonFault } from '@/components/test/check-json'
import { offsetOf, positionOf } from '@/components/test/json-positions'
import type { ValueSchema } from '@/lib/domain/request-schema/schema'
import { type BodyFinding, checkBody } from '@/lib/domain/request-schema/validate'

/** A remark about the body with its place. Faults make it no JSON; findings say that it is not what the deployment describes. */
export type BodyRemark = { line: number; column: number; offset: number } & (
  | { kind: 'fault'; reason: JsonFault; found: string }
  | { kind: 'finding'; finding: BodyFinding }
)

/** Longer bodies are sent unchecked; typing must stay quick. */
const checkedLength = 2_000_000

/** Remarks about a body in document order. Without a schema only its syntax is looked at. */
export function remarksOf(text: string, schema: ValueSchema | undefined): BodyRemark[] {
  if (text.length > checkedLength) return []
  const syntax = checkJson(text)
  if (!syntax.ok) {
    const { reason, line, column, found } = syntax
    return [
      {
        kind: 'fault',
        reason,
        found,
        line,
        column,
        offset:
          text
            .split('\n')
            .slice(0, line - 1)
            .reduce((sum, each) => sum + each.length + 1, 0) +
          column -
          1,
      },
    ]
  }
  if (!schema) return []
  return checkBody(JSON.parse(text), schema).map((finding) => {
    const offset = offsetOf(text, finding.path, finding.rule === 'unknown')
    return { kind: 'finding', finding, offset, ...positionOf(text, offset) }
  })
}
