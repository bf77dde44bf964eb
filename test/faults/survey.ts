/** Looks from outside whether an installation is exactly what its agent says it is: processes, folders, sockets, answers. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { bootId, processVariable, readProcesses } from '@/agent/runtimes/process/process-table'
import { homeMark, instanceMark } from '@/agent/runtimes/process/worker-environment'
import type { EndpointStatus, OperationView } from '@/lib/contract/scorepoint'
import { homeLayout } from '@/lib/domain/home-layout'

export interface MarkedProcesses {
  /** Pids per instance id. */
  workers: Map<string, number[]>
  routers: number[]
  /** Processes that hold the scoring port while routers come and go. */
  portHolders: number[]
}

/** Every living process that carries this installation's mark, found through /proc alone. */
export function markedProcesses(home: string): MarkedProcesses {
  bootId() // fails early where the system has no process table to read
  const workers = new Map<string, number[]>()
  const routers: number[] = []
  const portHolders: number[] = []
  for (const row of readProcesses()) {
    if (row.zombie || row.pid === process.pid) continue
    if (processVariable(row.pid, homeMark) === home) {
      const id = processVariable(row.pid, instanceMark) ?? 'unmarked'
      workers.set(id, [...(workers.get(id) ?? []), row.pid])
    } else if (processVariable(row.pid, 'SCOREPOINT_ROUTER') !== undefined && processVariable(row.pid, 'SCOREPOINT_HOME') === home) {
      routers.push(row.pid)
    } else if (processVariable(row.pid, 'SCOREPOINT_PORT_HOLDER') !== undefined && processVariable(row.pid, 'SCOREPOINT_HOME') === home) {
      portHolders.push(row.pid)
    }
  }
  return { workers, routers, portHolders }
}

/** What acknowledged writes have made of an endpoint. */
export interface ExpectedEndpoint {
  traffic: Record<string, number>
  keys: { primaryKey: string; secondaryKey: string }
  scoringUri: string
  /** Instance count per deployment; 0 = stopped. */
  deployments: Record<string, number>
}

export interface Survey {
  statuses: EndpointStatus[]
  operations: OperationView[]
  keys: Record<string, { primaryKey: string; secondaryKey: string }>
  /** HTTP status of one scoring request per endpoint/deployment. */
  scored: Record<string, number>
}

function compareEndpoint(name: string, expected: ExpectedEndpoint, survey: Survey): string[] {
  const status = survey.statuses.find((one) => one.name === name)
  if (!status) return [`endpoint ${name} is missing`]
  const wrong: string[] = []
  if (status.provisioningState !== 'Succeeded') wrong.push(`endpoint ${name} is ${status.provisioningState}`)
  if (status.scoringUri !== expected.scoringUri) wrong.push(`endpoint ${name} moved to ${status.scoringUri}`)
  if (JSON.stringify(status.traffic) !== JSON.stringify(expected.traffic))
    wrong.push(`traffic of ${name} is ${JSON.stringify(status.traffic)}`)
  if (JSON.stringify(survey.keys[name]) !== JSON.stringify(expected.keys)) wrong.push(`the keys of ${name} changed`)
  const names = status.deployments.map((one) => one.name).toSorted()
  if (names.join() !== Object.keys(expected.deployments).toSorted().join()) wrong.push(`deployments of ${name} are ${names.join()}`)
  for (const deployment of status.deployments) {
    const count = expected.deployments[deployment.name] ?? 0
    const live = deployment.instances.filter((one) => one.state !== 'Failed')
    if (live.length !== count || deployment.readyInstances !== count) {
      wrong.push(`${deployment.name} has ${live.map((one) => one.state).join() || 'no instances'}, not ${count} ready`)
    }
    const scored = survey.scored[`${name}/${deployment.name}`]
    if (count > 0 && scored !== 200) wrong.push(`scoring ${name}/${deployment.name} answers ${scored}`)
  }
  return wrong
}

/** Everything that is not as acknowledged; empty when converged. */
export function deviations(
  home: string,
  expected: Record<string, ExpectedEndpoint>,
  acknowledged: ReadonlySet<string>,
  survey: Survey,
): string[] {
  const wrong = Object.entries(expected).flatMap(([name, one]) => compareEndpoint(name, one, survey))
  const unexpected = survey.statuses.filter((one) => !(one.name in expected))
  wrong.push(...unexpected.map((one) => `endpoint ${one.name} should be gone`))

  const known = new Set(survey.operations.map((one) => one.id))
  const lost = [...acknowledged].filter((id) => !known.has(id))
  if (lost.length > 0) wrong.push(`${lost.length} acknowledged operations are unknown`)
  wrong.push(
    ...survey.operations
      .filter((one) => one.status === 'InProgress')
      .map((one) => `${one.kind} ${one.deployment ?? one.endpoint} is in progress`),
  )

  const wanted = new Set(
    survey.statuses.flatMap((one) =>
      one.deployments.flatMap((deployment) =>
        deployment.instances.filter((instance) => instance.state !== 'Failed').map((instance) => instance.id),
      ),
    ),
  )
  const { workers, routers } = markedProcesses(home)
  if (routers.length !== 1) wrong.push(`${routers.length} routers run`)
  for (const id of workers.keys()) if (!wanted.has(id)) wrong.push(`process of ${id} is an orphan`)
  for (const id of wanted) if (!workers.has(id)) wrong.push(`instance ${id} has no process`)

  const layout = homeLayout(home)
  const folders = existsSync(layout.instances) ? readdirSync(layout.instances).filter((name) => name.includes('.')) : []
  for (const name of folders) if (!wanted.has(name)) wrong.push(`folder of ${name} is left over`)
  const socketFolder = join(layout.run, 'w')
  const sockets = existsSync(socketFolder) ? readdirSync(socketFolder).filter((name) => name.endsWith('.sock')) : []
  if (sockets.length !== wanted.size) wrong.push(`${sockets.length} worker sockets for ${wanted.size} instances`)
  const logFolders = join(layout.logs, 'endpoints')
  for (const name of existsSync(logFolders) ? readdirSync(logFolders) : []) {
    if (!(name in expected)) wrong.push(`logs of endpoint ${name} are left over`)
    const deployments = readdirSync(join(logFolders, name))
    for (const deployment of deployments) {
      if (!(deployment in (expected[name]?.deployments ?? {}))) wrong.push(`logs of ${name}/${deployment} are left over`)
    }
  }
  return wrong
}
