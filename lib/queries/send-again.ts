/** How often, and after how long: the studio notices within that time that the first try was given up. */
const tries = 3
const pauseMs = 250

/**
 * Sends what may be sent twice, again when the connection broke. Chromium drops every running request when a network interface
 * appears or goes (ERR_NETWORK_CHANGED), which each starting container causes on Linux. Throws the last failure.
 */
export async function sendAgain<T>(send: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send()
    } catch (error) {
      // What fetch throws for a connection that broke; answers, refusals and aborts are something else.
      if (!(error instanceof TypeError) || signal?.aborted || attempt === tries) throw error
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
}
