import 'server-only'

const shared = globalThis as { scorepointStudioListeners?: Set<(endpoint: string) => void> }
shared.scorepointStudioListeners ??= new Set()
/** On globalThis because Next may load this module more than once. */
const listeners = shared.scorepointStudioListeners

/** Says that something the studio itself knows of an endpoint has changed: open pages read it again. */
export function announceEndpoint(endpoint: string): void {
  for (const listener of listeners) listener(endpoint)
}

/** Calls back for every announcement; the result ends it. */
export function onEndpointAnnounced(listener: (endpoint: string) => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/**
 * Adds the studio's own changes to the control plane's event stream, between its events and without ids, so that resuming by
 * Last-Event-ID still means the control plane's.
 */
export function withStudioEvents(upstream: Response): Response {
  if (!upstream.body) return upstream
  const encoder = new TextEncoder()
  const decoder = new TextDecoder()
  let stop: () => void = () => undefined
  // The part of an event whose end has not arrived: nothing may come in between.
  let begun = ''
  const merged = upstream.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      start(controller) {
        stop = onEndpointAnnounced((endpoint) => {
          try {
            controller.enqueue(encoder.encode(`event: change\ndata: ${JSON.stringify({ endpoint, name: 'CodeSource' })}\n\n`))
          } catch {
            // The page has gone, which older versions of Node do not tell a transformer.
            stop()
          }
        })
      },
      transform(chunk, controller) {
        begun += decoder.decode(chunk, { stream: true })
        const end = begun.lastIndexOf('\n\n') + 2
        if (end < 2) return
        controller.enqueue(encoder.encode(begun.slice(0, end)))
        begun = begun.slice(end)
      },
      flush: () => stop(),
    }),
  )
  return new Response(merged, { status: upstream.status, headers: upstream.headers })
}
