/** Requests of the agent to its own routes, as a caller of its own would send them. */
import type { SendRequest } from '@/agent/templates/run'

/** @param app what answers requests; the address and the token are the agent's own */
export function sendWithin(
  app: { request(url: string, init: RequestInit): Response | Promise<Response> },
  { token, agentPort }: { token: string; agentPort: number },
): SendRequest {
  const host = `127.0.0.1:${agentPort}`
  return async (method, path, body, clientRequestId) =>
    app.request(`https://${host}${path}`, {
      method,
      headers: {
        host,
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(clientRequestId === undefined ? {} : { 'x-ms-client-request-id': clientRequestId }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
}
