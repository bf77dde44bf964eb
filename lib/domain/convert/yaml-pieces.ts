/** A part of a YAML text that can be read by itself: whole lines, from a key at the margin up to the next one. */
export interface Piece {
  text: string
  /** Line of the whole text (from 1) the piece begins in; with `headerLine` that of its second line. */
  firstLine: number
  /** A part of a long mapping: its first line repeats this one, the key of the mapping. */
  headerLine?: number
}

/** Longer mappings are parted further. */
const longFrom = 48
const keyAtMargin = /^[A-Za-z_$][\w.$-]*:(?=[ \r]|$)/
/** The same anywhere in a text. */
const keyHere = /[A-Za-z_$][\w.$-]*:(?=[ \r\n]|$)/y
const bareKey = /^[A-Za-z_$][\w.$-]*:[ \t]*(?:[ \t]#.*)?\r?$/
const blankOrComment = /^[ \t]*(?:#.*)?\r?$/

/** The lines of a text with their ends. */
function linesOf(text: string): string[] {
  const lines: string[] = []
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const next = end === -1 ? text.length : end + 1
    lines.push(text.slice(from, next))
    from = next
  }
  return lines
}

const bare = (line: string) => (line.endsWith('\n') ? line.slice(0, -1) : line)

/**
 * Parts a text at the keys at its margin, and long mappings at keys below; concatenated (without repeated headers) the pieces are the
 * text. Whether a piece means the same by itself is for its reader to find out. Undefined when the text does not begin with a key.
 */
export function piecesOf(text: string): Piece[] | undefined {
  const starts: { offset: number; line: number }[] = []
  let line = 0
  for (let offset = 0; offset < text.length; line += 1) {
    const code = text.charCodeAt(offset)
    keyHere.lastIndex = offset
    // Most lines are indented: no pattern is tried on those.
    if (code !== 32 && code !== 35 && keyHere.test(text)) starts.push({ offset, line })
    const end = text.indexOf('\n', offset)
    offset = end === -1 ? text.length : end + 1
  }
  const [first] = starts
  if (!first || !linesOf(text.slice(0, first.offset)).every((above) => blankOrComment.test(bare(above)))) return undefined
  // Comments above the first key belong to it.
  starts[0] = { offset: 0, line: 0 }
  return starts.flatMap(({ offset, line: firstLine }, index) => {
    const next = starts[index + 1]
    const own = text.slice(offset, next?.offset)
    const parts = (next?.line ?? line) - firstLine > longFrom ? partsOf(linesOf(own), firstLine) : undefined
    return parts ?? [{ text: own, firstLine: firstLine + 1 }]
  })
}

/** A mapping below a key in the first line, in parts of about 16 keys; undefined where no mapping in lines stands there. */
function partsOf(lines: readonly string[], linesAbove: number): Piece[] | undefined {
  const header = lines[0] ?? ''
  if (!bareKey.test(bare(header))) return undefined
  const firstChild = lines.slice(1).find((line) => !blankOrComment.test(bare(line)))
  const indent = firstChild === undefined ? 0 : firstChild.length - firstChild.trimStart().length
  if (indent === 0) return undefined
  const isChild = (line: string) => line[indent - 1] === ' ' && line[indent] !== ' ' && keyAtMargin.test(bare(line).slice(indent))
  if (firstChild === undefined || !isChild(firstChild)) return undefined
  const parts: Piece[] = []
  let from = 1
  let hasChild = false
  for (let index = from; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    if (!isChild(line)) continue
    if (hasChild && isCut(line)) {
      parts.push(part(from, index))
      from = index
    }
    hasChild = true
  }
  function part(begin: number, until: number): Piece {
    const text = header + lines.slice(begin, until).join('')
    return { text, firstLine: linesAbove + begin + 1, headerLine: linesAbove + 1 }
  }
  return [...parts, part(from, lines.length)]
}

/** Decided by the line itself, so that a line more or less moves no other cut. */
function isCut(line: string): boolean {
  let sum = 0
  for (let index = 0; index < line.length; index += 1) sum = (sum * 31 + line.charCodeAt(index)) | 0
  return (sum & 15) === 0
}
