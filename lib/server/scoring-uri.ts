import 'server-only'
import { ProblemError } from '@/lib/problems/problem'

/** The studio sends a credential only to this computer, whatever address the control plane answered. Throws Studio.ScoringUriNotLocal. */
export function localScoringUri(text: string): URL {
  const uri = new URL(text)
  if (uri.protocol === 'http:' && uri.hostname === '127.0.0.1') return uri
  throw new ProblemError(
    {
      code: 'Studio.ScoringUriNotLocal',
      message: `The scoring URI ${uri.origin} is not on this computer.`,
      origin: 'studio',
      retryable: false,
    },
    502,
  )
}
