/** Which check found it: reading the text, the rules of the contract, or a look at the files named in it. */
export type FindingStage = 'load' | 'rules' | 'files'

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
  /** 1-based, when the text is known. */
  line?: number
  column?: number
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error')
}
