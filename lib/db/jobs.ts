import 'server-only'
import type { Prisma } from '@/generated/prisma/client'
import type { Problem } from '@/lib/problems/problem'
import { getDb } from './client'

/** A journaled deploy job as stored; `payload` is what the person asked for, never a credential. */
export interface JobRow {
  id: string
  kind: string
  clientRequestId: string
  endpoint: string
  deployment: string | null
  payload: unknown
  state: string
  step: string | null
  problem: unknown
  operationId: string | null
  /** JobAssets once they are registered. */
  assets: unknown
  createdAt: Date
  updatedAt: Date
}

/** What a job registered, as the deployment names it. */
export interface JobAssets {
  modelId?: string | undefined
  codeId?: string | undefined
  environmentId?: string | undefined
}

/** Inserts, or answers the job that carries the same client request id: a double click makes one job. */
export async function insertJob(
  job: Pick<JobRow, 'id' | 'kind' | 'clientRequestId' | 'endpoint'> & { deployment: string; payload: Prisma.InputJsonValue },
): Promise<JobRow> {
  return getDb().job.upsert({ where: { clientRequestId: job.clientRequestId }, create: { ...job, state: 'Queued' }, update: {} })
}

/** The job, or null. */
export async function findJob(id: string): Promise<JobRow | null> {
  return getDb().job.findUnique({ where: { id } })
}

/** The job a request already made, or null. */
export async function findJobByRequest(clientRequestId: string): Promise<JobRow | null> {
  return getDb().job.findUnique({ where: { clientRequestId } })
}

/** Moves a job on; false when it is gone, with its endpoint. Undefined fields stay as they are. */
export async function updateJob(
  id: string,
  change: { state?: string; step?: string; operationId?: string; problem?: Problem; assets?: JobAssets },
): Promise<boolean> {
  const { problem, assets, ...data } = change
  // Through text: undefined fields of a Problem are no JSON.
  const json = (value: object) => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonObject
  const stored = { ...(problem ? { problem: json(problem) } : {}), ...(assets ? { assets: json(assets) } : {}) }
  const { count } = await getDb().job.updateMany({ where: { id }, data: { ...data, ...stored } })
  return count > 0
}

/** Jobs that had not ended when the studio did. */
export async function unfinishedJobs(): Promise<JobRow[]> {
  return getDb().job.findMany({ where: { state: { in: ['Queued', 'Running'] } }, orderBy: { createdAt: 'asc' } })
}

/** Whether a job of this endpoint has not ended. */
export async function hasUnfinishedJob(endpoint: string): Promise<boolean> {
  return (await getDb().job.count({ where: { endpoint, state: { in: ['Queued', 'Running'] } } })) > 0
}

/** Newest first. */
export async function jobsOf(endpoint: string, limit: number): Promise<JobRow[]> {
  return getDb().job.findMany({ where: { endpoint }, orderBy: { createdAt: 'desc' }, take: limit })
}

/** Forgets the jobs of an endpoint that was deleted. */
export async function deleteJobsOf(endpoint: string): Promise<void> {
  await getDb().job.deleteMany({ where: { endpoint } })
}

/** Forgets jobs that ended before `before`: what was asked for (YAML with its variables) is not kept for ever. */
export async function deleteEndedJobs(before: Date): Promise<void> {
  await getDb().job.deleteMany({ where: { state: { notIn: ['Queued', 'Running'] }, updatedAt: { lt: before } } })
}

/** Jobs of any endpoint created from `after` up to and including `until` (both optional), newest first. */
export async function jobsBetween(after: Date | undefined, until: Date | undefined, limit: number): Promise<JobRow[]> {
  return getDb().job.findMany({
    where: { createdAt: { ...(after ? { gt: after } : {}), ...(until ? { lte: until } : {}) } },
    orderBy: { createdAt: 'desc' },
    take: limit,
  })
}

/** The jobs that led to these operations. */
export async function jobsOfOperations(operationIds: string[]): Promise<JobRow[]> {
  return getDb().job.findMany({ where: { operationId: { in: operationIds } } })
}

/** Payloads of jobs that may still read their files: those that have not ended, and those that failed and may be sent again. */
export async function payloadsInNeed(): Promise<unknown[]> {
  const rows = await getDb().job.findMany({ where: { state: { in: ['Queued', 'Running', 'Failed'] } }, select: { payload: true } })
  return rows.map((row) => row.payload)
}

/** What jobs were asked to do that have not handed their files over yet. */
export async function payloadsBeforePut(): Promise<unknown[]> {
  const rows = await getDb().job.findMany({ where: { state: { in: ['Queued', 'Running'] }, operationId: null }, select: { payload: true } })
  return rows.map((row) => row.payload)
}

/** Whether a job has not handed its files over yet. */
export async function hasJobBeforePut(): Promise<boolean> {
  return (await getDb().job.count({ where: { state: { in: ['Queued', 'Running'] }, operationId: null } })) > 0
}
