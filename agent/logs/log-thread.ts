/** The thread that reads, indexes, searches and rotates logs, so that none of it keeps the agent from answering. */
import { parentPort } from 'node:worker_threads'
import { createLogCalls, type LogCall } from '@/agent/logs/log-calls'

const port = parentPort
if (!port) throw new Error('log-thread runs as a worker thread of the agent')
const calls = createLogCalls()
const running = new Map<number, AbortController>()

port.on('message', (message: { id: number; call: LogCall } | { cancel: number }) => {
  if ('cancel' in message) {
    running.get(message.cancel)?.abort()
    return
  }
  const { id, call } = message
  const abort = new AbortController()
  running.set(id, abort)
  void calls.answer(call, abort.signal).then((answer) => {
    running.delete(id)
    port.postMessage({ id, answer })
  })
})
