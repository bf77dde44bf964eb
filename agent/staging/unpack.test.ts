import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProblemError } from '@/lib/problems/problem'
import { stageArtifacts } from './stage-artifacts'
import { type TarEntry, tar, tarGz, type ZipEntry, zip } from './testing/archives'
import { ArchiveRefused, unpackArchive } from './unpack'

/** `npm run test:archives`: sizes and numbers as an attacker would choose them. */
const long = process.env.SCOREPOINT_LONG === 'archives'
const signal = new AbortController().signal
let root = ''
let folder = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'scorepoint-unpack-'))
  folder = join(root, 'model')
  mkdirSync(folder)
})
afterEach(() => {
  // What an archive reached outside its folder would lie here.
  expect(readdirSync(root).filter((name) => !['model', 'instance', 'code', 'model.tar.gz'].includes(name))).toEqual([])
  rmSync(root, { recursive: true, force: true })
})

async function unpack(name: string, bytes: Buffer): Promise<{ files: number; bytes: number }> {
  writeFileSync(join(folder, name), bytes)
  return unpackArchive(join(folder, name), signal)
}
async function refused(name: string, bytes: Buffer): Promise<string> {
  const error = await unpack(name, bytes).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ArchiveRefused)) throw new Error(`expected a refusal, got ${String(error)}`)
  // The archive is still there, and nothing else.
  expect(readdirSync(folder)).toEqual([name])
  return error.message
}

describe('an honest archive', () => {
  it.each([
    [
      'a.tar.gz',
      tarGz([
        { name: './', type: '5' },
        { name: './sub/', type: '5' },
        { name: './sub/x.txt', content: 'x', mode: 0o4777 },
        { name: 'y', content: 'yy' },
      ]),
    ],
    [
      'a.tgz',
      tarGz([
        { name: 'sub/x.txt', content: 'x' },
        { name: 'y', content: 'yy' },
      ]),
    ],
    [
      'a.tar',
      tar([
        { name: 'sub/x.txt', content: 'x' },
        { name: 'y', content: 'yy' },
      ]),
    ],
    [
      'a.ZIP',
      zip([
        { name: 'sub/', mode: 0o40755 },
        { name: 'sub/x.txt', content: 'x', mode: 0o104777 },
        { name: 'y', content: 'yy' },
      ]),
    ],
  ])('%s comes out beside itself, read-only and without its modes, and goes', async (name, bytes) => {
    expect(await unpack(name, bytes)).toEqual({ files: 2, bytes: 3 })
    expect(readdirSync(folder).sort()).toEqual(['sub', 'y'])
    expect(readFileSync(join(folder, 'sub', 'x.txt'), 'utf8')).toBe('x')
    expect(statSync(join(folder, 'sub', 'x.txt')).mode & 0o7777).toBe(0o444)
    for (const path of [folder, join(folder, 'sub')]) expect(statSync(path).mode & 0o777).toBe(0o555)
  })

  it('may hold an empty folder, a long name and an empty file', async () => {
    const deep = `${'d'.repeat(90)}/${'e'.repeat(90)}/f`
    const bytes = tarGz([
      { name: '././@LongLink', type: 'L', content: `${deep}\u0000` },
      { name: deep.slice(0, 100), content: 'z' },
      { name: 'empty/', type: '5' },
      { name: 'none' },
    ])
    expect(await unpack('a.tar.gz', bytes)).toEqual({ files: 2, bytes: 1 })
    expect(readFileSync(join(folder, deep), 'utf8')).toBe('z')
    expect(readdirSync(join(folder, 'empty'))).toEqual([])
  })
})

describe('a hostile archive is refused whole', () => {
  const good: TarEntry = { name: 'good', content: 'good' }
  it.each<[string, TarEntry, RegExp]>([
    ['symbolic link', { name: 'l', type: '2', link: '/etc/passwd' }, /is a link to \/etc\/passwd/],
    ['hard link', { name: 'l', type: '1', link: 'good' }, /is a link to good/],
    ['device', { name: 'd', type: '3' }, /is a device/],
    ['pipe', { name: 'p', type: '6' }, /is a named pipe/],
    ['sparse', { name: 's', type: 'S', content: 'x' }, /neither a file nor a folder/],
    ['..', { name: '../out', content: 'x' }, /segment "\.\."/],
    ['.. inside', { name: 'a/../../out', content: 'x' }, /segment "\.\."/],
    ['absolute', { name: '/tmp/out', content: 'x' }, /absolute/],
    ['backslash', { name: 'a\\b', content: 'x' }, /backslash/],
    ['control character', { name: 'a\u0007b', content: 'x' }, /control or invisible/],
    ['twice', { name: 'good', content: 'other' }, /twice/],
    ['case', { name: 'GOOD', content: 'other' }, /case alone/],
    ['file as folder', { name: 'good/x', content: 'x' }, /exclude each other/],
    ['its own name', { name: 'a.tar.gz', content: 'x' }, /own name/],
  ])('tar with %s', async (_what, bad, message) => {
    expect(await refused('a.tar.gz', tarGz([good, bad]))).toMatch(message)
  })

  it.each<[string, ZipEntry, RegExp]>([
    ['symbolic link', { name: 'l', content: '/etc/passwd', mode: 0o120777 }, /is a link/],
    ['device', { name: 'd', mode: 0o60644 }, /is a device/],
    ['encryption', { name: 'e', content: 'x', encrypted: true }, /is encrypted/],
    ['..', { name: '../out', content: 'x' }, /cannot be read|segment/],
    ['absolute', { name: '/tmp/out', content: 'x' }, /cannot be read|absolute/],
    ['backslash', { name: '..\\out', content: 'x' }, /cannot be read|backslash/],
    ['a size that is not true', { name: 'c', content: 'x'.repeat(1000), claimed: 10 }, /cannot be read/],
  ])('zip with %s', async (_what, bad, message) => {
    expect(await refused('a.zip', zip([{ name: 'good', content: 'good' }, bad]))).toMatch(message)
  })

  it('bombs, by what really comes out and by what is promised', async () => {
    const zeros = Buffer.alloc(long ? 600 * 1024 ** 2 : 8 * 1024 ** 2)
    expect(await refused('a.tar.gz', tarGz([{ name: 'zeros', content: zeros }]))).toMatch(/more than 100 times/)
    rmSync(join(folder, 'a.tar.gz'))
    expect(await refused('a.tar', tar([{ name: 'x', content: 'x', size: 0o77777777777 }]))).toMatch(/more than/)
    rmSync(join(folder, 'a.tar'))
    expect(await refused('a.zip', zip([{ name: 'zeros', content: zeros }]))).toMatch(/more than 100 times/)
  }, 120_000)

  it('too many entries, endless headers, and half an archive', async () => {
    const many = Array.from({ length: long ? 100_000 : 10_001 }, (_one, index) => ({ name: `d${index}/`, type: '5' }))
    expect(await refused('a.tar.gz', tarGz(many))).toMatch(/more than 10000 entries/)
    rmSync(join(folder, 'a.tar.gz'))
    const header = Buffer.alloc((long ? 512 : 6) * 1024 ** 2, 'a')
    expect(await refused('a.tar.gz', tarGz([{ name: 'x', type: 'x', content: header }, { name: 'y' }]))).toMatch(/max size/)
    rmSync(join(folder, 'a.tar.gz'))
    const whole = tarGz([{ name: 'x', content: 'x'.repeat(5000) }])
    expect(await refused('a.tar.gz', whole.subarray(0, whole.length - 20))).toMatch(/cannot be read|ends too early/)
    rmSync(join(folder, 'a.tar.gz'))
    expect(await refused('a.tar.gz', gzipSync(tar([{ name: 'x', content: 'x', size: 5000 }], false)))).toMatch(
      /cannot be read|ends too early/,
    )
    rmSync(join(folder, 'a.tar.gz'))
    expect(await refused('a.zip', Buffer.from('no archive'))).toMatch(/cannot be read/)
  }, 120_000)

  it('takes at most 64 MB of memory until it is refused', async () => {
    const bomb = tarGz([{ name: 'x', content: Buffer.alloc((long ? 512 : 32) * 1024 ** 2) }])
    const before = process.memoryUsage.rss()
    await refused('a.tar.gz', bomb)
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 ** 2)
  }, 60_000)
})

describe('staging with azureml.unpack', () => {
  const lines: string[] = []
  const keep = (line: string) => void lines.push(line)
  const log = { source: 'storage-initializer' as const, info: keep, warning: keep, error: keep, raw: keep }
  const request = (unpackIt: boolean) => {
    mkdirSync(join(root, 'code'), { recursive: true })
    writeFileSync(join(root, 'code', 'score.py'), 'def init(): pass\n')
    const model = { name: 'm', version: '1', path: folder, unpack: unpackIt }
    return { instanceDir: join(root, 'instance'), model, code: { folderName: 'code', path: join(root, 'code'), scoringScript: 'score.py' } }
  }

  it('replaces archives of the copy, leaves the asset, and says so in the log', async () => {
    mkdirSync(join(folder, 'data'))
    writeFileSync(
      join(folder, 'data', 'w.tar.gz'),
      tarGz([
        { name: 'w/1.bin', content: 'one' },
        { name: 'w/2.bin', content: 'two!' },
      ]),
    )
    writeFileSync(join(folder, 'net.pt'), 'weights')
    const staged = await stageArtifacts(request(true), log, signal)
    expect(staged).toMatchObject({ modelFiles: 3, modelBytes: 14 })
    expect(readFileSync(join(staged.modelDir ?? '', 'data', 'w', '2.bin'), 'utf8')).toBe('two!')
    expect(existsSync(join(staged.modelDir ?? '', 'data', 'w.tar.gz'))).toBe(false)
    expect(existsSync(join(folder, 'data', 'w.tar.gz'))).toBe(true)
    expect(lines.join('\n')).toMatch(/model m:1: unpacked data\/w\.tar\.gz \(\d+ bytes\) into 2 files, 7 bytes in \d+ ms/)
    expect(lines).toContain('  data/w/1.bin')
    const plain = await stageArtifacts(request(false), log, signal)
    expect(existsSync(join(plain.modelDir ?? '', 'data', 'w.tar.gz'))).toBe(true)
  })

  it('names archive, entry and what to do when one is refused', async () => {
    writeFileSync(join(folder, 'w.tar.gz'), tarGz([{ name: '../x', content: 'x' }]))
    const error = await stageArtifacts(request(true), log, signal).catch((reason: unknown) => reason)
    if (!(error instanceof ProblemError)) throw new Error(String(error))
    expect(error.problem).toMatchObject({ code: 'StorageInitializerFailed', target: 'properties.model', origin: 'input' })
    expect(error.problem.message).toMatch(/w\.tar\.gz is not unpacked: its entry "\.\.\/x" is refused: the name has the segment "\.\."/)
    expect(error.problem.hint?.fix).toContain('relative names')
  })
})
