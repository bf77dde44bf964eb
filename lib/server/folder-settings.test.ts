import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath } from './allowed-paths'
import { addFolder, allowedFolders, loadFolderSettings, removeFolder, restoreFolders } from './folder-settings'

const stored = vi.hoisted(() => ({ value: undefined as unknown }))
vi.mock('@/lib/db/preferences', () => ({
  readPreference: async () => stored.value,
  writePreference: async (_key: string, value: unknown) => {
    stored.value = value
  },
}))

const root = realpathSync(mkdtempSync(join(tmpdir(), 'folders-')))
beforeAll(async () => {
  vi.stubEnv('HOME', join(root, 'home'))
  vi.stubEnv('SCOREPOINT_HOME', join(root, 'data'))
  vi.stubEnv('SCOREPOINT_START_DIR', join(root, 'start'))
  for (const name of ['home', 'start', 'work/models', 'work/.keys', 'data/env']) mkdirSync(join(root, name), { recursive: true })
  writeFileSync(join(root, 'work', 'model.pkl'), 'm')
  await loadFolderSettings()
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true, force: true })
})

const refusal = async (path: string) =>
  addFolder(path).then(
    () => 'allowed',
    (error: unknown) => (error instanceof ProblemError ? `${error.problem.code}: ${error.problem.message}` : String(error)),
  )

it('refuses what holds no work of the person, naming the rule', async () => {
  const work = join(root, 'work')
  expect(await refusal('work')).toContain('write the whole path')
  expect(await refusal(join(root, 'nothing'))).toContain('does not exist')
  expect(await refusal(join(work, 'model.pkl'))).toContain('choose a folder')
  expect(await refusal('/')).toContain('belongs to the system')
  expect(await refusal('/proc/self')).toContain('belongs to the system')
  expect(await refusal(join(work, '.keys'))).toContain('begins with a dot')
  expect(await refusal(join(root, 'data', 'env'))).toContain('data folder')
  expect(await refusal(join(root, 'start'))).toContain('is allowed already')
  expect(allowedFolders().map((folder) => folder.origin)).toEqual(['home', 'start'])
})

it('lets a folder be read from when it is added and no longer when it is taken away, over restarts', async () => {
  const file = join(root, 'work', 'model.pkl')
  expect(() => allowedPath(file)).toThrow('outside the folders')
  await addFolder(join(root, 'work'))
  expect(allowedPath(file)).toBe(file)
  await loadFolderSettings()
  expect(allowedPath(file)).toBe(file)
  await removeFolder(join(root, 'work'))
  expect(() => allowedPath(file)).toThrow('outside the folders')
})

it('takes the folders away that are allowed from the beginning, and brings them back', async () => {
  expect((await removeFolder(join(root, 'home'))).map((folder) => folder.origin)).toEqual(['start'])
  await loadFolderSettings()
  expect(allowedFolders().map((folder) => folder.origin)).toEqual(['start'])
  expect((await restoreFolders()).map((folder) => folder.origin)).toEqual(['home', 'start'])
})
