import type { ReactNode } from 'react'
import type { JoinsProps } from '@/components/wizard/ModelJoins'
import { findingAt } from '@/components/wizard/steps'
import type { DeploymentDraft } from '@/components/wizard/use-deployment-draft'
import type { Finding } from '@/lib/contract/finding'
import type { YamlPath } from '@/lib/domain/yaml-edit/yaml-edit'

/** What every step gets: the one document, and the findings that may already be shown. */
export interface StepProps {
  endpoint: string
  draft: DeploymentDraft
  /** Only findings of fields that were left, or all after Next. */
  findings: readonly Finding[]
  onBlur: (path: YamlPath) => void
  /** What the scripts join to AZUREML_MODEL_DIR, and how a wrong one is mended. */
  joins?: JoinsProps
}

/** Text of a value in the document; numbers and absent keys too. */
export const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value))

/** NaN when the document holds no number there. */
export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)

/** The message a field shows: only errors block, warnings stand in the problems list. */
export function errorAt(findings: readonly Finding[], path: YamlPath): ReactNode {
  const finding = findingAt(findings, path)
  return finding?.severity === 'error' ? finding.message : undefined
}

/** A warning at exactly this path, for the line below the field. */
export function warningAt(findings: readonly Finding[], path: YamlPath): ReactNode {
  const finding = findingAt(findings, path)
  return finding && finding.severity !== 'error' ? finding.message : undefined
}
