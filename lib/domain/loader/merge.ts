import type { Finding } from '@/lib/contract/finding'

/** Rules about a key as such; one of them and an unknown key of the loader are the same slip. */
const keyRules = new Set(['unknown-key', 'wrong-file', 'read-only-key', 'conda-inline', 'kubernetes-only', 'managed-only'])

const isPrefix = (short: readonly unknown[], long: readonly unknown[]) =>
  short.length <= long.length && short.every((step, index) => step === long[index])

/**
 * One finding per slip: where our own rules already say what the loader refuses, their sentence stays and becomes an error of
 * stage `load`; what only the loader refuses is added. Keys that are unknown here but taken by the loader are no slip.
 */
export function mergeRejections(findings: readonly Finding[], rejections: readonly Finding[]): Finding[] {
  const merged = findings.map((finding) => ({ ...finding }))
  const added: Finding[] = []
  for (const rejection of rejections) {
    const same = merged.filter(
      ({ path, severity, rule }) =>
        path.length === rejection.path.length &&
        isPrefix(path, rejection.path) &&
        (severity === 'error' || rule === rejection.rule || (rejection.rule === 'unknown-key' && keyRules.has(rule))),
    )
    const inside = merged.filter(({ path, severity }) => severity === 'error' && isPrefix(rejection.path, path))
    const meant = same.length > 0 ? same : inside
    for (const finding of meant) {
      finding.severity = 'error'
      finding.stage = 'load'
      finding.repairs ??= rejection.repairs
    }
    if (meant.length === 0) added.push(rejection)
  }
  const kept = merged.map((finding) =>
    finding.rule === 'unknown-key' && finding.stage !== 'load'
      ? {
          ...finding,
          severity: 'info' as const,
          message: `${finding.path.join('.')} is read by az ml, but has no meaning for an online endpoint here; it is kept as written.`,
          fix: 'Remove it if it is a slip.',
          values: { nearest: '', refused: 'no' },
          repairs: undefined,
        }
      : finding,
  )
  return withoutMisspelt([...added, ...kept])
}

/** A required key that stands there misspelt is one slip: the misspelt one is named, with the right one as its repair. */
function withoutMisspelt(findings: Finding[]): Finding[] {
  const meant = new Set(
    findings.flatMap(({ rule, path, values }) =>
      rule === 'unknown-key' && values?.nearest ? [JSON.stringify([...path.slice(0, -1), values.nearest])] : [],
    ),
  )
  return meant.size === 0 ? findings : findings.filter(({ rule, path }) => rule !== 'required' || !meant.has(JSON.stringify(path)))
}
