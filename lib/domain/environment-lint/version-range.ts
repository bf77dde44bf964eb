/** A version range of a requirement as far as rules compare it: release numbers only, pre-releases count as the release. */
export interface VersionRange {
  /** Lowest allowed, inclusive. */
  min?: readonly number[]
  /** Upper end, exclusive unless `maxInclusive`. */
  max?: readonly number[]
  maxInclusive?: boolean
  /** Exactly one version, or one prefix (`==1.2.*`). */
  isPinned: boolean
}

export const versionNumbers = (text: string): number[] => (/^\s*v?(?:\d+!)?(\d+(?:\.\d+)*)/.exec(text)?.[1] ?? '0').split('.').map(Number)

export function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** `==1.2.*` ends before 1.3. */
function afterPrefix(numbers: readonly number[]): number[] {
  return [...numbers.slice(0, -1), (numbers.at(-1) ?? 0) + 1]
}

/** Reads pip's specifier (`>=1,<2`, `==1.2.*`, `~=1.4`, empty). What it cannot read widens the range. */
export function versionRange(specifier: string): VersionRange {
  const range: VersionRange = { isPinned: false }
  const atLeast = (numbers: readonly number[]) => {
    if (range.min === undefined || compareVersions(numbers, range.min) > 0) range.min = numbers
  }
  const atMost = (numbers: readonly number[], isInclusive: boolean) => {
    if (range.max !== undefined && compareVersions(numbers, range.max) >= 0) return
    range.max = numbers
    range.maxInclusive = isInclusive
  }
  for (const part of specifier.split(',')) {
    const match = /^\s*(===?|~=|>=|<=|>|<)\s*([^\s;]+)/.exec(part)
    if (!match?.[2]) continue
    const [, operator, text] = match
    const numbers = versionNumbers(text)
    if (operator === '>=' || operator === '>') atLeast(numbers)
    else if (operator === '<' || operator === '<=') atMost(numbers, operator === '<=')
    else if (operator === '~=') {
      atLeast(numbers)
      atMost(afterPrefix(numbers.slice(0, -1)), false)
    } else {
      range.isPinned = true
      atLeast(numbers)
      if (text.endsWith('.*')) atMost(afterPrefix(numbers), false)
      else atMost(numbers, true)
    }
  }
  return range
}

/** Every allowed version is below `version`. */
export function isAllBelow({ max, maxInclusive }: VersionRange, version: string): boolean {
  if (max === undefined) return false
  const order = compareVersions(max, versionNumbers(version))
  return order < 0 || (order === 0 && maxInclusive !== true)
}

/** Some allowed version is `version` or later. */
export const mayReach = (range: VersionRange, version: string): boolean => !isAllBelow(range, version)

/** Every allowed version is `version` or later. */
export const isAllFrom = ({ min }: VersionRange, version: string): boolean =>
  min !== undefined && compareVersions(min, versionNumbers(version)) >= 0
