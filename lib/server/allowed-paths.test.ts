import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath } from './allowed-paths'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'allowed-')))
const home = join(root, 'home')
const outside = join(root, 'outside')
mkdirSync(join(home, 'project', '.secret'), { recursive: true })
mkdirSync(outside)
writeFileSync(join(home, 'project', 'model.pkl'), 'm')
writeFileSync(join(home, 'project', '.secret', 'id_rsa'), 'k')
writeFileSync(join(outside, 'passwd'), 'p')
symlinkSync(outside, join(home, 'project', 'way-out'))
symlinkSync(join(home, 'project', 'model.pkl'), join(home, 'link.pkl'))

const codeOf = (path: string, base?: string): string => {
  try {
    return allowedPath(path, base, [home])
  } catch (error) {
    return error instanceof ProblemError ? error.problem.code : String(error)
  }
}

describe('a path the studio may read', () => {
  it('lies below an allowed root, relative .. included', () => {
    expect(codeOf('../project/model.pkl', join(home, 'project'))).toBe(join(home, 'project', 'model.pkl'))
  })
  it('may be reached by a link that stays inside', () => {
    expect(codeOf(join(home, 'link.pkl'))).toBe(join(home, 'project', 'model.pkl'))
  })
})

describe('the data folder', () => {
  it('is refused although it lies below the home folder, uploads excepted', () => {
    const data = join(home, 'data')
    mkdirSync(join(data, 'run'), { recursive: true })
    mkdirSync(join(data, 'cache', 'uploads'), { recursive: true })
    writeFileSync(join(data, 'run', 'agent-token'), 't')
    writeFileSync(join(data, 'cache', 'uploads', 'model.pkl'), 'm')
    vi.stubEnv('SCOREPOINT_HOME', data)
    expect(codeOf(join(data, 'run', 'agent-token'))).toBe('Studio.PathNotAllowed')
    expect(codeOf(join(data, 'cache', 'uploads', 'model.pkl'))).toBe(join(data, 'cache', 'uploads', 'model.pkl'))
    vi.unstubAllEnvs()
  })
})

describe('a path the studio refuses', () => {
  it.each([
    ['outside the roots', join(outside, 'passwd')],
    ['that leaves by ..', '../../../outside/passwd'],
    ['that leaves by a link', join(home, 'project', 'way-out', 'passwd')],
    ['in a dot-folder', join(home, 'project', '.secret', 'id_rsa')],
    ['with a NUL', `${home}/project\0/model.pkl`],
    ['whose name only begins like a root', `${home}-evil/x`],
  ])('%s', (_rule, path) => {
    expect(codeOf(path, join(home, 'project'))).toBe('Studio.PathNotAllowed')
  })
  it('does not tell whether something exists outside', () => {
    expect(codeOf(join(outside, 'nothing-here'))).toBe(codeOf(join(outside, 'passwd')))
  })
  it('says that a path inside does not exist', () => {
    expect(codeOf(join(home, 'none'))).toBe('Studio.PathUnreadable')
  })
  it('needs a base for relative paths', () => {
    expect(codeOf('model.pkl')).toBe('Studio.PathNotAllowed')
  })
})
