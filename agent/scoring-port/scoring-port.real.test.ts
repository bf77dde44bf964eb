import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makePrivateDirectory } from '@/agent/private-files'
import { type HomeLayout, homeLayout } from '@/lib/domain/home-layout'
import { isPortFree } from '@/server/port-holder'
import { eventually } from '@/test/agent-process'
import { createScoringPort, type ScoringPort } from './scoring-port'

/** What the router does with descriptor 3, without the rest of the router. */
const server = (name: string) =>
  `require('node:http').createServer((q, s) => { s.setHeader('connection', 'close'); s.end('${name}') }).listen({ fd: 3 })`

let layout: HomeLayout
let held: ScoringPort
const children: ChildProcess[] = []
const warnings: unknown[] = []
const log = { warn: (...said: unknown[]) => warnings.push(said) }

beforeEach(() => {
  layout = homeLayout(mkdtempSync(join(tmpdir(), 'port-')))
  makePrivateDirectory(layout.run)
  warnings.length = 0
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await held.release()
  rmSync(layout.home, { recursive: true })
})

async function serve(name: string): Promise<ChildProcess> {
  const [program = '', ...before] = (await held.ensure()) ?? []
  const child = spawn(program, [...before, process.execPath, '-e', server(name)], { stdio: 'inherit' })
  children.push(child)
  return child
}

function record(): { pid: number; port: number } {
  return JSON.parse(readFileSync(layout.scoringPortInfo, 'utf8')) as { pid: number; port: number }
}

const ask = async (port: number) => (await fetch(`http://127.0.0.1:${port}/`)).text()

it('keeps connections waiting while one server is replaced by the next', async () => {
  held = createScoringPort({ layout, port: 0, installation: 'test', log })
  const first = await serve('first')
  const { port, pid } = record()
  expect(await ask(port)).toBe('first')
  first.kill('SIGKILL')
  await once(first, 'exit')
  const waiting = Promise.all(Array.from({ length: 20 }, () => ask(port)))
  await serve('second')
  expect(await waiting).toEqual(Array.from({ length: 20 }, () => 'second'))
  expect(record()).toMatchObject({ port, pid })
  expect(warnings).toEqual([])
})

it('lets the port go when told to, and by itself when no server has used it for a while', async () => {
  held = createScoringPort({ layout, port: 0, installation: 'test', log, unusedSeconds: 0.3 })
  await held.ensure()
  const { port } = record()
  expect(await isPortFree(port)).toBe(false)
  await eventually('the unused port is free', () => isPortFree(port))
  const child = await serve('used')
  const second = record().port
  await eventually('the server answers', async () => (await ask(second)) === 'used')
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(await ask(second)).toBe('used')
  await held.release()
  child.kill('SIGKILL')
  await eventually('the released port is free', () => isPortFree(second))
})

it('leaves a port that somebody else has alone and says so', async () => {
  held = createScoringPort({ layout, port: 0, installation: 'test', log })
  await held.ensure()
  const { port } = record()
  const other = homeLayout(mkdtempSync(join(tmpdir(), 'port-')))
  makePrivateDirectory(other.run)
  const late = createScoringPort({ layout: other, port, installation: 'other', log })
  expect(await late.ensure()).toBeUndefined()
  expect(JSON.stringify(warnings)).toContain('Address already in use')
  await late.release()
  rmSync(other.home, { recursive: true })
  expect(await isPortFree(port)).toBe(false)
})
