import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { takeBuildLock } from './build-lock'

const folder = mkdtempSync(join(tmpdir(), 'scorepoint-lock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'hash.lock')
const soon = () => AbortSignal.timeout(20_000)

it('has one holder at a time and leaves no file', async () => {
  let holders = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      const release = await takeBuildLock(path, soon())
      holders += 1
      most = Math.max(most, holders)
      await turn()
      holders -= 1
      release()
    }),
  )
  expect(most).toBe(1)
  expect(readdirSync(folder)).toEqual([])
})

it('waits for another process, until that one ends however it does, or the wait is aborted', async () => {
  const sqlite = createRequire(import.meta.url).resolve('better-sqlite3')
  const program = `const db = require(${JSON.stringify(sqlite)})(${JSON.stringify(path)}); db.exec('BEGIN EXCLUSIVE'); console.log('held'); setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  await expect(takeBuildLock(path, AbortSignal.timeout(120))).rejects.toThrow(/timeout/)
  const waiting = takeBuildLock(path, soon())
  holder.kill('SIGKILL')
  const release = await waiting
  release()
  expect(readdirSync(folder)).toEqual([])
})
