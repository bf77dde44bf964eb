import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ProblemError } from '@/lib/problems/problem'
import { checkProject } from '@/lib/server/project-checks'
import { copySample, listSamples, newProject, projectOfFiles } from '@/lib/server/project-copies'
import { projectChanges } from '@/lib/server/project-watch'
import { folderOfProject, forgetProject, listProjects, openProject } from '@/lib/server/projects'

const stored = vi.hoisted(() => ({ value: undefined as unknown }))
vi.mock('@/lib/db/preferences', () => ({
  readPreference: async () => stored.value,
  writePreference: async (_key: string, value: unknown) => {
    stored.value = value
  },
}))

const root = realpathSync(mkdtempSync(join(tmpdir(), 'projects-')))
const work = join(root, 'home', 'work')
beforeAll(() => {
  vi.stubEnv('HOME', join(root, 'home'))
  vi.stubEnv('SCOREPOINT_HOME', join(root, 'data'))
  mkdirSync(work, { recursive: true })
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true, force: true })
})

async function codeOf(result: Promise<unknown>): Promise<string> {
  try {
    await result
    return 'done'
  } catch (error) {
    return error instanceof ProblemError ? error.problem.code : String(error)
  }
}

it('copies a sample into the data folder, once per name, and opens it under an id that stays', async () => {
  expect((await listSamples()).map(({ id }) => id)).toEqual(expect.arrayContaining(['diabetes-regression', 'echo', 'broken/hang']))
  const { id } = await copySample('echo', 'mine', undefined)
  const folder = join(root, 'data', 'projects', 'mine')
  expect(await folderOfProject(id)).toBe(folder)
  expect(readdirSync(folder)).toEqual(readdirSync(join(process.cwd(), 'samples', 'echo')).filter((name) => !name.startsWith('.')))
  expect(await openProject(folder)).toEqual({ id })
  expect(await codeOf(copySample('echo', 'mine', undefined))).toBe('Studio.ProjectFolderTaken')
  const [project] = await listProjects()
  expect(project?.documents.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'endpoint sample-echo',
    'deployment blue',
    'conda minimal-inference',
  ])
  await forgetProject(id)
  expect(await codeOf(folderOfProject(id))).toBe('Studio.ProjectNotFound')
  expect(readdirSync(folder)).toContain('endpoint.yml')
})

it('makes a project from a template in a folder of choice, its endpoint named everywhere and nothing else changed', async () => {
  const { id } = await newProject({ template: 'diabetes-regression', name: 'risk', parent: work, endpoint: 'risk-model' })
  const folder = await folderOfProject(id)
  const template = (name: string) => readFileSync(join(process.cwd(), 'samples', 'diabetes-regression', name), 'utf8')
  expect(folder).toBe(join(work, 'risk'))
  expect(readFileSync(join(folder, 'blue-deployment.yml'), 'utf8')).toBe(
    template('blue-deployment.yml').replace(/endpoint_name: .*/, 'endpoint_name: risk-model'),
  )
  expect(readFileSync(join(folder, 'endpoint.yml'), 'utf8')).toBe(template('endpoint.yml').replace(/^name: .*/m, 'name: risk-model'))
})

it.each([
  ['..', undefined, 'Studio.ProjectPathRefused'],
  ['.hidden', undefined, 'Studio.ProjectPathRefused'],
  ['a/b', undefined, 'Studio.ProjectPathRefused'],
  ['fine', '/etc', 'Studio.PathNotAllowed'],
  ['fine', join(process.cwd(), 'samples'), 'Studio.ProjectReadOnly'],
])('refuses a project named %j in %j', async (name, parent, code) => {
  expect(await codeOf(copySample('echo', name, parent))).toBe(code)
})

it('refuses a sample that is a path', async () => {
  expect(await codeOf(copySample('../lib', 'x', undefined))).toBe('Studio.SampleMissing')
})

it('leaves no half project when a made file has no good name', async () => {
  const read = async () => 'text'
  expect(
    await codeOf(
      projectOfFiles(
        [
          { path: 'a.txt', read },
          { path: '../b.txt', read },
        ],
        'half',
        work,
      ),
    ),
  ).toBe('Studio.ProjectPathRefused')
  expect(readdirSync(work)).not.toContain('half')
})

it('finds the problems of all files, unsaved texts as they are typed, each once and at its file', async () => {
  const { id } = await copySample('diabetes-regression', 'checked', undefined)
  const folder = await folderOfProject(id)
  expect((await checkProject(folder, {})).findings.filter(({ severity }) => severity === 'error')).toEqual([])
  const { findings } = await checkProject(folder, {
    'onlinescoring/score.py': 'def init():\n    pass\n',
    'endpoint.yml': 'name: xyz\nauth_mode: kee\n',
  })
  const errors = findings.filter(({ severity }) => severity === 'error')
  expect(errors.filter(({ file }) => file === 'endpoint.yml')).toHaveLength(1)
  const inScript = errors.filter(({ file }) => file === 'onlinescoring/score.py')
  expect(inScript).toHaveLength(1)
  // Blue and green share the script.
  expect(inScript[0]?.of.toSorted()).toEqual(['blue-deployment.yml', 'green-deployment.yml'])
})

it('tells what other programs write in the folders that are shown', async () => {
  const { id } = await copySample('echo', 'watched', undefined)
  const folder = await folderOfProject(id)
  const ended = new AbortController()
  const response = await projectChanges(folder, ['', 'gone'], 'session', ended.signal)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (part: string) => {
    while (!text.includes(part)) text += (await reader?.read())?.value ?? ''
  }
  await until('event: ready')
  writeFileSync(join(folder, 'endpoint.yml'), 'name: theirs\n')
  writeFileSync(join(folder, 'onlinescoring', 'score.py'), '# not shown\n')
  await until('endpoint.yml')
  expect(text).not.toContain('score.py')
  ended.abort()
  await reader?.cancel()
})
