/** What a routing table must look like before the router serves from it; an invalid one is refused and the old one stays. */
import * as z from 'zod' // not { z }: that would bring every language's messages into the router's memory
import type { RoutingTable } from '@/agent/router/table'
import { maxConcurrentRequestsLimit } from '@/lib/contract/request-limits'
import { maxMirrorPercent } from '@/lib/contract/yaml/limits'

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/)
/** A day at most: as long as a request may stand at a breakpoint. */
const waitMs = z.number().int().min(0).max(86_400_000)

const instanceSchema = z
  .object({
    id: z.string().min(1).max(200),
    socketPath: z.string().min(1).optional(),
    host: z.string().min(1).optional(),
    port: z.number().int().min(1).max(65535).optional(),
    container: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/)
      .optional(),
    listener: z
      .string()
      .regex(/^\d{1,20}$/)
      .optional(),
  })
  .refine((instance) => (instance.socketPath === undefined) !== (instance.port === undefined), 'exactly one of socketPath and port')

const deploymentSchema = z.object({
  name,
  requestTimeoutMs: waitMs.min(1),
  maxConcurrentRequestsPerInstance: z.number().int().min(1).max(maxConcurrentRequestsLimit),
  maxQueueWaitMs: waitMs,
  codes: z.literal('kubernetes').optional(),
  scoringPath: z.string().regex(/^\/[!-~]*$/),
  instances: z.array(instanceSchema).max(1000),
})

const endpointSchema = z.object({
  name,
  uid: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  authMode: z.enum(['Key', 'AMLToken', 'AADToken']),
  keyHashes: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(16),
  tokenKey: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/)
    .optional(),
  traffic: z.record(z.string(), z.number().int().min(0).max(100)),
  mirror: z.object({ deployment: name, percent: z.number().int().min(1).max(maxMirrorPercent) }).optional(),
  deployments: z.record(z.string(), deploymentSchema),
})

const tableSchema = z
  .object({ version: z.number().int().min(0), endpoints: z.record(z.string(), endpointSchema) })
  .superRefine((table, context) => {
    const refuse = (message: string) => context.addIssue({ code: 'custom', message })
    const uids = new Set<string>()
    const instances = new Set<string>()
    for (const [key, endpoint] of Object.entries(table.endpoints)) {
      if (key !== endpoint.name.toLowerCase()) refuse(`endpoint key ${key} is not the lower-cased name ${endpoint.name}`)
      if (uids.has(endpoint.uid)) refuse(`uid ${endpoint.uid} is used twice`)
      uids.add(endpoint.uid)
      const mirror = endpoint.mirror?.deployment
      if (mirror !== undefined && endpoint.deployments[mirror.toLowerCase()] === undefined)
        refuse(`mirror of ${endpoint.name} names ${mirror}, which is no deployment of it`)
      const sum = Object.values(endpoint.traffic).reduce((total, percent) => total + percent, 0)
      if (sum !== 0 && sum !== 100) refuse(`traffic of ${endpoint.name} adds up to ${sum}, not 0 or 100`)
      const named = Object.keys(endpoint.traffic).map((deployment) => deployment.toLowerCase())
      if (new Set(named).size !== named.length) refuse(`traffic of ${endpoint.name} names a deployment twice`)
      for (const deployment of named) {
        if (!Object.hasOwn(endpoint.deployments, deployment))
          refuse(`traffic of ${endpoint.name} names ${deployment}, which is not in the table`)
      }
      for (const [deploymentKey, deployment] of Object.entries(endpoint.deployments)) {
        if (deploymentKey !== deployment.name.toLowerCase())
          refuse(`deployment key ${deploymentKey} is not the lower-cased name ${deployment.name}`)
        for (const { id } of deployment.instances) {
          if (instances.has(id)) refuse(`instance ${id} is used twice`)
          instances.add(id)
        }
      }
    }
  })

export type TableCheck = { ok: true; table: RoutingTable } | { ok: false; message: string }

/** Parses the text of a routing table; the message names the first things that are wrong, with their paths. */
export function checkTable(text: string): TableCheck {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { ok: false, message: `The routing table is not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  const parsed = tableSchema.safeParse(value)
  if (parsed.success) return { ok: true, table: parsed.data }
  const issues = parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.') || 'table'}: ${issue.message}`)
  return { ok: false, message: `The routing table was refused: ${issues.join('; ')}` }
}
