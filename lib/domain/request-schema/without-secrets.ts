/** Which parts of a scoring request are credentials: those are sent and never kept (history, examples, exports). */
import { notKept, type StoredRequest } from '@/lib/contract/invoke'

const secretName =
  /(^|[-_.])(api[-_]?key|apikey|key|sig|signature|token|secret|password|passwd|pwd|cookie|auth|authorization|credentials?|code)($|[-_.])/i

/** Whether a header or query parameter of this name holds a credential. */
export function isSecretName(name: string): boolean {
  return secretName.test(name)
}

/** The request as it may be written down: values of credentials are replaced by `[not kept]`. */
export function withoutSecrets<T extends Pick<StoredRequest, 'headers' | 'query'>>(request: T): T {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, isSecretName(name) ? notKept : value]))
  const query = request.query
    .split('&')
    .map((pair) => {
      const name = pair.split('=', 1)[0] ?? ''
      return name !== pair && isSecretName(decoded(name)) ? `${name}=${encodeURIComponent(notKept)}` : pair
    })
    .join('&')
  return { ...request, headers, query }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a lone % is part of the name then
  }
}
