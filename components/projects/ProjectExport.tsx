'use client'

import { useQuery } from '@tanstack/react-query'
import { ExportDialog } from '@/components/export/ExportDialog'
import type { Buffers } from '@/components/projects/buffers'
import type { ProjectDocument } from '@/lib/contract/project'
import type { ExportTexts } from '@/lib/domain/export/source'
import { ProblemError } from '@/lib/problems/problem'
import { readFile } from '@/lib/queries/projects'

/** The project's endpoint and deployments in every format, as they stand in the editors. */
export function ProjectExport(props: { id: string; documents: readonly ProjectDocument[]; buffers: Buffers; onClose: () => void }) {
  const { id, documents, buffers } = props
  const { data, error } = useQuery({
    queryKey: ['project', id, 'export', documents.map(({ path }) => [path, buffers[path]?.text ?? null])],
    gcTime: 0,
    retry: false,
    queryFn: async (): Promise<ExportTexts> => {
      const textOf = async (path: string) => buffers[path]?.text ?? (await readFile(id, path)).text
      const deployments = documents.filter(({ kind }) => kind === 'deployment')
      const own = documents.find(
        ({ kind, name }) => kind === 'endpoint' && deployments.every(({ endpoint }) => !endpoint || endpoint === name),
      )
      const endpoint = own ?? documents.find(({ kind }) => kind === 'endpoint')
      const name = endpoint?.name ?? deployments[0]?.endpoint ?? ''
      const conda = documents.filter(({ kind }) => kind === 'conda')
      const files = await Promise.all(conda.map(async ({ path }) => [path, await textOf(path)] as const))
      return {
        endpoint: endpoint
          ? { fileName: endpoint.path, text: await textOf(endpoint.path) }
          : { fileName: 'endpoint.yml', text: `name: ${name}\nauth_mode: key\n` },
        deployments: await Promise.all(
          deployments
            .filter((deployment) => !deployment.endpoint || deployment.endpoint === name)
            .map(async ({ path }) => ({ fileName: path, text: await textOf(path) })),
        ),
        files: Object.fromEntries(files),
        target: {},
      }
    },
  })
  return (
    <ExportDialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}
      texts={data}
      {...(error instanceof ProblemError ? { problem: error.problem } : {})}
    />
  )
}
