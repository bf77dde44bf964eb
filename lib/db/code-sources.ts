import 'server-only'
import { getDb } from './client'

/** The local folder a deployment's code came from. */
export interface CodeSourceRow {
  endpoint: string
  deployment: string
  folder: string
  /** SHA-256 of each file by its path in the folder, as last sent. */
  files: Record<string, string>
  watch: boolean
}

type Key = Pick<CodeSourceRow, 'endpoint' | 'deployment'>

const keyOf = ({ endpoint, deployment }: Key) => ({ endpoint_deployment: { endpoint, deployment } })

function toRow(row: Key & { folder: string; files: unknown; watch: boolean }): CodeSourceRow {
  const { endpoint, deployment, folder, watch } = row
  // Written by saveCodeSource alone.
  return { endpoint, deployment, folder, watch, files: row.files as Record<string, string> }
}

/** Remembers what was sent; whether it is watched stays as it was. */
export async function saveCodeSource(source: Omit<CodeSourceRow, 'watch'>): Promise<CodeSourceRow> {
  const { endpoint, deployment, folder, files } = source
  return toRow(
    await getDb().codeSource.upsert({ where: keyOf(source), create: { endpoint, deployment, folder, files }, update: { folder, files } }),
  )
}

/** Switches watching on or off; false when nothing is known of the deployment's folder. */
export async function setCodeWatch({ endpoint, deployment }: Key, watch: boolean): Promise<boolean> {
  return (await getDb().codeSource.updateMany({ where: { endpoint, deployment }, data: { watch } })).count > 0
}

/** Every source, or those of one endpoint. */
export async function codeSources(endpoint?: string): Promise<CodeSourceRow[]> {
  const rows = await getDb().codeSource.findMany({ where: endpoint === undefined ? {} : { endpoint }, orderBy: { deployment: 'asc' } })
  return rows.map(toRow)
}

/** Forgets the source of a deployment, or those of a whole endpoint. */
export async function deleteCodeSources(endpoint: string, deployment?: string): Promise<void> {
  await getDb().codeSource.deleteMany({ where: { endpoint, ...(deployment === undefined ? {} : { deployment }) } })
}
