import 'server-only'
import { agentCall, agentJson } from '@/lib/arm/agent-fetch'
import type { Connection } from '@/lib/arm/connection'
import type { ImageSettings } from '@/lib/contract/image-settings'
import type { PythonReport, PythonSettings } from '@/lib/contract/python'
import type { CleanResult, StorageReport } from '@/lib/contract/storage'

/** What the agent's part of the data folder holds. Walks every file, so it may take seconds. */
export const storageReport = (connection: Connection, signal?: AbortSignal): Promise<StorageReport> =>
  agentJson<StorageReport>(connection, '/_scorepoint/storage', { signal })

/** Removes items, or everything unused; what is needed at that moment stays and is named. */
export const cleanStorage = (connection: Connection, wanted: { items: string[] } | { unused: true }): Promise<CleanResult> =>
  agentJson<CleanResult>(connection, '/_scorepoint/storage/clean', { method: 'POST', json: wanted, timeoutMs: 600_000 })

/** Both databases as one tar file; the body is to be passed on or written. */
export const databaseBackup = (connection: Connection): Promise<Response> => agentCall(connection, '/_scorepoint/backup')

/** Pythons of this computer and what is settled about them. */
export const pythonReport = (connection: Connection, signal?: AbortSignal): Promise<PythonReport> =>
  agentJson<PythonReport>(connection, '/_scorepoint/python', { signal })

/** Settles strictness and preference; ProblemError 400 when the Python is none of those found. */
export const savePython = (connection: Connection, settings: PythonSettings): Promise<PythonSettings> =>
  agentJson<PythonSettings>(connection, '/_scorepoint/python', { method: 'PUT', json: settings })

/** Settles when images are fetched and which ones stand in for others; ProblemError 400 for what a variable fixes. */
export const saveImages = (connection: Connection, settings: ImageSettings): Promise<ImageSettings> =>
  agentJson<ImageSettings>(connection, '/_scorepoint/engine/images', { method: 'PUT', json: settings })
