/** The router as a value: listener, control door, routing and its files, put together. main.ts gives it a process. */
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { createControl } from '@/agent/router/control'
import { createListener } from '@/agent/router/listener'
import { makePartialReport, makeReport, toldNothing } from '@/agent/router/report'
import { applyTable, emptyRouting } from '@/agent/router/routing'
import { removeOldStates } from '@/agent/router/state-file'
import { checkTable } from '@/agent/router/table-check'
import type { HomeLayout } from '@/lib/domain/home-layout'

export interface RouterOptions {
  layout: Pick<HomeLayout, 'routingTable' | 'routerState' | 'routerControlSocket'>
  /** 0 = any free port. */
  port: number
  /** A descriptor that listens already (agent/scoring-port); the port is then only a number to report. */
  listeningFd?: number | undefined
  /** Larger bodies get 413. */
  maxBodyBytes: number
  log: (message: string) => void
}

export interface RunningRouter {
  readonly port: number
  /** No new connections; waits up to graceMs for running requests, then closes everything. */
  close(graceMs: number): Promise<void>
}

/**
 * Starts from the table on disk when there is a valid one, else with no endpoints.
 * @throws Error when the port or the control socket is held by another process
 */
export async function startRouter({ layout, port, listeningFd, maxBodyBytes, log }: RouterOptions): Promise<RunningRouter> {
  const startedAt = new Date().toISOString()
  mkdirSync(layout.routerState, { recursive: true, mode: 0o700 })
  const onStateError = (error: unknown) => log(`counters could not be written: ${error instanceof Error ? error.message : String(error)}`)
  let routing = emptyRouting()
  const stored = await readStoredTable(layout.routingTable, log)
  if (stored !== undefined) {
    removeOldStates(layout.routerState, new Set(Object.values(stored.endpoints).map((endpoint) => endpoint.uid)))
    routing = applyTable(routing, stored, layout.routerState, onStateError)
  }

  let turn: Promise<unknown> = Promise.resolve()
  const setTable = (text: string) => {
    const result = turn.then(async () => {
      const checked = checkTable(text)
      if (!checked.ok) {
        log(checked.message)
        return { message: checked.message }
      }
      // First on disk, then live: a router that starts again never serves an older table than the agent was told.
      const partial = `${layout.routingTable}.partial`
      await writeFile(partial, JSON.stringify(checked.table), { mode: 0o600 })
      await rename(partial, layout.routingTable)
      routing = applyTable(routing, checked.table, layout.routerState, onStateError)
      return { version: routing.version }
    })
    turn = result.catch(() => undefined)
    return result
  }

  const listener = createListener({ routing: () => routing, maxBodyBytes, mirrorBuffer: { bytes: 0 }, log })
  await listen(listener.server, listeningFd === undefined ? { port, host: '127.0.0.1' } : { fd: listeningFd })
  const control = createControl({
    setTable,
    report: () => makeReport(routing, startedAt),
    partialReports() {
      const told = toldNothing()
      return () => makePartialReport(routing, startedAt, told)
    },
  })
  try {
    await takeSocket(layout.routerControlSocket)
    await listen(control, { path: layout.routerControlSocket })
    chmodSync(layout.routerControlSocket, 0o600)
  } catch (error) {
    listener.server.close()
    throw error
  }

  async function close(graceMs: number): Promise<void> {
    listener.startDraining()
    listener.server.close()
    listener.server.closeIdleConnections()
    const deadline = performance.now() + graceMs
    while (listener.open() > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
    listener.server.closeAllConnections()
    control.close()
    control.closeAllConnections()
    for (const endpoint of routing.endpoints.values()) endpoint.state.close()
  }
  const address = listener.server.address()
  return { port: address !== null && typeof address === 'object' ? address.port : port, close }
}

async function readStoredTable(path: string, log: (message: string) => void) {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    // No table yet: the agent sends the first one.
    return undefined
  }
  const checked = checkTable(text)
  if (checked.ok) return checked.table
  log(`${path}: ${checked.message}`)
  return undefined
}

function listen(server: Server, where: { port: number; host: string } | { fd: number } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(where, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
}

/** Removes a dead router's socket; a living one is an error. */
async function takeSocket(path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const alive = await new Promise<boolean>((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    // ENOENT or ECONNREFUSED: nobody listens there.
    socket.once('error', () => resolve(false))
  })
  if (alive) throw new Error(`another router answers on ${path}`)
  rmSync(path, { force: true })
}
