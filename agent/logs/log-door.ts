/** The agent's door to the log thread. Without a thread (tests, tools) the same calls are answered in this one. */
import { Worker } from 'node:worker_threads'
import { refusal } from '@/agent/errors'
import { createLogCalls, type LogAnswer, type LogCall } from '@/agent/logs/log-calls'
import { ProblemError } from '@/lib/problems/problem'

export interface LogDoor {
  /** The answer as JSON text; undefined for "nothing". @throws ProblemError as the call does. */
  ask(call: LogCall, signal?: AbortSignal): Promise<string | undefined>
  close(): Promise<void>
}

const never = new AbortController().signal

function unwrap(answer: LogAnswer): string | undefined {
  if ('problem' in answer) throw new ProblemError(answer.problem, answer.status)
  return answer.json
}

/** Answers in this thread. */
export function openLogsHere(): LogDoor {
  const calls = createLogCalls()
  return {
    ask: async (call, signal) => unwrap(await calls.answer(call, signal ?? never)),
    close: async () => calls.close(),
  }
}

/** Starts the thread with the first call, and again after it died: its indexes are on disk. */
export function openLogThread(script: string, onDeath: (error: unknown) => void): LogDoor {
  let thread: Worker | undefined
  let closed = false
  let lastId = 0
  const waiting = new Map<number, (answer: LogAnswer) => void>()

  function start(): Worker {
    const worker = new Worker(script, { name: 'logs' })
    worker.unref()
    worker.on('message', ({ id, answer }: { id: number; answer: LogAnswer }) => {
      waiting.get(id)?.(answer)
      waiting.delete(id)
    })
    const ended = (error: unknown) => {
      if (thread !== worker) return
      thread = undefined
      const { problem, status } = refusal('internal', 'The log reader ended; it starts again with the next request.')
      for (const resolve of waiting.values()) resolve({ problem, status })
      waiting.clear()
      if (!closed) onDeath(error)
    }
    worker.on('error', ended)
    worker.on('exit', (code) => ended(new Error(`the log thread ended with ${code}`)))
    return worker
  }

  return {
    ask(call, signal = never) {
      return new Promise<LogAnswer>((resolve) => {
        thread ??= start()
        const worker = thread
        const id = ++lastId
        const cancel = () => worker.postMessage({ cancel: id })
        waiting.set(id, (answer) => {
          signal.removeEventListener('abort', cancel)
          resolve(answer)
        })
        signal.addEventListener('abort', cancel, { once: true })
        worker.postMessage({ id, call })
      }).then(unwrap)
    },
    async close() {
      closed = true
      await thread?.terminate()
    },
  }
}
