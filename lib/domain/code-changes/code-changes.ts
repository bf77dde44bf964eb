type Files = Readonly<Record<string, string>>

/** SHA-256 of nothing. */
export const emptyFileHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** Names of the files that were changed, added or removed between two listings of `{path: SHA-256}`, sorted. */
export function changedFiles(before: Files, now: Files): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => before[name] !== now[name]).sort()
}

/** True when a file is gone or has become empty: many editors do that for a moment while they save. */
export function mayBeHalfWritten(before: Files, now: Files): boolean {
  return changedFiles(before, now).some((name) => name in before && (now[name] === undefined || now[name] === emptyFileHash))
}
