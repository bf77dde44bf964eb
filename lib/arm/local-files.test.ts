import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { hashTree, readLocalTree } from './local-files'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'tree-')), 'onlinescoring')
  mkdirSync(join(folder, 'pkg'), { recursive: true })
  mkdirSync(join(folder, '__pycache__'))
  writeFileSync(join(folder, 'score.py'), 'def init(): pass\n')
  writeFileSync(join(folder, 'pkg', 'features.py'), 'x = 1\n')
  writeFileSync(join(folder, 'notes.md'), 'n')
  writeFileSync(join(folder, '__pycache__', 'score.pyc'), 'c')
})
const names = async () => (await readLocalTree(folder)).files.map((file) => file.name)

describe('what an upload sends', () => {
  it('is every file of the folder, without caches, sorted', async () => {
    expect(await names()).toEqual(['notes.md', 'pkg/features.py', 'score.py'])
  })
  it('follows .amlignore, and .gitignore only without it', async () => {
    writeFileSync(join(folder, '.gitignore'), '*.py\n')
    expect(await names()).toEqual(['notes.md'])
    writeFileSync(join(folder, '.amlignore'), '*.md\npkg/\n')
    expect(await names()).toEqual(['score.py'])
  })
  it('says what stays here, and by which rules', async () => {
    expect((await readLocalTree(folder)).ignoreFile).toBeUndefined()
    writeFileSync(join(folder, '.amlignore'), '*.md\npkg/\n')
    mkdirSync(join(folder, '.venv'))
    const { leftOut, ignoreFile } = await readLocalTree(folder)
    expect(ignoreFile).toBe('.amlignore')
    expect(leftOut).toEqual(expect.arrayContaining(['.venv/', 'notes.md', 'pkg/']))
    expect(leftOut).not.toContain('.amlignore')
  })
  it('is one file when the path is a file', async () => {
    const tree = await readLocalTree(join(folder, 'score.py'))
    expect(tree).toMatchObject({ name: 'score.py', isFolder: false, sizeBytes: 17 })
  })
  it('refuses a link that leaves the folder', async () => {
    symlinkSync('/etc/hostname', join(folder, 'host'))
    await expect(readLocalTree(folder)).rejects.toThrow(/leaves the folder/)
  })
  it('never enters a dot-folder', async () => {
    mkdirSync(join(folder, '.ssh'))
    writeFileSync(join(folder, '.ssh', 'id_rsa'), 'key')
    expect(await names()).toEqual(['notes.md', 'pkg/features.py', 'score.py'])
  })
  it('refuses a folder without files', async () => {
    writeFileSync(join(folder, '.amlignore'), '*\n')
    await expect(readLocalTree(folder)).rejects.toThrow(/no files to upload/)
  })
})

describe('the hash of a tree', () => {
  it('changes with a name or a byte, not with times', async () => {
    const hash = async () => (await hashTree(await readLocalTree(folder))).hash
    const first = await hash()
    writeFileSync(join(folder, 'score.py'), 'def init(): pass\n')
    expect(await hash()).toBe(first)
    writeFileSync(join(folder, 'score.py'), 'def init(): fail\n')
    expect(await hash()).not.toBe(first)
  })
})
