import { Fragment } from 'react'

const tokens = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)/g

/** JSON with keys, texts and other values in colours, as `-o jsonc` shows it in a terminal. */
export function ColouredJson({ text }: { text: string }) {
  const parts: { text: string; className?: string; at: number }[] = []
  let end = 0
  for (const match of text.matchAll(tokens)) {
    const [whole, quoted, colon] = match
    if (match.index > end) parts.push({ text: text.slice(end, match.index), at: end })
    if (quoted) {
      parts.push({ text: quoted, className: colon ? 'text-accent-text' : 'text-success', at: match.index })
      if (colon) parts.push({ text: colon, at: match.index + quoted.length })
    } else parts.push({ text: whole, className: 'text-progress', at: match.index })
    end = match.index + whole.length
  }
  parts.push({ text: text.slice(end), at: end })
  return parts.map((part) =>
    part.className ? (
      <span key={part.at} className={part.className}>
        {part.text}
      </span>
    ) : (
      <Fragment key={part.at}>{part.text}</Fragment>
    ),
  )
}
