/** The built studio as a process of its own: what it does when whoever started it goes while it still starts. */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { testHome } from '../test/agent-process'
import { freePorts } from '../test/product/start-product'
import { isPortFree } from './port-holder'

const script = join(import.meta.dirname, '..', 'dist', 'studio.mjs')
let home = ''
let port = 0
beforeEach(async () => {
  home = testHome()
  port = (await freePorts(1))[0] ?? 0
})
afterEach(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))

/** A started studio and the milliseconds until it has ended by itself; one that stays is ended after `limitMs`. */
function start(limitMs: number): { child: ChildProcess; ended: Promise<{ code: number | null; ms: number }> } {
  const env = { ...process.env, NODE_ENV: 'production' as const, SCOREPOINT_HOME: home, SCOREPOINT_PORT: String(port) }
  const child = fork(script, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const startedAt = performance.now()
  const ended = new Promise<{ code: number | null; ms: number }>((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
    child.once('exit', (code) => {
      clearTimeout(timer)
      resolve({ code, ms: performance.now() - startedAt })
    })
  })
  return { child, ended }
}

it('ends when its launcher goes before it serves', async () => {
  const { child, ended } = start(20_000)
  child.disconnect()
  expect(await ended).toMatchObject({ code: 0 })
  expect(await isPortFree(port)).toBe(true)
})

it('ends cleanly when it is told to while it starts', async () => {
  const { child, ended } = start(20_000)
  const database = join(home, 'studio.db')
  const deadline = performance.now() + 15_000
  // The database is made first, long before the first request is served.
  while (!existsSync(database) && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 2))
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 0 })
})
