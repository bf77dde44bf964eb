import type { TextEdit } from '@/lib/contract/finding'

/** A part of the present text: taken from the first text as it was, or new. */
export type Piece = { from: number; to: number } | { text: string }

const lengthOf = (piece: Piece) => ('text' in piece ? piece.text.length : piece.to - piece.from)

/** The first `size` code units of a piece, and the rest. */
function cut(piece: Piece, size: number): [Piece, Piece] {
  if ('text' in piece) return [{ text: piece.text.slice(0, size) }, { text: piece.text.slice(size) }]
  return [
    { from: piece.from, to: piece.from + size },
    { from: piece.from + size, to: piece.to },
  ]
}

/** `text` with `edits` carried out; offsets are those of `text`, edits do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = ''
  let position = 0
  for (const { offset, length, text: inserted } of inOrder(edits)) {
    result += text.slice(position, offset) + inserted
    position = offset + length
  }
  return result + text.slice(position)
}

/** `edits` of the text that `pieces` stand for, taken into the pieces: one edit after another stays one set of edits. */
export function applyToPieces(pieces: readonly Piece[], edits: readonly TextEdit[]): Piece[] {
  // From behind, so that no edit moves the place of another.
  return inOrder(edits).reduceRight<Piece[]>((current, edit) => replaceIn(current, edit), [...pieces])
}

function replaceIn(pieces: readonly Piece[], { offset, length, text }: TextEdit): Piece[] {
  const before: Piece[] = []
  const after: Piece[] = []
  let position = 0
  for (const piece of pieces) {
    const end = position + lengthOf(piece)
    if (position < offset) before.push(end <= offset ? piece : cut(piece, offset - position)[0])
    if (end > offset + length) after.push(position >= offset + length ? piece : cut(piece, offset + length - position)[1])
    position = end
  }
  return [...before, { text }, ...after]
}

/** What became of the first text, as edits of it: in order, apart from each other, without those that change nothing. */
export function editsOf(pieces: readonly Piece[], first: string): TextEdit[] {
  const edits: TextEdit[] = []
  let position = 0
  let inserted = ''
  const close = (next: number) => {
    const edit = trimmed({ offset: position, length: next - position, text: inserted }, first)
    if (edit.length > 0 || edit.text !== '') edits.push(edit)
    inserted = ''
  }
  for (const piece of pieces) {
    if ('text' in piece) inserted += piece.text
    else if (piece.to > piece.from) {
      close(piece.from)
      position = piece.to
    }
  }
  close(first.length)
  return edits
}

/** Without what is the same at both ends: 1 → 10 adds a 0. Never cuts a pair of surrogates or a line ending in two. */
function trimmed(edit: TextEdit, first: string): TextEdit {
  const old = first.slice(edit.offset, edit.offset + edit.length)
  const shorter = Math.min(old.length, edit.text.length)
  const joined = (text: string, at: number) => /^(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|\r\n)/.test(text.slice(at - 1, at + 1))
  let start = 0
  while (start < shorter && old[start] === edit.text[start]) start += 1
  while (start > 0 && (joined(old, start) || joined(edit.text, start))) start -= 1
  let end = 0
  while (end < shorter - start && old[old.length - 1 - end] === edit.text[edit.text.length - 1 - end]) end += 1
  while (end > 0 && (joined(old, old.length - end) || joined(edit.text, edit.text.length - end))) end -= 1
  return { offset: edit.offset + start, length: old.length - start - end, text: edit.text.slice(start, edit.text.length - end) }
}

const inOrder = (edits: readonly TextEdit[]) => [...edits].sort((a, b) => a.offset - b.offset)
