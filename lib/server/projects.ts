import 'server-only'
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { z } from 'zod'
import type { ProjectSummary } from '@/lib/contract/project'
import { readPreference, writePreference } from '@/lib/db/preferences'
import { ProblemError } from '@/lib/problems/problem'
import { findDocuments } from '@/lib/server/project-documents'
import { projectFolder } from '@/lib/server/project-files'

const key = 'projects'
const schema = z.array(z.object({ folder: z.string(), openedAt: z.string() }))
type Row = z.infer<typeof schema>[number]
/** Those opened longest ago leave the list; their files stay. */
const maxKept = 60

/** The same folder is the same project, whenever and however often it is opened. */
export const projectIdOf = (folder: string): string => createHash('sha256').update(folder).digest('hex').slice(0, 16)

const shared = globalThis as { scorepointProjectList?: Promise<unknown> }

async function rows(): Promise<Row[]> {
  return schema.catch([]).parse((await readPreference(key)) ?? [])
}

/** Reads, changes and writes the list; one change after the other. */
async function change(work: (before: Row[]) => Row[]): Promise<void> {
  const mine = (shared.scorepointProjectList ?? Promise.resolve())
    // How the one before ended is its caller's matter.
    .catch(() => undefined)
    .then(async () => writePreference(key, work(await rows()).slice(0, maxKept)))
  shared.scorepointProjectList = mine
  await mine
}

/** Opens a folder of this computer as a project and puts it first in the list. Throws as allowedPath does. */
export async function openProject(folder: string): Promise<{ id: string }> {
  const real = await projectFolder(folder)
  const openedAt = new Date().toISOString()
  await change((before) => [{ folder: real, openedAt }, ...before.filter((row) => row.folder !== real)])
  return { id: projectIdOf(real) }
}

/** Takes a project out of the list; the folder stays as it is. */
export async function forgetProject(id: string): Promise<void> {
  await change((before) => before.filter((row) => projectIdOf(row.folder) !== id))
}

/** The folder of a project. Throws 404 `Studio.ProjectNotFound`. */
export async function folderOfProject(id: string): Promise<string> {
  const found = (await rows()).find((row) => projectIdOf(row.folder) === id)
  if (found) return found.folder
  throw new ProblemError(
    {
      code: 'Studio.ProjectNotFound',
      message: `There is no project ${id.slice(0, 16)} here.`,
      target: 'id',
      origin: 'input',
      retryable: false,
    },
    404,
  )
}

async function summaryOf({ folder, openedAt }: Row): Promise<ProjectSummary> {
  const common = { id: projectIdOf(folder), name: basename(folder) || folder, folder, openedAt }
  try {
    return { ...common, documents: await findDocuments(await projectFolder(folder)) }
  } catch (error) {
    if (error instanceof ProblemError) return { ...common, documents: [], missing: error.problem.message }
    throw error
  }
}

/** Folders opened before, the newest first, with what is inside. */
export async function listProjects(): Promise<ProjectSummary[]> {
  return Promise.all((await rows()).map(summaryOf))
}

/** One project. Throws 404 `Studio.ProjectNotFound`. */
export async function readProject(id: string): Promise<ProjectSummary> {
  const row = (await rows()).find(({ folder }) => projectIdOf(folder) === id)
  return summaryOf(row ?? { folder: await folderOfProject(id), openedAt: '' })
}
