import { maxRequestTimeoutMsManaged } from '@/lib/contract/request-limits'

/**
 * What a scoring answer means and what to do. Doc: how-to-troubleshoot-online-endpoints, "HTTP status codes".
 * Texts are English; the studio's languages take them by `id`.
 */
export interface ScoringCode {
  /** Stable key, e.g. for translations: `model-timeout`. */
  id: string
  status: number
  meaning: string
  advice: string
  /** Where the cause lies, which decides the tone. */
  cause: 'none' | 'caller' | 'traffic' | 'model' | 'capacity' | 'platform'
}

export const scoringCodes = {
  ok: { id: 'ok', status: 200, meaning: 'The model answered in time.', advice: 'Nothing to do.', cause: 'none' },
  unauthorized: {
    id: 'unauthorized',
    status: 401,
    meaning: 'The credential is missing, wrong or expired, or has no permission to score.',
    advice: 'Copy a key from Consume, or fetch a new token; send it as “Authorization: Bearer …”.',
    cause: 'caller',
  },
  'no-deployment': {
    id: 'no-deployment',
    status: 404,
    meaning: 'No deployment gets traffic, or the endpoint or the deployment named in the header does not exist.',
    advice: 'Give a deployment traffic, or name an existing one in the header azureml-model-deployment.',
    cause: 'traffic',
  },
  'model-timeout': {
    id: 'model-timeout',
    status: 408,
    meaning: 'The model ran longer than request_timeout_ms.',
    advice: `Raise request_timeout_ms (at most ${maxRequestTimeoutMsManaged} on managed endpoints) or make run() faster.`,
    cause: 'model',
  },
  'payload-too-large': {
    id: 'payload-too-large',
    status: 413,
    meaning: 'The request is larger than the service accepts.',
    advice: 'Send less data per request, compress it, or use a batch endpoint.',
    cause: 'caller',
  },
  'model-error': {
    id: 'model-error',
    status: 424,
    meaning: 'The model container answered with an error; its own code stands in ms-azureml-model-error-statuscode.',
    advice: 'Read ms-azureml-model-error-reason and the inference-server log: run() most likely raised an exception.',
    cause: 'model',
  },
  'too-many-pending': {
    id: 'too-many-pending',
    status: 429,
    meaning: 'More than twice as many requests are pending as the instances work on at a time, or one waited too long.',
    advice: 'Add instances, raise max_concurrent_requests_per_instance together with WORKER_COUNT, or retry with growing pauses.',
    cause: 'capacity',
  },
  'platform-error': {
    id: 'platform-error',
    status: 500,
    meaning: 'The platform failed before or after the model.',
    advice: 'Retry; if it stays, report the x-request-id.',
    cause: 'platform',
  },
  'kubernetes-model-error': {
    id: 'kubernetes-model-error',
    status: 502,
    meaning: 'run() raised an exception or the container crashed (Kubernetes).',
    advice: 'Read the inference-server log.',
    cause: 'model',
  },
  'not-ready': {
    id: 'not-ready',
    status: 503,
    meaning: 'No instance of the deployment is ready.',
    advice: 'Wait until an instance is ready; if none becomes ready, read the deployment’s log.',
    cause: 'capacity',
  },
  'kubernetes-timeout': {
    id: 'kubernetes-timeout',
    status: 504,
    meaning: 'The model ran longer than the timeout (Kubernetes; 5 s when not set).',
    advice: 'Raise request_timeout_ms or make run() faster.',
    cause: 'model',
  },
} as const satisfies Record<string, ScoringCode>

export type ScoringCodeId = keyof typeof scoringCodes

/** The entry for a status; other 2xx count as ok; undefined for codes the service does not document. */
export function scoringCode(status: number): ScoringCode | undefined {
  if (status >= 200 && status < 300) return scoringCodes.ok
  return Object.values(scoringCodes).find((code) => code.status === status)
}

/** Headers in which a 424 carries what the container said. */
export const modelErrorStatusHeader = 'ms-azureml-model-error-statuscode'
export const modelErrorReasonHeader = 'ms-azureml-model-error-reason'
/** Names a deployment in a request, past the traffic table; in the answer: who answered. */
export const deploymentHeader = 'azureml-model-deployment'
