import { redactText } from '@/lib/gate/redact'

/** Removes credentials from a line of a tool: user and password of any URL, tokens, signatures. */
export function redactLine(line: string): string {
  return redactText(line.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, '$1[redacted]@'))
}
