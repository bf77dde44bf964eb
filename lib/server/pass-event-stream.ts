import 'server-only'
import { parseProblem } from '@/lib/problems/parse'
import { ProblemError } from '@/lib/problems/problem'
import { sessionById } from './session'

const sessionCheckMs = 60_000

/**
 * Hands the agent's server-sent events to the page as they are, ids included, and ends when the session does.
 * Throws ProblemError when the agent refused the stream. The caller's signal must be the one `upstream` was fetched with.
 */
export async function passEventStream(upstream: Response, sessionId: string): Promise<Response> {
  if (!upstream.ok || !upstream.body) throw new ProblemError(parseProblem(await upstream.text(), upstream.status), upstream.status)
  const reader = upstream.body.getReader()
  let timer: NodeJS.Timeout | undefined
  // The read that waits in `pull` then ends, and closes the page's stream.
  const end = () => {
    clearInterval(timer)
    return reader.cancel()
  }
  const body = new ReadableStream<Uint8Array>({
    start() {
      timer = setInterval(() => {
        // A session that cannot be read counts as ended: the page signs in again or reconnects.
        sessionById(sessionId).then((session) => (session ? undefined : end()), end)
      }, sessionCheckMs)
    },
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (!done) return controller.enqueue(value)
      } catch (error) {
        clearInterval(timer)
        // The page went away or the agent restarted; EventSource reconnects with Last-Event-ID either way.
        return controller.error(error)
      }
      clearInterval(timer)
      controller.close()
    },
    cancel: end,
  })
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' },
  })
}
