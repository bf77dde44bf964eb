/** A steady stream of scoring requests, each sent at its planned time whatever the others do. */
import { Agent, request } from 'node:http'

export interface SteadyAnswer {
  /** performance.now() */
  sentAt: number
  endedAt: number
  /** 0 = no answer. */
  status: number
  text: string
}

export interface LoadTarget {
  where: { host: string; port: number } | { socketPath: string }
  path: string
  headers: Record<string, string>
}

/** Begins at once; `stop` waits for the answers still due. */
export function startSteadyLoad(target: LoadTarget & { perSecond: number; body?: string }) {
  const { where, path, headers, perSecond, body = '{}' } = target
  const connections = new Agent({ keepAlive: true })
  const answers: SteadyAnswer[] = []
  const pending = new Set<Promise<void>>()

  function send(): void {
    const sentAt = performance.now()
    const done = new Promise<void>((resolve) => {
      const end = (status: number, text: string) => {
        answers.push({ sentAt, endedAt: performance.now(), status, text })
        resolve()
      }
      const call = request(
        {
          ...where,
          agent: connections,
          method: 'POST',
          path,
          headers: { ...headers, 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) },
        },
        (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => {
            text += chunk
          })
          response.on('end', () => end(response.statusCode ?? 0, text))
        },
      )
      call.on('error', (error) => end(0, error.message))
      call.end(body)
    })
    pending.add(done)
    done.finally(() => pending.delete(done))
  }

  let sent = 0
  const begunAt = performance.now()
  const timer = setInterval(() => {
    // What the timer was late for is sent now: the rate holds on a busy machine.
    for (const due = ((performance.now() - begunAt) / 1000) * perSecond; sent < due; sent += 1) send()
  }, 1000 / perSecond)

  return {
    answers,
    async stop(): Promise<SteadyAnswer[]> {
      clearInterval(timer)
      await Promise.all(pending)
      connections.destroy()
      return answers
    },
  }
}
