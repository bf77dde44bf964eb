/** What the studio's checks say about a deployment's body: advice in the journal, never a refusal, as Azure accepts it too. */
import type { Deployment } from '@/lib/contract/arm/deployment'
import type { Finding } from '@/lib/contract/finding'
import type { PhaseNote } from '@/lib/contract/phase-note'
import type { CheckContext } from '@/lib/domain/checks/check'
import { checkDocument } from '@/lib/domain/checks/check-document'
import { deploymentFromArm } from '@/lib/domain/convert/deployment'

/** A phase says few things; the rest is in the studio's list. */
const maxAdvice = 3

/** Rules that are about the file a deployment was written in, not about its body. */
const fileRules: ReadonlySet<string> = new Set(['unknown-key', 'schema-kind', 'endpoint-name-missing', 'variable-text', 'code-required'])

/** What there was before a new deployment: limits are held against it. */
export type Beside = Pick<CheckContext, 'occupied' | 'deploymentNames'>

/** Warnings of the same rules and in the same words as editor, wizard and `validate`, on the body as it came over the wire. Pure. */
export function adviceOn(spec: Deployment, endpointName: string, beside: Beside = {}): Finding[] {
  const yaml = deploymentFromArm(spec, { endpointName })
  const { findings } = checkDocument('deployment', { ...yaml }, { endpointName, ...beside })
  return findings.filter(({ severity, rule }) => severity === 'warning' && !fileRules.has(rule))
}

/** The first of them, as the phase Validate keeps them. */
export const adviceNotes = (spec: Deployment, endpointName: string, beside?: Beside): PhaseNote[] =>
  adviceOn(spec, endpointName, beside)
    .slice(0, maxAdvice)
    .map(({ rule, path, message, values }) => ({
      code: 'advice',
      rule,
      field: path.join('.'),
      text: message,
      ...(values ? { values } : {}),
    }))
