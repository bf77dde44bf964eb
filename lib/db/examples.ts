import 'server-only'
import { randomUUID } from 'node:crypto'
import { Prisma } from '@/generated/prisma/client'
import type { Assertion, Example, ExampleInput, ExampleRun } from '@/lib/contract/example'
import { getDb } from './client'

type Row = Prisma.ExampleGetPayload<object>

/** The saved examples of an endpoint, by name. */
export async function listExamples(endpoint: string): Promise<Example[]> {
  const rows = await getDb().example.findMany({ where: { endpoint: endpoint.toLowerCase() }, orderBy: { name: 'asc' } })
  return rows.map(toExample)
}

/** One of them, or undefined. */
export async function findExample(endpoint: string, id: string): Promise<Example | undefined> {
  const row = await getDb().example.findFirst({ where: { id, endpoint: endpoint.toLowerCase() } })
  return row ? toExample(row) : undefined
}

/** The id of the example with this name, or undefined. */
export async function findExampleNamed(endpoint: string, name: string): Promise<string | undefined> {
  const row = await getDb().example.findUnique({
    where: { endpoint_name: { endpoint: endpoint.toLowerCase(), name } },
    select: { id: true },
  })
  return row?.id
}

/** Makes an example, or with `id` changes it; a changed one has no run yet. Answers its id, undefined when `id` is gone. */
export async function saveExample(endpoint: string, input: ExampleInput, id?: string): Promise<string | undefined> {
  const data = {
    name: input.name,
    deployment: input.deployment ?? null,
    requestEncoding: input.encoding,
    requestBody: input.body,
    requestHeaders: input.headers,
    query: input.query,
    timeoutMs: input.timeoutMs ?? null,
    assertions: json(input.assertions),
  }
  if (id === undefined) {
    const made = await getDb().example.create({
      data: { ...data, id: randomUUID(), endpoint: endpoint.toLowerCase() },
      select: { id: true },
    })
    return made.id
  }
  // An old result judged other assertions or another request.
  const { count } = await getDb().example.updateMany({
    where: { id, endpoint: endpoint.toLowerCase() },
    data: { ...data, lastRun: Prisma.DbNull },
  })
  return count > 0 ? id : undefined
}

/** Keeps what became of the newest run. */
export async function setExampleRun(id: string, run: ExampleRun): Promise<void> {
  await getDb().example.updateMany({ where: { id }, data: { lastRun: json(run) } })
}

/** Deletes one example; without `id` all of the endpoint. */
export async function deleteExamples(endpoint: string, id?: string): Promise<void> {
  await getDb().example.deleteMany({ where: { endpoint: endpoint.toLowerCase(), ...(id === undefined ? {} : { id }) } })
}

/** A plain value of our own; undefined members are left out when it is written. */
function json(value: object): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue
}

function toExample(row: Row): Example {
  return {
    id: row.id,
    name: row.name,
    deployment: row.deployment ?? undefined,
    encoding: row.requestEncoding === 'base64' ? 'base64' : 'text',
    body: row.requestBody,
    headers: Object.fromEntries(Object.entries(row.requestHeaders ?? {}).map(([name, value]) => [name, String(value)])),
    query: row.query,
    timeoutMs: row.timeoutMs ?? undefined,
    // Written by this file from the same shapes.
    assertions: row.assertions as Assertion[],
    lastRun: (row.lastRun ?? undefined) as ExampleRun | undefined,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
