import type { Answer, Run } from '@/components/test/read-events'
import { draftOf, type RequestDraft, readFile, storedOf } from '@/components/test/request-draft'
import type { Invocation } from '@/lib/contract/invoke'
import { bodyDownload } from '@/lib/queries/invocations'

/** An earlier answer as if it had just arrived. */
export function runOf(entry: Invocation): Run {
  const { status, responseBody = '', responseEncoding, responseTruncated, responseBytes: bytes, checks, id: invocationId } = entry
  const totalMs = entry.durationMs ?? 0
  const binary = responseEncoding === 'base64'
  const answer: Answer | undefined =
    status === undefined
      ? undefined
      : {
          status,
          headers: entry.responseHeaders ?? {},
          text: binary ? '' : responseBody,
          pieces: binary ? [responseBody] : [],
          binary,
          firstByteMs: entry.firstByteMs ?? totalMs,
          totalMs,
          bytes,
          truncated: responseTruncated,
        }
  const problem = entry.failure
    ? { code: 'Studio.EarlierFailure', message: entry.failure, origin: 'studio' as const, retryable: true }
    : undefined
  return { sentAt: entry.createdAt, outcome: { done: true, totalMs, answer, problem, checks, invocationId } }
}

/** The request of a history entry, ready to be sent again. A body longer than its row is fetched whole. */
export async function earlierDraft(endpoint: string, entry: Invocation): Promise<RequestDraft> {
  const draft = draftOf(storedOf(entry))
  if (!entry.requestTruncated) return draft
  const response = await fetch(bodyDownload(endpoint, entry.id, 'request'))
  // Only the beginning is left then; the panel shows it, and what is sent is what stands there.
  if (!response.ok) return draft
  const read = await readFile(new File([await response.blob()], 'body', { type: draft.contentType }))
  return 'text' in read && entry.requestEncoding === 'text'
    ? { ...draft, body: read.text }
    : 'file' in read
      ? { ...draft, file: read.file }
      : draft
}
