// Longer than usual: the part of the Engine API that the agent uses, in one place.
/**
 * A container engine from a script: answers the Engine API on a Unix socket, its containers are small HTTP servers on loopback ports, and
 * every call can be made slow, fail, hang, or be cut off. It restarts, forgets events, and gives ports to whom the test says.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createEngine } from '@/agent/runtimes/docker/engine'

interface CreateBody {
  Image: string
  Cmd?: string[]
  Env?: string[]
  Labels: Record<string, string>
  ExposedPorts?: Record<string, object>
  HostConfig: { Memory?: number; RestartPolicy?: { Name: string } }
}

export interface FakeContainer {
  id: string
  name: string
  body: CreateBody
  state: 'created' | 'running' | 'exited'
  exitCode: number
  oom: boolean
  startedAt: string
  finishedAt: string
  /** Container port → host port of this start. */
  ports: Map<string, number>
  servers: Server[]
  lines: { time: string; text: string }[]
  followers: Set<ServerResponse>
}

/** What to do with a call instead of answering it. */
export type Fault = { status: number; message: string } | 'hang' | 'cut' | { delayMs: number } | { thenCut: true }

export interface FakeEngineOptions {
  /** Which host port a container port is given at a start; default: any free one. */
  port?: (container: FakeContainer) => number | undefined
}

const epoch = '0001-01-01T00:00:00Z'
const matcher = /^\/(?:v[\d.]+\/)?(.*)$/

export async function startFakeEngine(options: FakeEngineOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fe-'))
  const socket = join(folder, 'd.sock')
  const containers = new Map<string, FakeContainer>()
  const volumes = new Map<string, { Name: string; Labels: Record<string, string> }>()
  const eventStreams = new Set<ServerResponse>()
  const sockets = new Set<Socket>()
  const calls: string[] = []
  let server: Server | undefined
  let fault: ((call: string) => Fault | undefined) | undefined
  let losesEvents = false
  let choosePort = options.port
  let initializerCode = 0

  function emit(action: string, container: FakeContainer): void {
    if (losesEvents) return
    const event = { Type: 'container', Action: action, Actor: { ID: container.id, Attributes: container.body.Labels } }
    for (const stream of eventStreams) stream.write(`${JSON.stringify(event)}\n`)
  }

  function say(container: FakeContainer, text: string): void {
    const line = { time: new Date().toISOString().replace('Z', '000000Z'), text: `${text}\n` }
    container.lines.push(line)
    for (const follower of container.followers) follower.write(frameOf(line))
  }

  async function listen(container: FakeContainer, hostPort: number): Promise<number> {
    const answers = createServer((request, response) => {
      request.resume().on('end', () => {
        const {
          'scorepoint.endpoint': endpoint,
          'scorepoint.deployment': deployment,
          'scorepoint.instance': instance,
        } = container.body.Labels
        say(container, `${request.method} ${request.url}`)
        response.writeHead(200, { 'content-type': 'application/json', connection: 'close' })
        response.end(JSON.stringify({ endpoint, deployment, instance, container: container.id, path: request.url }))
      })
    })
    await new Promise<void>((resolve, reject) => {
      answers.once('error', reject)
      answers.listen(hostPort, '127.0.0.1', resolve)
    })
    container.servers.push(answers)
    const address = answers.address()
    return address !== null && typeof address === 'object' ? address.port : hostPort
  }

  /** Below the range that the system takes ports of connections from, so that a port that was free stays so. */
  async function listenSomewhere(container: FakeContainer): Promise<number> {
    const chosen = choosePort?.(container)
    if (chosen !== undefined) return listen(container, chosen)
    for (let tries = 0; ; tries += 1) {
      try {
        return await listen(container, 20_000 + Math.floor(Math.random() * 10_000))
      } catch (error) {
        if (tries > 20) throw error
      }
    }
  }

  async function start(container: FakeContainer): Promise<void> {
    container.ports.clear()
    for (const exposed of Object.keys(container.body.ExposedPorts ?? {})) {
      container.ports.set(exposed, await listenSomewhere(container))
    }
    container.state = 'running'
    container.startedAt = new Date().toISOString()
    const isInitializer = container.body.Labels['scorepoint.role'] === 'storage-initializer'
    if (!isInitializer) say(container, `started ${container.name}`)
    emit('start', container)
    // The storage initializer has nothing to serve, and no tools to say what arrived: it is done at once.
    if (isInitializer) await finish(container, initializerCode)
  }

  async function finish(container: FakeContainer, exitCode: number): Promise<void> {
    if (container.state !== 'running') return
    container.state = 'exited'
    container.exitCode = exitCode
    container.finishedAt = new Date().toISOString()
    await Promise.all(
      container.servers.splice(0).map(
        (one) =>
          new Promise<void>((resolve) => {
            one.close(() => resolve())
            one.closeAllConnections()
          }),
      ),
    )
    container.ports.clear()
    for (const follower of container.followers) follower.end()
    container.followers.clear()
    emit('die', container)
  }

  const find = (name: string) =>
    containers.get(name) ?? [...containers.values()].find((one) => one.name === name || one.id.startsWith(name))

  function inspection(container: FakeContainer) {
    return {
      Id: container.id,
      Name: `/${container.name}`,
      Image: container.body.Image,
      Created: epoch,
      State: {
        Status: container.state,
        Running: container.state === 'running',
        Paused: false,
        OOMKilled: container.oom,
        Pid: container.state === 'running' ? process.pid : 0,
        ExitCode: container.exitCode,
        Error: '',
        StartedAt: container.startedAt,
        FinishedAt: container.finishedAt,
      },
      Config: { Labels: container.body.Labels, Hostname: container.id.slice(0, 12), Image: container.body.Image },
      HostConfig: { Memory: container.body.HostConfig.Memory ?? 0 },
      NetworkSettings: {
        Ports: Object.fromEntries([...container.ports].map(([port, host]) => [port, [{ HostIp: '127.0.0.1', HostPort: String(host) }]])),
      },
    }
  }

  function labelled<T extends { Labels: Record<string, string> }>(all: T[], filters: string | null): T[] {
    const wanted: string[] = filters === null ? [] : (JSON.parse(filters).label ?? [])
    return all.filter((one) => wanted.every((pair) => `${pair.split('=')[0]}=${one.Labels[pair.split('=')[0] ?? '']}` === pair))
  }

  async function answer(method: string, path: string, query: URLSearchParams, body: Buffer, response: ServerResponse): Promise<void> {
    const json = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    const missing = () => json(404, { message: `No such thing: ${path}` })
    const parts = path.split('/')
    if (path === '_ping') return void response.writeHead(200).end('OK')
    if (path === 'version') return void json(200, { Version: '0.0-fake', ApiVersion: '1.41', Arch: 'amd64', Os: 'linux' })
    if (path === 'info') return void json(200, { NCPU: 2, Runtimes: { runc: {} }, MemTotal: 8 * 1024 ** 3 })
    if (path === 'events') {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.flushHeaders()
      eventStreams.add(response)
      response.on('close', () => eventStreams.delete(response))
      return
    }
    if (parts[0] === 'images') return void json(200, { Id: 'sha256:fake', Architecture: 'amd64' })
    if (path === 'volumes/create') {
      const made = JSON.parse(body.toString('utf8')) as { Name: string; Labels: Record<string, string> }
      volumes.set(made.Name, made)
      return void json(201, made)
    }
    if (path === 'volumes') return void json(200, { Volumes: labelled([...volumes.values()], query.get('filters')) })
    if (parts[0] === 'volumes') return void (volumes.delete(parts[1] ?? '') ? response.writeHead(204).end() : missing())
    if (path === 'containers/json') {
      const all = [...containers.values()].map((one) => ({ Id: one.id, Labels: one.body.Labels }))
      return void json(200, labelled(all, query.get('filters')))
    }
    if (path === 'containers/create') {
      const name = query.get('name') ?? ''
      if (find(name)) return void json(409, { message: `Conflict. The container name "/${name}" is already in use` })
      const id = randomBytes(32).toString('hex')
      const made: FakeContainer = {
        id,
        name,
        body: JSON.parse(body.toString('utf8')) as CreateBody,
        state: 'created',
        exitCode: 0,
        oom: false,
        startedAt: epoch,
        finishedAt: epoch,
        ports: new Map(),
        servers: [],
        lines: [],
        followers: new Set(),
      }
      containers.set(id, made)
      emit('create', made)
      return void json(201, { Id: id, Warnings: [] })
    }
    const container = find(parts[1] ?? '')
    if (parts[0] !== 'containers' || !container) return void missing()
    const act = parts[2] ?? ''
    if (method === 'DELETE') {
      await finish(container, 137)
      containers.delete(container.id)
      emit('destroy', container)
      return void response.writeHead(204).end()
    }
    if (act === 'json') return void json(200, inspection(container))
    if (act === 'archive') return void response.writeHead(200).end()
    if (act === 'start') {
      if (container.state === 'running') return void response.writeHead(304).end()
      await start(container)
      return void response.writeHead(204).end()
    }
    if (act === 'stop' || act === 'kill') {
      await finish(container, act === 'kill' ? 137 : 0)
      return void response.writeHead(204).end()
    }
    if (act === 'wait') return void json(200, { StatusCode: container.exitCode })
    if (act === 'stats')
      return void json(200, {
        read: new Date().toISOString(),
        cpu_stats: { cpu_usage: { total_usage: 1e9 } },
        memory_stats: { usage: 1e7 },
      })
    if (act === 'logs') {
      response.writeHead(200)
      for (const line of container.lines) response.write(frameOf(line))
      if (query.get('follow') !== 'true' || container.state !== 'running') return void response.end()
      container.followers.add(response)
      response.on('close', () => container.followers.delete(response))
      return
    }
    missing()
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://engine')
    const path = matcher.exec(url.pathname)?.[1] ?? ''
    const call = `${request.method} ${path}`
    calls.push(call)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const found = fault?.(call)
    if (found === 'hang') return
    if (found === 'cut') return void request.socket.destroy()
    if (typeof found === 'object' && 'status' in found) {
      return void response.writeHead(found.status, { 'content-type': 'application/json' }).end(JSON.stringify({ message: found.message }))
    }
    if (typeof found === 'object' && 'delayMs' in found) await pause(found.delayMs)
    if (typeof found === 'object' && 'thenCut' in found) {
      // The act is done, the reply is lost.
      await answer(request.method ?? '', path, url.searchParams, Buffer.concat(chunks), new ServerResponse(request))
      return void request.socket.destroy()
    }
    await answer(request.method ?? '', path, url.searchParams, Buffer.concat(chunks), response)
  }

  async function up(): Promise<void> {
    const next = createServer((request, response) => {
      serve(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500).end(JSON.stringify({ message: String(error) }))
      })
    })
    next.on('connection', (one) => {
      sockets.add(one)
      one.on('close', () => sockets.delete(one))
    })
    rmSync(socket, { force: true })
    await new Promise<void>((resolve, reject) => {
      next.once('error', reject)
      next.listen(socket, resolve)
    })
    server = next
  }

  /** Gone at once, as by kill -9. Containers go on when the engine restores them live, though their ports are dead. */
  async function down({ liveRestore = false } = {}): Promise<void> {
    const ending = server
    server = undefined
    for (const one of sockets) one.destroy()
    eventStreams.clear()
    await new Promise<void>((resolve) => (ending ? ending.close(() => resolve()) : resolve()))
    losesEvents = true
    for (const container of containers.values()) {
      if (container.state !== 'running') continue
      if (liveRestore) {
        for (const one of container.servers.splice(0)) {
          one.close()
          one.closeAllConnections()
        }
      } else await finish(container, 0)
    }
    losesEvents = false
  }

  async function back({ liveRestore = false } = {}): Promise<void> {
    if (liveRestore) {
      for (const container of containers.values()) {
        if (container.state === 'running') for (const [, hostPort] of container.ports) await listen(container, hostPort)
      }
    }
    await up()
  }

  await up()
  return {
    host: `unix://${socket}`,
    engine: () => createEngine({ NODE_ENV: 'test', DOCKER_HOST: `unix://${socket}` }),
    containers,
    volumes,
    calls,
    down,
    back,
    /** Decides per call (`POST containers/<id>/start`) what goes wrong. */
    setFault(next: ((call: string) => Fault | undefined) | undefined): void {
      fault = next
    },
    loseEvents(loses: boolean): void {
      losesEvents = loses
    },
    choosePorts(next: FakeEngineOptions['port']): void {
      choosePort = next
    },
    /** How storage initializers end from now on. */
    endInitializers(code: number): void {
      initializerCode = code
    },
    cutEvents(): void {
      for (const stream of eventStreams) stream.socket?.destroy()
    },
    /** As somebody else would with the docker command. */
    start: (id: string) => start(existing(id)),
    exit: (id: string, code: number) => finish(existing(id), code),
    oom(id: string): void {
      existing(id).oom = true
      emit('oom', existing(id))
    },
    serverOf: (instance: string) =>
      [...containers.values()].find(
        (one) => one.body.Labels['scorepoint.instance'] === instance && one.body.Labels['scorepoint.role'] === 'inference-server',
      ),
    async close(): Promise<void> {
      await down()
      rmSync(folder, { recursive: true, force: true })
    },
  }

  function existing(id: string): FakeContainer {
    const found = find(id)
    if (!found) throw new Error(`no container ${id}`)
    return found
  }
}
export type FakeEngine = Awaited<ReturnType<typeof startFakeEngine>>

function frameOf({ time, text }: { time: string; text: string }): Buffer {
  const bytes = Buffer.from(`${time} ${text}`)
  const head = Buffer.alloc(8)
  head[0] = 1
  head.writeUInt32BE(bytes.length, 4)
  return Buffer.concat([head, bytes])
}
