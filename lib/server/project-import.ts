import 'server-only'
import { cp, readdir } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { allowedPath } from '@/lib/server/allowed-paths'
import { projectFolderOf } from '@/lib/server/export-source'
import { newProjectFolder, projectOfFiles } from '@/lib/server/project-copies'
import { openProject } from '@/lib/server/projects'

interface Import {
  endpoint: string
  /** One of its deployments alone; absent: all of them. */
  deployment?: string | undefined
  name: string
  parent?: string | undefined
}

/** A running endpoint with the files of its deployments in a new folder, opened as a project. Throws ProblemError. */
export async function importEndpoint({ endpoint, deployment, name, parent }: Import): Promise<{ id: string }> {
  const { files } = await projectFolderOf(endpoint, deployment)
  return projectOfFiles(
    files.map(({ name: path, open }) => ({
      path,
      read: async () => {
        const content = await open()
        return typeof content === 'string' ? content : content.body ? Readable.fromWeb(content.body as NodeStream) : ''
      },
    })),
    name,
    parent,
  )
}

/** A folder the browser has uploaded, copied to a place of its own and opened. */
export async function projectOfUpload(path: string, name: string, parent: string | undefined): Promise<{ id: string }> {
  const source = allowedPath(path)
  await readdir(source)
  const folder = await newProjectFolder(name, parent)
  await cp(source, folder, { recursive: true })
  return openProject(folder)
}
