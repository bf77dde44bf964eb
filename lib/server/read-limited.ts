import 'server-only'
import { ProblemError } from '@/lib/problems/problem'

/**
 * The body of a request as text (UTF-8). Throws ProblemError 413 as soon as it is longer than `maxBytes`: by its announced length before
 * anything is read, otherwise at the first chunk too many, so that no more than `maxBytes` and one chunk are ever held.
 */
export async function readLimited(request: Request, maxBytes: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  if (!request.body) return ''
  const reader = request.body.getReader()
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > maxBytes) {
      // Not awaited: what the sender still has on the way is nobody's concern.
      reader.cancel().catch(() => undefined)
      throw tooLarge(maxBytes)
    }
    text += decoder.decode(value, { stream: true })
  }
}

function tooLarge(maxBytes: number): ProblemError {
  const message = `The request is larger than ${new Intl.NumberFormat('en').format(maxBytes)} bytes.`
  return new ProblemError({ code: 'Studio.RequestTooLarge', message, origin: 'input', retryable: false }, 413)
}

/** The JSON in a body, or undefined when it is none: the schema it is parsed with then says what is expected. */
export function parseJsonBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON; the schema says that an object is expected.
    return undefined
  }
}
