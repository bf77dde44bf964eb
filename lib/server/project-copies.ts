import 'server-only'
import { cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { SampleSummary } from '@/lib/contract/project'
import { writeAt } from '@/lib/domain/yaml-edit/yaml-edit'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath } from '@/lib/server/allowed-paths'
import { readProjectFile, writeProjectFile } from '@/lib/server/project-files'
import { isOfProduct, projectsHome, writableRoots } from '@/lib/server/project-roots'
import { openProject } from '@/lib/server/projects'

/** The studio runs in the product's own folder. */
const samplesFolder = () => join(process.cwd(), 'samples')
const brokenFolder = () => join(samplesFolder(), 'broken')

function refuse(code: string, message: string, target: string, status = 400): never {
  throw new ProblemError({ code, message, target, origin: 'input', retryable: false }, status)
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
}

/** Samples and templates of the product that can be copied; a folder counts when it holds a deployment or endpoint file. */
export async function listSamples(): Promise<SampleSummary[]> {
  const found = async (folder: string, names: string[], isBroken: boolean) =>
    Promise.all(
      names.map(async (name) => {
        const files = (await readdir(join(folder, name), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
        const holds = files.some(
          (entry) => /deployment\.ya?ml$|^endpoint\.ya?ml$/.test(entry.name) && entry.parentPath === join(folder, name),
        )
        return holds ? [{ id: isBroken ? `broken/${name}` : name, files: files.length, isBroken }] : []
      }),
    )
  const [usual, broken] = await Promise.all([
    foldersIn(samplesFolder()).then((names) => found(samplesFolder(), names, false)),
    foldersIn(brokenFolder()).then((names) => found(brokenFolder(), names, true)),
  ])
  return [...usual.flat(), ...broken.flat()]
}

/** A folder name of one part, without a dot in front. */
const folderName = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,100}$/

/**
 * Makes the empty folder of a new project below `parent`, or below the projects of the data folder. Throws `Studio.ProjectFolderTaken`
 * when it holds something already, `Studio.ProjectPathRefused`, `Studio.ProjectReadOnly`.
 */
export async function newProjectFolder(name: string, parent: string | undefined): Promise<string> {
  if (!folderName.test(name))
    refuse('Studio.ProjectPathRefused', 'name: begin with a letter or digit; letters, digits, spaces, ".", "_" and "-" follow.', 'name')
  if (parent === undefined) await mkdir(projectsHome(), { recursive: true, mode: 0o700 })
  const above = allowedPath(parent ?? projectsHome())
  if (isOfProduct(above) || !writableRoots().some((root) => above === root || above.startsWith(`${root}/`)))
    refuse('Studio.ProjectReadOnly', `${above} is no place for projects; choose a folder of yours.`, 'parent', 403)
  const folder = join(above, name)
  await mkdir(folder).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      refuse('Studio.ProjectFileDenied', `You may not make a folder in ${above}.`, 'parent', 403)
    if (code !== 'EEXIST') throw error
  })
  if (!(await stat(folder)).isDirectory() || (await readdir(folder)).length > 0)
    refuse('Studio.ProjectFolderTaken', `${folder} exists and is not empty.`, 'name', 409)
  // A link of that name may lead elsewhere.
  return allowedPath(folder)
}

/** Copies a sample of the product into a new folder and opens it. */
export async function copySample(sample: string, name: string, parent: string | undefined): Promise<{ id: string }> {
  const known = (await listSamples()).find(({ id }) => id === sample)
  if (!known) refuse('Studio.SampleMissing', `There is no sample ${sample.slice(0, 80)}.`, 'sample', 404)
  const folder = await newProjectFolder(name, parent)
  await cp(join(samplesFolder(), known.id), folder, {
    recursive: true,
    filter: (source) => !/__pycache__$/.test(source) && !basename(source).startsWith('.'),
  })
  return openProject(folder)
}

/** A new project from a template: the same files as the sample it is made from, under a name of its own. */
export async function newProject(input: {
  template: string
  name: string
  parent?: string | undefined
  endpoint?: string | undefined
}): Promise<{ id: string }> {
  const made = await copySample(input.template, input.name, input.parent)
  if (input.endpoint) await renameEndpoint(join(input.parent ? allowedPath(input.parent) : projectsHome(), input.name), input.endpoint)
  return made
}

/** Writes the endpoint's name into every file of the top folder that has one, comments intact. */
async function renameEndpoint(folder: string, endpoint: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((file) => /\.ya?ml$/.test(file))) {
    const { text, hash } = await readProjectFile(folder, name)
    const key = /deployment\.ya?ml$/.test(name) ? 'endpoint_name' : /^endpoint\.ya?ml$/.test(name) ? 'name' : undefined
    if (key) await writeProjectFile(folder, name, writeAt(text, [key], endpoint), hash)
  }
}

/** A file of a project that is made: its path inside, and its text or bytes. */
export interface MadeFile {
  path: string
  read: () => Promise<string | Readable>
}

/** Files made elsewhere in a new folder, opened as a project; a folder that could not be filled is removed again. */
export async function projectOfFiles(files: readonly MadeFile[], name: string, parent: string | undefined): Promise<{ id: string }> {
  const folder = await newProjectFolder(name, parent)
  try {
    for (const { path, read } of files) {
      if (path.startsWith('/') || path.split('/').some((part) => part === '' || part.startsWith('.')))
        refuse('Studio.ProjectPathRefused', `${path} is no name inside a folder.`, 'files')
      const target = join(folder, path)
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, await read(), { flag: 'wx' })
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return openProject(folder)
}
