import type { Finding } from '@/lib/contract/finding'

export const wizardSteps = ['model', 'code', 'compute', 'limits', 'traffic', 'review'] as const
export type WizardStep = (typeof wizardSteps)[number]
/** An edit changes no traffic while some is set: that has its own page. */
export const editSteps: readonly WizardStep[] = wizardSteps.filter((step) => step !== 'traffic')

/** Which top-level keys of the document each step shows; the rest belongs to Review. */
const ownedKeys: Record<WizardStep, readonly string[]> = {
  model: ['name', 'endpoint_name', 'model'],
  code: ['code_configuration', 'environment', 'model_mount_path', 'properties'],
  compute: ['instance_type', 'instance_count', 'scale_settings', 'resources'],
  limits: ['request_settings', 'liveness_probe', 'readiness_probe', 'environment_variables'],
  traffic: [],
  review: [],
}

/** Keys a person has been shown when leaving this step; `*` on Review = everything. */
export const keysOfStep = (step: WizardStep): readonly string[] => (step === 'review' ? ['*'] : ownedKeys[step])

/** The field a finding is about: of a misspelt key the one that was meant. */
export const fieldOf = ({ rule, path, values }: Finding): readonly (string | number)[] =>
  rule === 'unknown-key' && values?.nearest ? [...path.slice(0, -1), values.nearest] : path

/** The step a finding belongs to. */
export function stepOfFinding(finding: Finding): WizardStep {
  const key = String(fieldOf(finding)[0] ?? '')
  return wizardSteps.find((step) => ownedKeys[step].includes(key)) ?? 'review'
}

/** Errors of one step; warnings never lock anything. */
export const errorsOfStep = (findings: readonly Finding[], step: WizardStep): Finding[] =>
  findings.filter((finding) => finding.severity === 'error' && (step === 'review' || stepOfFinding(finding) === step))

/** The first finding at or below a path, errors first: what a field shows. */
export function findingAt(findings: readonly Finding[], path: readonly (string | number)[]): Finding | undefined {
  const matching = findings.filter((finding) => path.every((segment, index) => fieldOf(finding)[index] === segment))
  return matching.find((finding) => finding.severity === 'error') ?? matching[0]
}

export const isWizardStep = (value: string | null): value is WizardStep => wizardSteps.some((step) => step === value)
