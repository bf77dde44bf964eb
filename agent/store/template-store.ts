import { fromJson, fromNullableJson, toJson } from '@/agent/store/columns'
import type { AgentDatabase } from '@/agent/store/database'
import { isSecure, type ParameterValue } from '@/agent/templates/parameters'
import type { Template } from '@/agent/templates/plan'
import type { TemplateValue } from '@/agent/templates/values'
import type { TemplateDeploymentState } from '@/lib/contract/arm/template-deployment'
import type { Problem } from '@/lib/problems/problem'

export interface TemplateResourceRecord {
  position: number
  id: string
  type: string
  name: string
  /** `skipped`: its condition is false, or what it hangs on failed. */
  state: 'pending' | 'running' | 'succeeded' | 'failed' | 'skipped'
  statusCode?: number
  problem?: Problem
  startedAt?: string
  endedAt?: string
}

export interface TemplateDeploymentRecord {
  name: string
  subscription: string
  group: string
  correlationId: string
  clientRequestId?: string
  bodyHash: string
  location?: string
  tags: Record<string, string>
  template: Template
  /** Values of secure ones are null once the deployment has ended. */
  parameters: Record<string, ParameterValue>
  state: TemplateDeploymentState
  outputs?: Record<string, { type: string; value?: TemplateValue }>
  problem?: Problem
  startedAt: string
  endedAt?: string
}

interface Row {
  name: string
  subscription: string
  resource_group: string
  correlation_id: string
  client_request_id: string | null
  body_hash: string
  location: string | null
  tags: string
  template: string
  parameters: string
  secrets: string | null
  state: string
  outputs: string | null
  problem: string | null
  started_at: string
  ended_at: string | null
}
interface ResourceRow {
  position: number
  id: string
  type: string
  name: string
  state: string
  status_code: number | null
  problem: string | null
  started_at: string | null
  ended_at: string | null
}

/** Ended deployments kept, as Azure keeps them per resource group. */
const keptDeployments = 800

function toRecord(row: Row): TemplateDeploymentRecord {
  const secrets = fromNullableJson<Record<string, TemplateValue>>(row.secrets) ?? {}
  const kept = fromJson<Record<string, ParameterValue>>(row.parameters)
  return {
    name: row.name,
    subscription: row.subscription,
    group: row.resource_group,
    correlationId: row.correlation_id,
    clientRequestId: row.client_request_id ?? undefined,
    bodyHash: row.body_hash,
    location: row.location ?? undefined,
    tags: fromJson(row.tags),
    template: fromJson(row.template),
    parameters: Object.fromEntries(
      Object.entries(kept).map(([name, each]) => [name, Object.hasOwn(secrets, name) ? { ...each, value: secrets[name] ?? null } : each]),
    ),
    state: row.state as TemplateDeploymentState,
    outputs: fromNullableJson(row.outputs),
    problem: fromNullableJson(row.problem),
    startedAt: row.started_at,
    endedAt: row.ended_at ?? undefined,
  }
}

const toResource = (row: ResourceRow): TemplateResourceRecord => ({
  position: row.position,
  id: row.id,
  type: row.type,
  name: row.name,
  state: row.state as TemplateResourceRecord['state'],
  statusCode: row.status_code ?? undefined,
  problem: fromNullableJson(row.problem),
  startedAt: row.started_at ?? undefined,
  endedAt: row.ended_at ?? undefined,
})

const hasEnded = ({ state }: Pick<TemplateDeploymentRecord, 'state'>) => state !== 'Accepted' && state !== 'Running'

/** Deployments of templates and their resources; names compare without case. */
export function createTemplateStore(db: AgentDatabase) {
  const save = db.prepare(
    `INSERT INTO template_deployment (deployment_key, name, subscription, resource_group, correlation_id, client_request_id, body_hash, location, tags,
       template, parameters, secrets, state, outputs, problem, started_at, ended_at)
     VALUES (@key, @name, @subscription, @group, @correlationId, @clientRequestId, @bodyHash, @location, @tags,
       @template, @parameters, @secrets, @state, @outputs, @problem, @startedAt, @endedAt)
     ON CONFLICT (deployment_key) DO UPDATE SET name = excluded.name, subscription = excluded.subscription, resource_group = excluded.resource_group,
       correlation_id = excluded.correlation_id, client_request_id = excluded.client_request_id, body_hash = excluded.body_hash, location = excluded.location,
       tags = excluded.tags, template = excluded.template, parameters = excluded.parameters, secrets = excluded.secrets, state = excluded.state,
       outputs = excluded.outputs, problem = excluded.problem, started_at = excluded.started_at, ended_at = excluded.ended_at`,
  )
  const saveResource = db.prepare(
    `INSERT INTO template_resource (deployment_key, position, id, type, name, state, status_code, problem, started_at, ended_at)
     VALUES (@key, @position, @id, @type, @name, @state, @statusCode, @problem, @startedAt, @endedAt)
     ON CONFLICT (deployment_key, position) DO UPDATE SET state = excluded.state, status_code = excluded.status_code, problem = excluded.problem,
       started_at = excluded.started_at, ended_at = excluded.ended_at`,
  )
  const one = db.prepare<[string], Row>('SELECT * FROM template_deployment WHERE deployment_key = ?')
  const all = db.prepare<[], Row>('SELECT * FROM template_deployment ORDER BY started_at DESC, deployment_key')
  const running = db.prepare<[], Row>("SELECT * FROM template_deployment WHERE state IN ('Accepted', 'Running') ORDER BY started_at")
  const resources = db.prepare<[string], ResourceRow>('SELECT * FROM template_resource WHERE deployment_key = ? ORDER BY position')
  const dropResources = db.prepare('DELETE FROM template_resource WHERE deployment_key = ?')
  const remove = db.prepare('DELETE FROM template_deployment WHERE deployment_key = ?')
  const prune = db.prepare(
    `DELETE FROM template_deployment WHERE deployment_key IN
       (SELECT deployment_key FROM template_deployment WHERE ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT -1 OFFSET ${keptDeployments})`,
  )

  function write(record: TemplateDeploymentRecord): void {
    const secure = Object.entries(record.parameters).filter(([, { type }]) => isSecure(type))
    save.run({
      key: record.name.toLowerCase(),
      name: record.name,
      subscription: record.subscription,
      group: record.group,
      correlationId: record.correlationId,
      clientRequestId: record.clientRequestId ?? null,
      bodyHash: record.bodyHash,
      location: record.location ?? null,
      tags: JSON.stringify(record.tags),
      template: JSON.stringify(record.template),
      parameters: JSON.stringify(
        Object.fromEntries(
          Object.entries(record.parameters).map(([name, each]) => [name, isSecure(each.type) ? { ...each, value: null } : each]),
        ),
      ),
      // Needed to go on after a crash, and no longer.
      secrets:
        hasEnded(record) || secure.length === 0
          ? null
          : JSON.stringify(Object.fromEntries(secure.map(([name, { value }]) => [name, value]))),
      state: record.state,
      outputs: toJson(record.outputs),
      problem: toJson(record.problem),
      startedAt: record.startedAt,
      endedAt: record.endedAt ?? null,
    })
  }
  function writeResource(deployment: string, record: TemplateResourceRecord): void {
    saveResource.run({
      ...record,
      key: deployment.toLowerCase(),
      statusCode: record.statusCode ?? null,
      problem: toJson(record.problem),
      startedAt: record.startedAt ?? null,
      endedAt: record.endedAt ?? null,
    })
  }

  return {
    /** A new run under its name: what an earlier one left is replaced. */
    begin: db.transaction((record: TemplateDeploymentRecord, list: readonly TemplateResourceRecord[]) => {
      dropResources.run(record.name.toLowerCase())
      write(record)
      for (const each of list) writeResource(record.name, each)
      prune.run()
    }),
    save: write,
    saveResource: writeResource,
    get(name: string): TemplateDeploymentRecord | undefined {
      const row = one.get(name.toLowerCase())
      return row && toRecord(row)
    },
    /** Newest first. */
    all: (): TemplateDeploymentRecord[] => all.all().map(toRecord),
    running: (): TemplateDeploymentRecord[] => running.all().map(toRecord),
    resources: (name: string): TemplateResourceRecord[] => resources.all(name.toLowerCase()).map(toResource),
    /** False when there was none. */
    remove: (name: string): boolean => remove.run(name.toLowerCase()).changes > 0,
  }
}
export type TemplateStore = ReturnType<typeof createTemplateStore>
