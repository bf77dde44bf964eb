'use client'

import { useQuery } from '@tanstack/react-query'
import { ExportDialog } from '@/components/export/ExportDialog'
import type { ProjectDocument } from '@/lib/contract/project'
import { isData } from '@/lib/domain/convert/field-map'
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import { type ExportTexts, pathBeside } from '@/lib/domain/export/source'
import { ProblemError } from '@/lib/problems/problem'
import { readFile } from '@/lib/queries/projects'

/** The saved files of one endpoint of a project, with the conda files they name. */
async function readTexts(id: string, endpoint: ProjectDocument, documents: readonly ProjectDocument[]): Promise<ExportTexts> {
  const read = async (path: string) => ({ fileName: path, text: (await readFile(id, path)).text })
  const own = documents.filter(
    (each) => each.kind === 'deployment' && (each.endpoint === undefined || each.endpoint.toLowerCase() === endpoint.name?.toLowerCase()),
  )
  const deployments = await Promise.all(own.map(({ path }) => read(path)))
  const files: Record<string, string> = {}
  for (const { fileName, text } of deployments) {
    const { data } = loadYaml(text)
    const environment = isData(data) && isData(data.environment) ? data.environment : undefined
    const path = typeof environment?.conda_file === 'string' ? pathBeside(fileName, environment.conda_file) : undefined
    if (path === undefined || Object.hasOwn(files, path)) continue
    try {
      files[path] = (await read(path)).text
    } catch (error) {
      // It is not there: the checks say so, and the formats that need its text ask for it.
      if (!(error instanceof ProblemError)) throw error
    }
  }
  return { endpoint: await read(endpoint.path), deployments, files, target: {} }
}

/** The export of an endpoint of a project, from its saved files. */
export function ProjectExport(props: {
  id: string
  endpoint: ProjectDocument
  documents: readonly ProjectDocument[]
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}) {
  const { id, endpoint, documents, isOpen } = props
  const { data, error } = useQuery({
    queryKey: ['project', id, 'export', endpoint.path],
    enabled: isOpen,
    staleTime: 0,
    gcTime: 0,
    queryFn: () => readTexts(id, endpoint, documents),
  })
  return (
    <ExportDialog
      isOpen={isOpen}
      onOpenChange={props.onOpenChange}
      texts={data}
      {...(error instanceof ProblemError ? { problem: error.problem } : {})}
    />
  )
}
