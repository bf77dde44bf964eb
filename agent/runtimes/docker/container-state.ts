/** From what the engine says of a container to what the reconciler asks: running where, or ended how. Pure. */
import type { Inspection } from '@/agent/runtimes/docker/engine-link'
import type { ContainerRoute, InstanceObservation } from '@/agent/runtimes/runtime'

const signalNames: Record<number, string> = { 2: 'SIGINT', 6: 'SIGABRT', 9: 'SIGKILL', 11: 'SIGSEGV', 15: 'SIGTERM' }

/** The loopback port of this start that leads to a container port; undefined while it is not published. */
export function hostPortOf(container: Inspection, route: Pick<ContainerRoute, 'port'>): number | undefined {
  const published = container.NetworkSettings.Ports?.[`${route.port}/tcp`] ?? []
  const port = Number(published.find((one) => one.HostIp === '127.0.0.1')?.HostPort)
  return Number.isInteger(port) && port > 0 ? port : undefined
}

/**
 * How it ended. Images that run their services below runit end with the supervisor's code; the service's own stands in the log, as the
 * images' finish script writes it.
 * @param lines the log of the run
 */
export function exitOf(container: Inspection, lines: () => readonly string[]): Extract<InstanceObservation, { state: 'exited' }> {
  const { ExitCode, OOMKilled, FinishedAt, Error: failure } = container.State
  const at =
    Number.isNaN(Date.parse(FinishedAt)) || FinishedAt.startsWith('0001-') ? new Date().toISOString() : new Date(FinishedAt).toISOString()
  if (OOMKilled) return { state: 'exited', exitCode: ExitCode, signal: 'SIGKILL', at, reason: 'OOMKilled' }
  const service = ExitCode === 111 || ExitCode === 0 ? serviceExit(lines()) : undefined
  const exitCode = service ?? ExitCode
  const signal = exitCode > 128 ? (signalNames[exitCode - 128] ?? `signal ${exitCode - 128}`) : null
  return { state: 'exited', exitCode, signal, at, ...(failure === '' ? {} : { reason: failure.slice(0, 200) }) }
}

function serviceExit(lines: readonly string[]): number | undefined {
  const line = lines.findLast((one) => /Exit code \d+ is not normal/.test(one))
  const code = Number(/Exit code (\d+)/.exec(line ?? '')?.[1])
  return Number.isInteger(code) && line !== undefined ? code : undefined
}
