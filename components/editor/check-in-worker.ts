import type { CheckAnswer, CheckInput, CheckRequest } from '@/components/editor/check-request'

interface Waiting {
  input: CheckInput
  answer: (found: CheckAnswer) => void
  fail: (reason: unknown) => void
}

let worker: Worker | undefined
let isBroken = typeof Worker === 'undefined'
let counter = 0
const waiting = new Map<number, Waiting>()

async function checkHere({ text, ...options }: CheckInput): Promise<CheckAnswer> {
  const { checkYaml } = await import('@/lib/domain/checks/check-document')
  const { findings, kind } = checkYaml(text, options)
  return { findings, kind }
}

/** The worker could not be loaded: what waits is checked on this thread, and so is everything after it. */
function giveUp(): void {
  isBroken = true
  worker?.terminate()
  worker = undefined
  for (const [id, { input, answer, fail }] of waiting) {
    waiting.delete(id)
    checkHere(input).then(answer, fail)
  }
}

function startWorker(): Worker {
  const started = new Worker(new URL('./findings.worker.ts', import.meta.url), { type: 'module' })
  started.onmessage = ({ data }: MessageEvent<CheckAnswer & { id: number }>) => {
    const { id, ...found } = data
    waiting.get(id)?.answer(found)
    waiting.delete(id)
  }
  started.onerror = giveUp
  return started
}

/** Everything the checks find in a text, from a worker of the page; from this thread when a worker cannot be had. */
export function checkInWorker(input: CheckInput): Promise<CheckAnswer> {
  if (isBroken) return checkHere(input)
  try {
    worker ??= startWorker()
  } catch {
    // A browser or a policy without workers says so by throwing here.
    giveUp()
    return checkHere(input)
  }
  counter += 1
  const request: CheckRequest = { id: counter, ...input }
  const answer = new Promise<CheckAnswer>((resolve, reject) => waiting.set(request.id, { input, answer: resolve, fail: reject }))
  worker.postMessage(request)
  return answer
}
