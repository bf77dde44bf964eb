/** Ending for good, through the built launcher: with a deployment that runs, and from a folder nothing runs in. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { localWorkspaceId } from '@/lib/contract/arm/scope'
import { homeLayout, socketPath } from '@/lib/domain/home-layout'
import { agentOf, everyProcess } from '../test/product/product-agent'
import { launcherScript, type Product, startProduct } from '../test/product/start-product'

const env = { SCOREPOINT_RUNTIME: 'fake' }
let product: Product | undefined
let outside = ''
beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'scorepoint-removal-'))
})
afterEach(async () => {
  await product?.stop()
  product = undefined
  rmSync(outside, { recursive: true, force: true })
})

function remove(of: Product, args: string[], input = '') {
  const ports = {
    SCOREPOINT_PORT: new URL(of.url).port,
    SCOREPOINT_AGENT_PORT: new URL(of.agentUrl).port,
    SCOREPOINT_SCORING_PORT: new URL(of.scoringUrl).port,
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcherScript, 'remove', ...args], {
    encoding: 'utf8',
    input,
    env: { ...process.env, ...env, ...ports, SCOREPOINT_HOME: of.home },
  })
  return { status, text: stdout + stderr }
}

it('asks first, then leaves no process and no file but the backup, which holds the endpoints', async () => {
  const running = await startProduct({ env, home: mkdtempSync(join(tmpdir(), 'scorepoint-removed-')) })
  product = running
  const { home } = running
  const agent = agentOf(running)
  await agent.call('PUT', 'onlineEndpoints/kept', { location: 'local', properties: { authMode: 'Key' } })
  // As a build leaves it: read-only folders.
  const sealed = join(homeLayout(home).env, 'ab', 'lib')
  mkdirSync(sealed, { recursive: true })
  writeFileSync(join(sealed, 'package.py'), '')
  execFileSync('chmod', ['-R', 'a-w', homeLayout(home).env])
  expect(everyProcess(home).length).toBeGreaterThanOrEqual(4)

  const no = remove(running, [], 'no\n')
  expect(no).toMatchObject({ status: 1, text: expect.stringContaining('Nothing was removed') })
  expect((await agent.call('GET', `${localWorkspaceId}/onlineEndpoints/kept`)).status).toBe(200)

  const inside = remove(running, ['--yes', '--backup', join(home, 'backup.tar')])
  expect(inside).toMatchObject({ status: 1, text: expect.stringContaining('lies in the data folder') })

  const backup = join(outside, 'backup.tar')
  const yes = remove(running, ['--backup', backup], 'remove everything\n')
  expect(yes).toMatchObject({ status: 0, text: expect.stringContaining(`Everything in ${home} was removed.`) })
  expect(everyProcess(home)).toEqual([])
  expect(existsSync(home)).toBe(false)
  expect(existsSync(dirname(socketPath(homeLayout(home).run, 'x')))).toBe(false)

  execFileSync('tar', ['-xf', backup], { cwd: outside })
  expect(readdirSync(outside).sort()).toEqual(['agent.db', 'backup.tar', 'studio.db'])
  const names = new Database(join(outside, 'agent.db'), { readonly: true }).prepare('SELECT name FROM resource').all()
  expect(names).toEqual([{ name: 'kept' }])
})

it('leaves alone what somebody else put into the folder', async () => {
  const running = await startProduct({ env, home: mkdtempSync(join(tmpdir(), 'scorepoint-removed-')) })
  product = running
  writeFileSync(join(running.home, 'my-notes.txt'), 'mine')
  const done = remove(running, ['--yes'])
  expect(done).toMatchObject({ status: 0, text: expect.stringContaining('still there: my-notes.txt') })
  expect(readdirSync(running.home)).toEqual(['my-notes.txt'])
  expect(readFileSync(join(running.home, 'my-notes.txt'), 'utf8')).toBe('mine')
})
