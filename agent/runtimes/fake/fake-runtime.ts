/**
 * An in-process runtime for tests of scale and speed: no Python, no process, but a real HTTP server on a Unix socket per instance.
 * Its instances die with the agent. Chosen with SCOREPOINT_RUNTIME=fake and shown as `fake` everywhere.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { InstanceObservation, InstanceSpec, Runtime } from '@/agent/runtimes/runtime'
import type { HomeLayout } from '@/lib/domain/home-layout'

/** How an instance behaves after its start; times in ms from then. */
export interface FakeBehaviour {
  readyAfterMs?: number
  exit?: { afterMs: number; code: number }
}

export interface FakeRuntimeOptions {
  behaviour?: (spec: InstanceSpec) => FakeBehaviour
}

interface FakeInstance {
  spec: InstanceSpec
  server: Server
  socketPath: string
  startedAt: string
  readyAt: number
  ended?: Extract<InstanceObservation, { state: 'exited' }>
}

/** Adds what tests need to a Runtime. */
export interface FakeRuntime extends Runtime {
  readonly kind: 'fake'
  /** Ends an instance as if its process had. */
  crash(id: string, code: number): void
  running(): string[]
}

function answer(instance: FakeInstance, request: IncomingMessage, response: ServerResponse): void {
  const isReady = performance.now() >= instance.readyAt
  if (request.url === '/') {
    response.writeHead(isReady ? 200 : 503).end()
    return
  }
  request.resume().on('end', () => {
    const { deployment, generation, id } = instance.spec
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ deployment, generation, instance: id }))
  })
}

/** Unique within the process, also over several runtimes. */
let sockets = 0

export function createFakeRuntime(layout: HomeLayout, options: FakeRuntimeOptions = {}): FakeRuntime {
  const instances = new Map<string, FakeInstance>()
  const listeners = new Set<(id: string) => void>()

  function observation(instance: FakeInstance): InstanceObservation {
    return (
      instance.ended ?? { state: 'running', pid: process.pid, startedAt: instance.startedAt, address: { socketPath: instance.socketPath } }
    )
  }

  function end(instance: FakeInstance, exitCode: number | null, signal: string | null): void {
    if (instance.ended) return
    instance.ended = { state: 'exited', exitCode, signal, at: new Date().toISOString() }
    instance.server.close()
    instance.server.closeAllConnections()
    rmSync(instance.socketPath, { force: true })
    for (const listener of listeners) listener(instance.spec.id)
  }

  return {
    kind: 'fake',
    // Every end is told: nothing changes here unseen.
    lookEveryMs: 10_000,
    async start(spec) {
      const known = instances.get(spec.id)
      if (known) return { socketPath: known.socketPath }
      const directory = join(layout.run, 'fake')
      mkdirSync(directory, { recursive: true, mode: 0o700 })
      sockets += 1
      const socketPath = join(directory, `${process.pid}-${sockets}.sock`)
      const behaviour = options.behaviour?.(spec) ?? {}
      const server = createServer((request, response) => answer(instance, request, response))
      const instance: FakeInstance = {
        spec,
        server,
        socketPath,
        startedAt: new Date().toISOString(),
        readyAt: performance.now() + (behaviour.readyAfterMs ?? 0),
      }
      instances.set(spec.id, instance)
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(socketPath, resolve)
      })
      const { exit } = behaviour
      if (exit) setTimeout(() => end(instance, exit.code, null), exit.afterMs).unref()
      return { socketPath }
    },
    async observe(id) {
      const instance = instances.get(id)
      return instance ? observation(instance) : { state: 'gone' }
    },
    async probe(id) {
      const instance = instances.get(id)
      return instance !== undefined && !instance.ended && performance.now() >= instance.readyAt
    },
    async stop(id) {
      const instance = instances.get(id)
      if (instance) end(instance, null, 'SIGTERM')
    },
    async remove(id) {
      const instance = instances.get(id)
      if (instance && !instance.ended) throw new Error(`fake instance ${id} still runs`)
      instances.delete(id)
      rmSync(join(layout.instances, id), { recursive: true, force: true })
    },
    async list() {
      return [...instances].map(([id, instance]) => ({ id, observation: observation(instance) }))
    },
    onExit: (listener) => void listeners.add(listener),
    async explain(spec) {
      const ended = instances.get(spec.id)?.ended
      return {
        code: ended?.exitCode === 3 ? 'UserScriptInitFailed' : 'ResourceNotReady',
        rule: 'fake',
        cause: `The fake instance ended with code ${ended?.exitCode ?? 'none'}.`,
        fix: 'Nothing to fix: it was told to.',
        exitCode: ended?.exitCode ?? null,
        signal: ended?.signal ?? null,
      }
    },
    crash(id, code) {
      const instance = instances.get(id)
      if (instance) end(instance, code, null)
    },
    running: () => [...instances.values()].filter((one) => !one.ended).map((one) => one.spec.id),
  }
}
