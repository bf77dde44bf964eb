import { lastWith, providersOf } from '@/lib/domain/packages/import-names'

/** What an explanation says better than the name of a distribution: the one to install that still brings the module. */
const better: Readonly<Record<string, string>> = {
  google: 'google-cloud-storage (or the google-… package you use)',
  ...lastWith,
}

/** The package to install for an imported name (`sklearn.linear_model` → `scikit-learn`); the name itself when nothing else is known. */
export function distributionFor(importName: string): string {
  const [top = importName] = importName.split('.')
  if (/^(azure|google\.cloud)\./.test(importName)) return importName.split('.').slice(0, 3).join('-')
  return (Object.hasOwn(better, top) ? better[top] : undefined) ?? providersOf(importName)[0] ?? top
}
