import 'server-only'
import { z } from 'zod'
import { listOperations } from '@/lib/arm/status'
import type { ActivityEntry, ActivityPage, ActivityTray } from '@/lib/contract/activity'
import type { JobView } from '@/lib/contract/job'
import { type OperationView, operationKinds, operationStatuses } from '@/lib/contract/scorepoint'
import { jobsBetween, jobsOfOperations } from '@/lib/db/jobs'
import { readPreference, writePreference } from '@/lib/db/preferences'
import { getConnection } from '@/lib/server/connection'
import { viewOfJob } from '@/lib/server/deploy-job'

const pageSize = 50
/** Jobs without an operation among this many; they are rare. */
const jobsPerPage = 200
const traySize = 20
const dismissedKey = 'activity.dismissed'

/** `<seq of the oldest operation shown>.<its start in ms>`. */
const cursorSchema = z
  .string()
  .regex(/^\d{1,15}\.\d{1,15}$/)
  .transform((text) => {
    const [seq = 0, ms = 0] = text.split('.').map(Number)
    return { seq, at: new Date(ms) }
  })

const listOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z
    .string()
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(z.enum(words)))

/** The filter as the address carries it. */
export const activityQuerySchema = z.object({
  status: listOf(operationStatuses).optional(),
  kind: listOf(operationKinds).optional(),
  endpoint: z.string().max(64).optional(),
  q: z.string().max(200).optional(),
  before: cursorSchema.optional(),
})
export type ActivityQuery = z.output<typeof activityQuerySchema>

/** One page of what was done, newest first: operations with the job that led to each, and jobs that made none. */
export async function activityPage(query: ActivityQuery, limit = pageSize): Promise<ActivityPage> {
  const operations = await listOperations(getConnection(), {
    endpoint: query.endpoint || undefined,
    status: query.status?.join(',') || undefined,
    kind: query.kind?.join(',') || undefined,
    text: query.q || undefined,
    before: query.before?.seq,
    limit,
  })
  const oldest = operations.length === limit ? operations.at(-1) : undefined
  const [led, between] = await Promise.all([
    jobsOfOperations(operations.map((operation) => operation.id)),
    jobsBetween(oldest ? new Date(oldest.startedAt) : undefined, query.before?.at, jobsPerPage),
  ])
  const jobOf = new Map(led.map((row) => [row.operationId, viewOfJob(row)]))
  const entries = operations.map((operation) => entryOfOperation(operation, jobOf.get(operation.id)))
  const alone = between
    .filter((row) => row.operationId === null)
    .map((row) => entryOfJob(viewOfJob(row)))
    .filter((entry) => matches(entry, query))
  return {
    entries: [...entries, ...alone].sort((a, b) => b.startedAt.localeCompare(a.startedAt)),
    ...(oldest?.seq === undefined ? {} : { next: `${oldest.seq}.${Date.parse(oldest.startedAt)}` }),
  }
}

const dismissedSchema = z.object({ until: z.string().optional(), ids: z.array(z.string()) })

async function readDismissed(): Promise<z.infer<typeof dismissedSchema>> {
  return dismissedSchema.catch({ ids: [] }).parse(await readPreference(dismissedKey))
}

/** What runs, and what ended and was not dismissed yet: the same in every browser. */
export async function activityTray(): Promise<ActivityTray> {
  const [{ entries }, dismissed] = await Promise.all([activityPage({}, traySize), readDismissed()])
  const isDismissed = (entry: ActivityEntry) =>
    entry.status !== 'InProgress' &&
    (dismissed.ids.includes(entry.id) || (dismissed.until !== undefined && (entry.endedAt ?? entry.startedAt) <= dismissed.until))
  return { entries: entries.filter((entry) => !isDismissed(entry)) }
}

/** Takes one ended entry out of the tray, or all that have ended by now. It stays on the activity page. */
export async function dismissActivity(id: string | undefined): Promise<void> {
  const { until, ids } = await readDismissed()
  if (id === undefined) await writePreference(dismissedKey, { until: new Date().toISOString(), ids: [] })
  else await writePreference(dismissedKey, { ...(until ? { until } : {}), ids: [id, ...ids].slice(0, 2 * traySize) })
}

function entryOfOperation(operation: OperationView, job: JobView | undefined): ActivityEntry {
  // The split or the sample request after it may have failed.
  const failedAfter = operation.status === 'Succeeded' && job?.state === 'Failed'
  return {
    id: operation.id,
    kind: operation.kind,
    endpoint: operation.endpoint,
    ...(operation.deployment ? { deployment: operation.deployment } : {}),
    status: failedAfter ? 'Failed' : operation.status,
    startedAt: job?.createdAt ?? operation.startedAt,
    ...(operation.endedAt ? { endedAt: failedAfter ? job.updatedAt : operation.endedAt } : {}),
    operation,
    ...(job ? { job } : {}),
  }
}

function entryOfJob(job: JobView): ActivityEntry {
  const isRunning = job.state === 'Queued' || job.state === 'Running'
  return {
    id: job.id,
    kind: 'create',
    endpoint: job.endpoint,
    deployment: job.deployment,
    status: job.state === 'Queued' || job.state === 'Running' ? 'InProgress' : job.state,
    startedAt: job.createdAt,
    ...(isRunning ? {} : { endedAt: job.updatedAt }),
    job,
  }
}

function matches(entry: ActivityEntry, query: ActivityQuery): boolean {
  const text = query.q?.toLowerCase()
  const words = [entry.endpoint, entry.deployment, entry.kind, entry.id, entry.job?.problem?.message, entry.job?.problem?.code]
  return (
    (!query.status?.length || query.status.includes(entry.status)) &&
    (!query.kind?.length || query.kind.includes(entry.kind)) &&
    (!query.endpoint || entry.endpoint.toLowerCase() === query.endpoint.toLowerCase()) &&
    (!text || words.join(' ').toLowerCase().includes(text))
  )
}
