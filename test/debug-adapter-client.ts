/** The little of the Debug Adapter Protocol a test needs: attach, one breakpoint, go on. https://microsoft.github.io/debug-adapter-protocol */
import { once } from 'node:events'
import { connect } from 'node:net'

interface Message {
  type: 'request' | 'response' | 'event'
  event?: string
  command?: string
  request_seq?: number
  success?: boolean
  body?: Record<string, unknown>
}

/** Attaches as an editor would; init() goes on when it waited for that. */
export async function attachDebugger(port: number) {
  const socket = connect({ host: '127.0.0.1', port })
  await once(socket, 'connect')
  let seq = 0
  let rest = Buffer.alloc(0)
  const seen: Message[] = []
  const waiting = new Set<() => void>()
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      const head = rest.indexOf('\r\n\r\n')
      const length = Number(/Content-Length: (\d+)/.exec(rest.subarray(0, Math.max(0, head)).toString())?.[1] ?? Number.NaN)
      if (head < 0 || rest.length < head + 4 + length) break
      seen.push(JSON.parse(rest.subarray(head + 4, head + 4 + length).toString()) as Message)
      rest = rest.subarray(head + 4 + length)
    }
    for (const look of waiting) look()
  })

  function send(command: string, args: object = {}): number {
    seq += 1
    const text = JSON.stringify({ seq, type: 'request', command, arguments: args })
    socket.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
    return seq
  }

  /** The first message that fits, also one that came before. */
  function message(what: string, fits: (candidate: Message) => boolean, limitMs = 20_000): Promise<Message> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${what} from the debugger within ${limitMs} ms`)), limitMs)
      const look = () => {
        const found = seen.find(fits)
        if (!found) return
        clearTimeout(timer)
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
    })
  }
  const answerTo = (number: number, what: string) => message(what, (one) => one.type === 'response' && one.request_seq === number)
  const event = (name: string) => message(name, (one) => one.type === 'event' && one.event === name)

  await answerTo(
    send('initialize', { adapterID: 'debugpy', pathFormat: 'path', linesStartAt1: true, columnsStartAt1: true }),
    'capabilities',
  )
  const attached = send('attach', { justMyCode: true })
  await event('initialized')
  return {
    /** Sets one breakpoint and lets the program run. */
    async begin(path: string, line: number): Promise<void> {
      await answerTo(send('setBreakpoints', { source: { path }, breakpoints: [{ line }] }), 'breakpoints')
      send('configurationDone')
      await answerTo(attached, 'attach')
    },
    /** Resolves with the thread that stands at the breakpoint. */
    async stopped(): Promise<number> {
      return Number((await event('stopped')).body?.threadId)
    },
    goOn: (threadId: number) => answerTo(send('continue', { threadId }), 'continue'),
    close: () => void socket.destroy(),
  }
}
