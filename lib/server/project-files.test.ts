import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { maxProjectFileBytes } from '@/lib/contract/project'
import { ProblemError } from '@/lib/problems/problem'
import {
  isWritableProject,
  listProjectFolder,
  makeProjectFolder,
  readProjectFile,
  removeProjectEntry,
  renameProjectEntry,
  writeProjectFile,
} from '@/lib/server/project-files'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'project-files-')))
const home = join(root, 'home')
const outside = join(root, 'outside')
const project = join(home, 'project')

beforeEach(() => {
  rmSync(home, { recursive: true, force: true })
  rmSync(outside, { recursive: true, force: true })
  mkdirSync(join(project, 'src'), { recursive: true })
  mkdirSync(join(project, '.git'))
  mkdirSync(outside)
  writeFileSync(join(project, 'endpoint.yml'), 'name: a\r\n# kept\r\n')
  writeFileSync(join(project, 'src', 'score.py'), 'def run(data):\n    return 1\n')
  writeFileSync(join(project, '.git', 'config'), 'secret')
  writeFileSync(join(outside, 'passwd'), 'outside')
  symlinkSync(outside, join(project, 'way-out'))
  symlinkSync(join(outside, 'passwd'), join(project, 'passwd.txt'))
  symlinkSync('src/score.py', join(project, 'linked.py'))
  symlinkSync('.git', join(project, 'dotted'))
  symlinkSync('loop', join(project, 'loop'))
  vi.stubEnv('HOME', home)
  vi.stubEnv('SCOREPOINT_HOME', join(root, 'data'))
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true, force: true })
})

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'done'
  } catch (error) {
    return error instanceof ProblemError ? error.problem.code : String(error)
  }
}

const hostile = [
  '../outside/passwd',
  'src/../../outside/passwd',
  '/etc/passwd',
  'src/../endpoint.yml',
  './endpoint.yml',
  'src//score.py',
  'src/',
  '.git/config',
  '.env',
  'src/.hidden',
  'way-out/passwd',
  'passwd.txt',
  'dotted/config',
  'loop',
  'a\0b',
  'a\nb',
  '..\\..\\x',
  'score\u202e.py',
  'x'.repeat(256),
  'endpoint.yml/x',
  '~/x/../../..',
]

describe('a hostile path', () => {
  it.each(hostile)('%j is neither read nor written, made, moved nor removed', async (path) => {
    const before = snapshot()
    const refusals = [
      await codeOf(readProjectFile(project, path)),
      await codeOf(writeProjectFile(project, path, 'evil', 'any')),
      await codeOf(writeProjectFile(project, path, 'evil', null)),
      await codeOf(renameProjectEntry(project, 'endpoint.yml', path)),
      await codeOf(removeProjectEntry(project, path)),
      await codeOf(makeProjectFolder(project, path)),
      await codeOf(listProjectFolder(project, path)),
    ]
    // A link that leads out may be replaced by nothing and removed by nobody; a second name for it is taken.
    expect(refusals.every((code) => /^Studio\.(Project|Path)/.test(code))).toBe(true)
    expect(snapshot()).toEqual(before)
  })

  it('of the folder itself is refused: outside, in a dot-folder, in the data folder', async () => {
    mkdirSync(join(root, 'data', 'run'), { recursive: true })
    writeFileSync(join(root, 'data', 'run', 'agent-token'), 't')
    for (const folder of [outside, join(project, '.git'), join(root, 'data', 'run')])
      expect(await codeOf(readProjectFile(folder, 'passwd'))).toBe('Studio.PathNotAllowed')
  })

  it('of the product is read and never written', async () => {
    const samples = join(process.cwd(), 'samples', 'diabetes-regression')
    expect((await readProjectFile(samples, 'endpoint.yml')).isReadOnly).toBe(true)
    expect(isWritableProject(samples)).toBe(false)
    expect(await codeOf(writeProjectFile(samples, 'endpoint.yml', 'x', 'any'))).toBe('Studio.ProjectReadOnly')
    expect(await codeOf(removeProjectEntry(samples, 'endpoint.yml'))).toBe('Studio.ProjectReadOnly')
  })
})

/** Names and contents of everything outside and in the project. */
function snapshot(): string[] {
  return [project, outside].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return entry.isFile() ? `${path}=${readFileSync(path, 'utf8')}` : path
    }),
  )
}

describe('a listing', () => {
  it('shows folders first and leaves out dot-entries and links that lead out', async () => {
    writeFileSync(join(project, 'model.pkl'), Buffer.alloc(16))
    writeFileSync(join(project, 'weights'), Buffer.from([1, 0, 2]))
    writeFileSync(join(project, 'large.csv'), 'x'.repeat(maxProjectFileBytes + 1))
    const { entries } = await listProjectFolder(project, '')
    expect(entries.map(({ path, kind, opens }) => `${path} ${opens ?? kind}`)).toEqual([
      'src folder',
      'endpoint.yml text',
      'large.csv large',
      'linked.py text',
      'model.pkl binary',
      'weights binary',
    ])
  })
})

describe('a save', () => {
  it('keeps line endings, mode and links, and leaves nothing beside', async () => {
    chmodSync(join(project, 'src', 'score.py'), 0o750)
    const { hash } = await readProjectFile(project, 'linked.py')
    await writeProjectFile(project, 'linked.py', 'def run(data):\r\n    return 2\r\n', hash)
    expect(lstatSync(join(project, 'linked.py')).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(project, 'src', 'score.py'), 'utf8')).toBe('def run(data):\r\n    return 2\r\n')
    expect(statSync(join(project, 'src', 'score.py')).mode & 0o777).toBe(0o750)
    expect(readdirSync(join(project, 'src'))).toEqual(['score.py'])
  })

  it('of a file that changed meanwhile writes nothing', async () => {
    const { hash } = await readProjectFile(project, 'endpoint.yml')
    writeFileSync(join(project, 'endpoint.yml'), 'name: theirs\n')
    expect(await codeOf(writeProjectFile(project, 'endpoint.yml', 'name: mine\n', hash))).toBe('Studio.ProjectFileChanged')
    expect(readFileSync(join(project, 'endpoint.yml'), 'utf8')).toBe('name: theirs\n')
    expect(await codeOf(writeProjectFile(project, 'endpoint.yml', 'name: mine\n', 'any'))).toBe('done')
  })

  it('of a file that was removed, or of a new one whose name is taken, says so', async () => {
    const { hash } = await readProjectFile(project, 'endpoint.yml')
    rmSync(join(project, 'endpoint.yml'))
    expect(await codeOf(writeProjectFile(project, 'endpoint.yml', 'x', hash))).toBe('Studio.ProjectFileChanged')
    expect(await codeOf(writeProjectFile(project, 'src/score.py', 'x', null))).toBe('Studio.ProjectFileChanged')
    expect(await codeOf(writeProjectFile(project, 'src/new.py', 'x', null))).toBe('done')
  })

  it('twice at once from the same text lets one win', async () => {
    const { hash } = await readProjectFile(project, 'endpoint.yml')
    const codes = await Promise.all(['one', 'two', 'three'].map((text) => codeOf(writeProjectFile(project, 'endpoint.yml', text, hash))))
    expect(codes.toSorted()).toEqual(['Studio.ProjectFileChanged', 'Studio.ProjectFileChanged', 'done'])
  })

  it('refuses what the editor could not open again', async () => {
    expect(await codeOf(writeProjectFile(project, 'big.txt', 'x'.repeat(maxProjectFileBytes + 1), null))).toBe('Studio.ProjectFileTooLarge')
    expect(await codeOf(writeProjectFile(project, 'nul.txt', 'a\0b', null))).toBe('Studio.ProjectFileNotText')
    writeFileSync(join(project, 'latin1.txt'), Buffer.from([0x67, 0xfc, 0x6e]))
    expect(await codeOf(readProjectFile(project, 'latin1.txt'))).toBe('Studio.ProjectFileNotText')
  })
})

describe('an entry', () => {
  it('is renamed unless the name is taken, and never into itself', async () => {
    await renameProjectEntry(project, 'src/score.py', 'src/main.py')
    expect(existsSync(join(project, 'src', 'main.py'))).toBe(true)
    expect(await codeOf(renameProjectEntry(project, 'endpoint.yml', 'src/main.py'))).toBe('Studio.ProjectFileChanged')
    expect(await codeOf(renameProjectEntry(project, 'src', 'src/inner'))).toBe('Studio.ProjectPathRefused')
    await renameProjectEntry(project, 'src', 'code')
    expect(readdirSync(join(project, 'code'))).toEqual(['main.py'])
  })

  it('that is a link is removed itself, and the folder as a whole never', async () => {
    await removeProjectEntry(project, 'linked.py')
    expect(existsSync(join(project, 'src', 'score.py'))).toBe(true)
    expect(await codeOf(removeProjectEntry(project, ''))).toBe('Studio.ProjectPathRefused')
  })
})
