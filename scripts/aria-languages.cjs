/** Build step for the pages: react-aria carries its few spoken words in 34 languages; the studio speaks two (i18n/locales.ts). */
const kept = new Set(['en-US', 'de-DE'])

/** Takes the other languages out of one `intlStrings` table. A table of another shape is left whole: too large, never wrong. */
module.exports = function ariaLanguages(source) {
  const names = new Map()
  const others = (line) => {
    const found = /^import (\S+) from "[^"]*\/([a-z]{2}-[A-Z]{2})\.mjs";$/.exec(line)
    if (!found || kept.has(found[2])) return false
    names.set(found[2], found[1])
    return true
  }
  const lines = source.split('\n').filter((line) => !others(line))
  const isEntryOfOther = (line) => {
    const found = /^\s*"([a-z]{2}-[A-Z]{2})": (\S+?),?$/.exec(line)
    return found !== null && names.get(found[1]) === found[2]
  }
  const rest = lines.filter((line) => !isEntryOfOther(line))
  return lines.length - rest.length === names.size ? rest.join('\n') : source
}
