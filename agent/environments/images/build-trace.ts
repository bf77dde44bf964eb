/** What a build says while it runs, from BuildKit's trace events or the classic builder's lines: steps, log lines, what failed. Pure. */
import type { BuildStep } from '@/lib/contract/scorepoint'
import { bytesOf, numberOf, readFields, textOf, timeOf } from './protobuf'

/** One line of the build's output; `step` is the name of the step that wrote it. */
export interface TraceLine {
  step?: string
  text: string
}

/** The first thing that went wrong. */
export interface TraceFailure {
  /** Name of the failing step; absent when the builder refused before any step ran. */
  step?: string
  message: string
  /** Lines the failing step wrote, the newest last. */
  lines: string[]
}

interface Vertex extends BuildStep {
  digest: string
}

const keptLines = 2000

/** Takes the objects of `POST /build`'s stream one by one. */
export function createBuildTrace(told: { line: (line: TraceLine) => void; steps: (steps: BuildStep[]) => void }) {
  const vertexes = new Map<string, Vertex>()
  const output = new Map<string, { open: string; lines: string[] }>()
  let classicStep: Vertex | undefined
  let message: string | undefined

  function write(key: string, step: string | undefined, text: string): void {
    const known = output.get(key) ?? { open: '', lines: [] }
    output.set(key, known)
    const pieces = `${known.open}${text}`.split('\n')
    known.open = pieces.pop() ?? ''
    for (const piece of pieces) {
      // Progress bars draw over themselves; what stands at the end is the line.
      const line = piece.replace(/\r+$/, '').split('\r').at(-1) ?? ''
      if (line.trim() === '') continue
      known.lines.push(line)
      if (known.lines.length > keptLines) known.lines.shift()
      told.line({ ...(step === undefined ? {} : { step }), text: line })
    }
  }

  function trace(encoded: string): void {
    const status = readFields(Buffer.from(encoded, 'base64'))
    let changed = false
    for (const bytes of bytesOf(status, 1)) {
      const fields = readFields(bytes)
      const digest = textOf(fields, 1)
      const startedAt = timeOf(fields, 5)
      const endedAt = timeOf(fields, 6)
      const error = textOf(fields, 7)
      vertexes.set(digest, {
        digest,
        name: shownName(textOf(fields, 3)),
        ...(startedAt === undefined ? {} : { startedAt }),
        ...(endedAt === undefined ? {} : { endedAt }),
        ...(numberOf(fields, 4) === 1 ? { cached: true } : {}),
        ...(error === '' ? {} : { error }),
      })
      changed = true
    }
    for (const bytes of bytesOf(status, 3)) {
      const fields = readFields(bytes)
      const digest = textOf(fields, 1)
      const [text] = bytesOf(fields, 4)
      if (text) write(digest, vertexes.get(digest)?.name, Buffer.from(text).toString('utf8'))
    }
    if (changed) told.steps(steps())
  }

  /** `Step 2/5 : RUN pip …`, ` ---> Using cache`, then what the step writes. */
  function classic(text: string): void {
    const step = /^Step (\d+\/\d+) : (.+)$/m.exec(text)
    if (step) {
      const now = new Date().toISOString()
      if (classicStep) classicStep.endedAt = now
      classicStep = { digest: step[1] ?? '', name: `[${step[1]}] ${step[2]}`, startedAt: now }
      vertexes.set(classicStep.digest, classicStep)
    } else if (/^ ---> Using cache/.test(text) && classicStep) classicStep.cached = true
    write(classicStep?.digest ?? '', classicStep?.name, text)
    told.steps(steps())
  }

  function steps(): BuildStep[] {
    return [...vertexes.values()].map(({ digest: _digest, ...step }) => step)
  }

  return {
    take(event: unknown): void {
      if (typeof event !== 'object' || event === null) return
      if ('error' in event && typeof event.error === 'string') {
        message ??= errorText(event, event.error)
        if (classicStep) Object.assign(classicStep, { error: message, endedAt: new Date().toISOString() })
        told.steps(steps())
      }
      if ('id' in event && event.id === 'moby.buildkit.trace' && 'aux' in event && typeof event.aux === 'string') trace(event.aux)
      else if ('stream' in event && typeof event.stream === 'string') classic(event.stream)
      else if ('status' in event && typeof event.status === 'string') {
        const id = 'id' in event && typeof event.id === 'string' ? `${event.id}: ` : ''
        // Every kilobyte of a download is an event of its own.
        if (!('progress' in event)) write('pull', undefined, `${id}${event.status}\n`)
      }
    },
    /** Writes what stood without an end of line. */
    end(): void {
      for (const [key, { open }] of output) if (open !== '') write(key, vertexes.get(key)?.name, '\n')
    },
    steps,
    failure(): TraceFailure | undefined {
      const failed = [...vertexes.values()].find(({ error }) => error !== undefined && !/context canceled/i.test(error))
      if (message === undefined && failed === undefined) return undefined
      const vertex = failed ?? classicStep
      const lines = vertex ? (output.get(vertex.digest)?.lines ?? []) : []
      return { ...(vertex ? { step: vertex.name } : {}), message: message ?? failed?.error ?? '', lines }
    },
  }
}

/** Without the mounts that hold this computer's settings: they are in every step and not the user's. */
function shownName(name: string): string {
  return name
    .replace(/ --mount=type=(?:secret,id=scorepoint_|cache,id=scorepoint_)\S+/g, '')
    .replace('. /run/secrets/scorepoint_env && ', '')
}

function errorText(event: object, fallback: string): string {
  const detail = 'errorDetail' in event ? event.errorDetail : undefined
  return typeof detail === 'object' && detail !== null && 'message' in detail && typeof detail.message === 'string'
    ? detail.message
    : fallback
}
