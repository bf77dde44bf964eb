import 'server-only'
import { cp, readdir } from 'node:fs/promises'
import { allowedPath } from '@/lib/server/allowed-paths'
import { loadEndpointYaml } from '@/lib/server/endpoint-yaml'
import { newProjectFolder, projectOfFiles } from '@/lib/server/project-copies'
import { openProject } from '@/lib/server/projects'

interface Import {
  endpoint: string
  deployment: string
  name: string
  parent?: string | undefined
}

/** The files of a running deployment and its endpoint in a new folder, opened as a project. Throws ProblemError. */
export async function importDeployment({ endpoint, deployment, name, parent }: Import): Promise<{ id: string }> {
  const files = await loadEndpointYaml(endpoint)
  const wanted = files.filter((file) => file.deployment === undefined || file.deployment === deployment)
  const bytes = (text: string) => new TextEncoder().encode(text)
  return projectOfFiles(
    wanted.map((file) => ({
      name: file.deployment === undefined ? 'endpoint.yml' : `${file.deployment}-deployment.yml`,
      bytes: bytes(file.text),
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
