import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { unwritableHome } from '@/lib/home/unwritable-home'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scorepoint-home-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('makes a folder for this user alone', () => {
  const home = join(folder, 'a', 'b')
  expect(unwritableHome(home)).toBeUndefined()
  expect(statSync(home).mode & 0o777).toBe(0o700)
})

it('says which folder it is and what to do', () => {
  writeFileSync(join(folder, 'file'), '')
  const home = join(folder, 'file', 'home')
  expect(unwritableHome(home)).toBe(
    `The data folder ${home} cannot be written (ENOTDIR). Make it writable, or set SCOREPOINT_HOME to another folder.`,
  )
  expect(existsSync(home)).toBe(false)
})
