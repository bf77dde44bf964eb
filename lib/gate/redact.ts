const shapes: [RegExp, string][] = [
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '[redacted token]'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, '$1 [redacted]'],
  [/([?&]sig=)[^&\s"']+/gi, '$1[redacted]'],
  [/(AccountKey=)[^;\s"']+/gi, '$1[redacted]'],
  [/(\w:\/\/[^\s/:@"']*:)[^\s@"']+@/g, '$1[redacted]@'],
]

/** Replaces what looks like a credential: JWTs, authorization values, SAS signatures, account keys, passwords in URLs. */
export function redactText(text: string): string {
  return shapes.reduce((result, [shape, replacement]) => result.replace(shape, replacement), text)
}
