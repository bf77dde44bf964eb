'use client'

import { useQuery } from '@tanstack/react-query'
import { ExportDialog } from '@/components/export/ExportDialog'
import { ProblemError } from '@/lib/problems/problem'
import { exportQuery } from '@/lib/queries/export'

/** The export of a running endpoint. */
export function EndpointExport(props: { endpoint: string; isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const { data, error } = useQuery({ ...exportQuery(props.endpoint), enabled: props.isOpen })
  return (
    <ExportDialog
      isOpen={props.isOpen}
      onOpenChange={props.onOpenChange}
      texts={data}
      folderHref={`/api/endpoints/${encodeURIComponent(props.endpoint)}/export/folder`}
      {...(error instanceof ProblemError ? { problem: error.problem } : {})}
    />
  )
}
