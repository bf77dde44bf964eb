import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { takeInstanceLock } from '@/agent/instance-lock'
import { readSettings } from '@/agent/settings'
import { openDatabase } from '@/agent/store/database'
import { settleToken } from '@/agent/token'
import { homeLayout } from '@/lib/domain/home-layout'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-lock-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

it('lets one agent in, names it to the second within a second, and opens again when released', () => {
  const layout = homeLayout(home)
  const first = takeInstanceLock(layout)
  const started = performance.now()
  expect(() => takeInstanceLock(layout)).toThrow(`process ${process.pid}`)
  expect(performance.now() - started).toBeLessThan(1000)
  first.release()
  takeInstanceLock(layout).release()
})

it('writes the effective token for this user alone and takes it out of the environment', () => {
  const layout = homeLayout(home)
  const random = settleToken(layout, {})
  expect(random).toMatch(/^[\w-]{43}$/)
  expect(settleToken(layout, {})).toBe(random)
  const env = { SCOREPOINT_TOKEN: 'chosen' }
  expect(settleToken(layout, env)).toBe('chosen')
  expect(env).toEqual({})
  expect(readFileSync(layout.agentToken, 'utf8')).toBe('chosen')
  expect(statSync(layout.agentToken).mode & 0o777).toBe(0o600)
  expect(settleToken(layout, {})).toMatch(/^[\w-]{43}$/)
})

it('refuses a newer and a held database with a sentence each', () => {
  const path = join(home, 'agent.db')
  const db = openDatabase(path)
  expect(() => openDatabase(path)).toThrow(/in use/)
  db.pragma('user_version = 999')
  db.close()
  expect(() => openDatabase(path)).toThrow(/newer Scorepoint/)
})

it('reads the settings with their defaults and names one that cannot be', () => {
  expect(readSettings({ SCOREPOINT_HOME: home })).toEqual({
    home,
    agentPort: 7443,
    scoringPort: 7080,
    runtime: 'auto',
    strictPython: false,
    warmParents: true,
    torch: { setting: 'auto' },
  })
  expect(() => readSettings({ SCOREPOINT_AGENT_PORT: '99999' })).toThrow(/SCOREPOINT_AGENT_PORT/)
  expect(() => readSettings({ SCOREPOINT_RUNTIME: 'podman' })).toThrow(/SCOREPOINT_RUNTIME/)
  expect(() => readSettings({ SCOREPOINT_TORCH: 'gpu' })).toThrow(/SCOREPOINT_TORCH/)
})
