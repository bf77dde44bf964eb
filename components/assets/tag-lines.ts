/** Tags as people type them: one per line, `name=value`. */
export const tagsToLines = (tags: Readonly<Record<string, string>>): string =>
  Object.entries(tags)
    .map(([key, value]) => (value === '' ? key : `${key}=${value}`))
    .join('\n')

/** The tags of the lines, or the first line that has no name. A line without `=` is a tag with an empty value. */
export function linesToTags(text: string): { tags: Record<string, string> } | { fault: string } {
  const tags: [string, string][] = []
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '') continue
    const at = line.indexOf('=')
    const key = (at < 0 ? line : line.slice(0, at)).trim()
    if (key === '' || key.length > 256) return { fault: line }
    tags.push([key, at < 0 ? '' : line.slice(at + 1).trim()])
  }
  return { tags: Object.fromEntries(tags) }
}
