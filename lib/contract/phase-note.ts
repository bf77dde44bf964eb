import type { RuntimeReason } from '@/lib/contract/runtime-choice'

/**
 * What a phase came to, as a code and its values, so that a studio can say it in any language.
 * `text` holds words that have no code (of an older agent, or quoted from elsewhere).
 */
export type PhaseNote =
  | { code: 'text'; text: string }
  | { code: 'model'; name: string }
  /** A warning of the checks (a rule of messages/…/rules.json), said and passed over; `place` = file and line, where it is about a file. */
  | { code: 'advice'; rule: string; field: string; text: string; place?: string; values?: Record<string, string | number> }
  | { code: 'script'; path: string }
  | { code: 'runtime'; runtime: 'process' | 'docker'; reason: RuntimeReason }
  | { code: 'container'; container: string }
  | { code: 'mlflow'; flavors: string }
  /** `asked`: another Python than the one asked for; `torch`: channel of the PyTorch packages; `same`: nothing changed since what serves. */
  | { code: 'environment'; from: string; python: string; asked?: string; packages: number; torch?: string; same?: boolean }
  /** `from`: conda file or Dockerfile that is built on the image; `used`: the image that stands in for the one asked for. */
  | { code: 'image'; image: string; from?: string; packages?: number; used?: string; same?: boolean }
  | { code: 'reused'; environment: string; ms: number }
  | { code: 'built'; ms: number }
  | { code: 'stagedModel'; bytes: number }
  | { code: 'stagedCode'; files: number }
  | { code: 'round'; round: number; rounds: number }
  | { code: 'countFirst'; from: number; to: number }
  | { code: 'instances'; count: number; total: number }
  | { code: 'initRunning' }
  | { code: 'forked'; environment: string }
  | { code: 'freshNoParent'; environment: string }
  | { code: 'freshParentBusy'; environment: string }
  | { code: 'freshOff' }
  | { code: 'fresh'; reason: string }
  | { code: 'ready'; count: number; total: number }
  | { code: 'replaced'; count: number; total: number }
  | { code: 'routingTable'; version: number }
