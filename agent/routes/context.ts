/** What every route handler is given, and the shapes shared by all of them. */
import type { IncomingMessage } from 'node:http'
import type { Context } from 'hono'
import type { AssetStore } from '@/agent/assets/asset-store'
import type { RunningControlPlane } from '@/agent/control/control-plane'
import type { ControlPlane } from '@/agent/control-plane'
import type { DescribeEnvironment } from '@/agent/environments/describe-environment'
import type { PythonSettingsStore } from '@/agent/environments/python-settings'
import type { LogDoor } from '@/agent/logs/log-door'
import type { AgentLog } from '@/agent/reconcile/context'
import type { EngineDesk } from '@/agent/runtimes/docker/engine-desk'
import type { Storage } from '@/agent/storage/storage'
import type { TemplateDeployments } from '@/agent/templates/template-deployments'
import type { DoctorReport } from '@/lib/contract/scorepoint'
import type { HomeLayout } from '@/lib/domain/home-layout'

export interface AgentDeps {
  control: ControlPlane & Pick<RunningControlPlane, 'observedTraffic'>
  assets: AssetStore
  layout: HomeLayout
  logs: LogDoor
  /** Bearer token every caller must show. */
  token: string
  agentPort: number
  scoringPort: number
  version: string
  log: Pick<AgentLog, 'error'>
  doctor(): Promise<DoctorReport>
  storage: Storage
  python: PythonSettingsStore
  engine: EngineDesk
  templates: TemplateDeployments
  /** Writes the backup of both databases into a new tar file; answers its bytes. */
  backup(target: string): number
  describeEnvironment: DescribeEnvironment
  /** Drains and stops everything; called after the answer to POST /_scorepoint/shutdown was sent. */
  shutdown(): void
}

export interface AgentEnv {
  /** Absent in tests that call `app.request()`. */
  Bindings: { incoming?: IncomingMessage }
  Variables: { requestId: string }
}
export type AgentContext = Context<AgentEnv>
export type Handler = (c: AgentContext) => Response | Promise<Response>

/** A path parameter, decoded. Throws when the route has none of this name. */
export function param(c: AgentContext, name: string): string {
  const value = c.req.param(name)
  if (value === undefined) throw new Error(`route without parameter ${name}`)
  return value
}

/** `https://host:port` as the caller wrote it: links lead back the way the request came. */
export function originOf(c: AgentContext, deps: AgentDeps): string {
  return `https://${c.req.header('host') ?? `127.0.0.1:${deps.agentPort}`}`
}
