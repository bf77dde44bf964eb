/** What a scoring answer means, as keys of the `test.meaning` messages with their values. */
export type Meaning =
  | { kind: 'ok' }
  | { kind: 'unauthorized' }
  | { kind: 'noTraffic' }
  | { kind: 'noDeployment' }
  | { kind: 'notFound' }
  | { kind: 'timeout'; setting: string }
  | { kind: 'tooLarge' }
  | { kind: 'modelFailed'; status: string; reason: string }
  | { kind: 'modelRefused'; status: string; message: string }
  | { kind: 'busy'; setting: string }
  | { kind: 'notReady' }
  | { kind: 'instanceLost' }
  | { kind: 'refused' }
  | { kind: 'other' }

/** Reads status, headers and error body together: one status has several reasons, and each has its own responsible setting. */
export function meaningOf(status: number, headers: Readonly<Record<string, string>>, body: string): Meaning {
  if (status >= 200 && status < 300) return { kind: 'ok' }
  const { code, message } = errorOf(body)
  switch (status) {
    case 401:
    case 403:
      return { kind: 'unauthorized' }
    case 404:
      if (code === 'DeploymentNotFound') return { kind: 'noDeployment' }
      return code === 'EndpointNotFound' || code === 'NotFound' ? { kind: 'notFound' } : { kind: 'noTraffic' }
    case 408:
      return { kind: 'timeout', setting: 'request_settings.request_timeout_ms' }
    case 413:
      return { kind: 'tooLarge' }
    case 424: {
      const original = headers['ms-azureml-model-error-statuscode'] ?? '?'
      // 4xx of the inference server: run() was not reached, the request does not fit its parameters.
      if (/^4\d\d$/.test(original)) return { kind: 'modelRefused', status: original, message: serverMessage(body) }
      return { kind: 'modelFailed', status: original, reason: headers['ms-azureml-model-error-reason'] ?? '' }
    }
    case 429: {
      const waited = message.includes('max_queue_wait_ms')
      return { kind: 'busy', setting: `request_settings.${waited ? 'max_queue_wait_ms' : 'max_concurrent_requests_per_instance'}` }
    }
    case 400:
      // A 400 with another code is the model's own answer about the data.
      return { kind: code === 'BadRequest' ? 'refused' : 'other' }
    case 405:
    case 421:
      return { kind: 'refused' }
    case 502:
      return { kind: 'instanceLost' }
    case 503:
      return { kind: 'notReady' }
    default:
      return { kind: 'other' }
  }
}

/** The inference server's own words: `{"message": "…"}`. */
function serverMessage(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) return String(parsed.message)
  } catch {
    // Another server's words, shown below as they are.
  }
  return ''
}

/** Code and message of `{"error": {...}}`, empty when the body is something else. */
function errorOf(body: string): { code: string; message: string } {
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed === 'object' && parsed !== null && 'error' in parsed) {
      const { error } = parsed
      if (typeof error === 'object' && error !== null) {
        const record = error as Record<string, unknown>
        return { code: String(record.code ?? ''), message: String(record.message ?? '') }
      }
    }
  } catch {
    // Not JSON: the status alone has to say it.
  }
  return { code: '', message: '' }
}

/** Reason phrase of the status, as HTTP registers it. */
export function statusWords(status: number): string {
  return reasonPhrases[status] ?? ''
}

const reasonPhrases: Record<number, string> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  424: 'Failed Dependency',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}
