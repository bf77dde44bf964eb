import type { Finding } from '@/lib/contract/finding'

const order = { error: 0, warning: 1, info: 2 } as const

/** Each finding once, errors first: the browser and the studio run the same rules, and only the studio sees the files. */
export function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const keyOf = ({ rule, path, message, file, line }: Finding) => JSON.stringify([rule, path, message, file, file && line])
  const once = [...new Map([...findings].reverse().map((finding) => [keyOf(finding), finding])).values()].reverse()
  return once.sort((a, b) => order[a.severity] - order[b.severity])
}
