import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChecksRequest } from '@/lib/contract/checks'
import { ProblemError } from '@/lib/problems/problem'
import { checkEverything } from '@/lib/server/check-everything'
import { repairFile, undoRepair } from '@/lib/server/repair-file'
import { storeUpload } from '@/lib/server/uploads'

/** What jobs are handing over at this moment. */
const jobs = vi.hoisted(() => vi.fn<() => Promise<unknown[]>>(async () => []))
vi.mock('@/lib/db/jobs', () => ({ payloadsBeforePut: jobs }))

const root = realpathSync(mkdtempSync(join(tmpdir(), 'repair-file-')))
const home = join(root, 'home')
const folder = join(home, 'model')
const conda = 'name: c # ours\r\ndependencies:\r\n  - python=3.11\r\n  - pip\r\n  - pip:\r\n      - sklearn==1.5.2 # why\r\n'
const document: ChecksRequest = { kind: 'environment', text: 'name: e\nimage: i\nconda_file: ./conda.yml\n', baseDir: folder }

beforeEach(() => {
  rmSync(home, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'conda.yml'), conda)
  vi.stubEnv('HOME', home)
  vi.stubEnv('SCOREPOINT_HOME', join(root, 'data'))
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true, force: true })
})

const onDisk = () => readFileSync(join(folder, 'conda.yml'), 'utf8')
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
  )

async function wish() {
  const finding = (await checkEverything(document)).find(
    ({ file, repairs }) => file !== undefined && repairs?.[0]?.what?.includes('scikit-learn'),
  )
  const label = finding?.repairs?.[0]?.label
  if (!finding?.file || !label) throw new Error('nothing to repair was found')
  return { rule: finding.rule, file: finding.file, line: finding.line, label }
}

describe('a repair of a file beside the document', () => {
  it('changes the bytes it is about, after which the finding is gone; undo brings them back', async () => {
    const wanted = await wish()
    const repaired = await repairFile(document, wanted)
    expect(onDisk()).toBe(conda.replace('sklearn==1.5.2', 'scikit-learn'))
    expect((await checkEverything(document)).filter(({ rule }) => rule === wanted.rule)).toEqual([])
    await undoRepair(repaired, folder)
    expect(onDisk()).toBe(conda)
  })

  it('writes nothing when the file was mended or changed meanwhile', async () => {
    const wanted = await wish()
    const repaired = await repairFile(document, wanted)
    expect(await codeOf(repairFile(document, wanted))).toBe('Studio.ProjectFileChanged')
    const other = `# theirs\n${onDisk()}`
    writeFileSync(join(folder, 'conda.yml'), other)
    expect(await codeOf(undoRepair(repaired, folder))).toBe('Studio.ProjectFileChanged')
    expect(onDisk()).toBe(other)
  })

  it('finds its place anew in a file that grew', async () => {
    const wanted = await wish()
    writeFileSync(join(folder, 'conda.yml'), `# new\r\n${conda}`)
    await repairFile(document, wanted)
    expect(onDisk()).toBe(`# new\r\n${conda.replace('sklearn==1.5.2', 'scikit-learn')}`)
  })

  it('changes an upload, which is a copy of the product, but not while a deployment takes it over', async () => {
    const uploaded = await storeUpload('0a1b2c3d', 'conda.yml', new Blob([conda]).stream())
    const ofUpload: ChecksRequest = { kind: 'environment', text: `name: e\nimage: i\nconda_file: ${uploaded.path}\n` }
    const wanted = { ...(await wish()), file: uploaded.path }
    const text = () => readFileSync(uploaded.path, 'utf8')
    const repaired = await repairFile(ofUpload, wanted)
    expect(repaired.isUpload).toBe(true)
    expect(text()).toBe(conda.replace('sklearn==1.5.2', 'scikit-learn'))
    expect(onDisk()).toBe(conda)

    jobs.mockResolvedValue([{ deploymentYaml: `conda_file: ${uploaded.path}` }])
    expect(await codeOf(undoRepair(repaired, undefined))).toBe('Studio.DeploymentPreparing')
    expect(text()).not.toBe(conda)
    jobs.mockResolvedValue([{ deploymentYaml: 'another one' }])
    await undoRepair(repaired, undefined)
    expect(text()).toBe(conda)
    expect(await codeOf(undoRepair(repaired, undefined))).toBe('Studio.ProjectFileChanged')
  })

  it('leads nowhere else: outside, through a link, into dot-folders', async () => {
    const wanted = await wish()
    writeFileSync(join(root, 'secret.yml'), conda)
    symlinkSync(join(root, 'secret.yml'), join(folder, 'link.yml'))
    for (const file of ['../../secret.yml', 'link.yml', join(root, 'secret.yml')])
      expect(await codeOf(repairFile(document, { ...wanted, file }))).toBe('Studio.PathNotAllowed')
    expect(await codeOf(undoRepair({ file: '../../secret.yml', before: 'x', hash: '0' }, folder))).toBe('Studio.PathNotAllowed')
    expect(readFileSync(join(root, 'secret.yml'), 'utf8')).toBe(conda)
  })
})
