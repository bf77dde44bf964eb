import type { TextEdit } from '@/lib/contract/finding'

/**
 * A text as controls of a browser show it: lines end in `\n`, no byte order mark. Text areas and editors hand back that form; these
 * functions carry what was typed there over to the text as given, so that files keep their bytes where nobody typed.
 */
const byteOrderMark = '\uFEFF'
const lineEnd = /\r\n?/g

/** The text with `\n` only and without byte order mark. */
export function shownText(text: string): string {
  const body = text.startsWith(byteOrderMark) ? text.slice(1) : text
  return body.includes('\r') ? body.replace(lineEnd, '\n') : body
}

/** The line end most lines of a text have; `\n` for a text of one line. */
export function usualLineEnd(text: string): '\n' | '\r\n' | '\r' {
  let crLf = 0
  let cr = 0
  let lf = 0
  for (const [found] of text.matchAll(/\r\n?|\n/g)) {
    if (found === '\r\n') crLf += 1
    else if (found === '\r') cr += 1
    else lf += 1
  }
  if (crLf > lf && crLf >= cr) return '\r\n'
  return cr > lf ? '\r' : '\n'
}

/**
 * Edits made in the shown form (offsets in UTF-16 units of the shown text before all of them, not overlapping), carried out on the text
 * itself. New lines get the usual end; a line end in the way of an edit goes as a whole.
 */
export function editBehindShown(text: string, edits: readonly TextEdit[]): string {
  const mark = text.startsWith(byteOrderMark) ? 1 : 0
  const plain = mark === 0 && !text.includes('\r')
  const end = plain ? '\n' : usualLineEnd(text)
  const sorted = [...edits].sort((a, b) => a.offset - b.offset)
  const places = plain ? (offset: number) => offset : placesBehind(text, mark)
  let result = ''
  let done = 0
  for (const edit of sorted) {
    const from = places(edit.offset)
    const to = places(edit.offset + edit.length)
    result = joined(joined(result, text.slice(done, from)), plain ? edit.text : edit.text.replace(/\r\n?|\n/g, end))
    done = to
  }
  return joined(result, text.slice(done))
}

/** Two line ends that come to stand side by side stay two: a lone `\r` before a `\n` would read as one, so it becomes `\r\n`. */
function joined(before: string, after: string): string {
  return before.endsWith('\r') && after.startsWith('\n') ? `${before}\n${after}` : before + after
}

/** Shown offset → offset in the text, for rising offsets: one walk over the text. */
function placesBehind(text: string, mark: number): (shown: number) => number {
  let place = mark
  let shown = 0
  return (wanted) => {
    for (; shown < wanted && place < text.length; shown += 1) place += text.startsWith('\r\n', place) ? 2 : 1
    return place
  }
}

/** What was typed between two shown texts, as one edit: the part between what both begin and end with. */
export function editBetween(before: string, after: string): TextEdit {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start += 1
  let tail = 0
  while (tail < most - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail += 1
  return { offset: start, length: before.length - start - tail, text: after.slice(start, after.length - tail) }
}
