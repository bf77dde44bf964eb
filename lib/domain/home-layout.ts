import { createHash } from 'node:crypto'
import { join } from 'node:path'

/** sun_path holds 108 bytes on Linux and 104 on macOS, the closing NUL included. */
const maxSocketPathBytes = 103

/**
 * Path of a Unix socket of the data folder whose run/ is given: below run/, or, where that lies too deep for a socket's name, in a
 * folder of this user below /tmp (not $TMPDIR: the next agent may be started from another shell and must find the same socket).
 */
export function socketPath(run: string, name: string, uid = process.getuid?.() ?? 0): string {
  const near = join(run, name)
  if (Buffer.byteLength(near) <= maxSocketPathBytes) return near
  return join('/tmp', `scorepoint-${uid}`, createHash('sha256').update(run).digest('hex').slice(0, 16), name)
}

/** Every path below `$SCOREPOINT_HOME`, named once. Directories are 0700, files 0600. */
export function homeLayout(home: string) {
  const run = join(home, 'run')
  return {
    home,
    studioDb: join(home, 'studio.db'),
    agentDb: join(home, 'agent.db'),
    journalRestored: join(home, 'agent.db.restored'),
    ca: join(home, 'ca'),
    caPem: join(home, 'ca', 'ca.pem'),
    /** Configuration folder of `az` for this computer (AZURE_CONFIG_DIR): a sign-in to Azure stays apart from it. */
    azConfig: join(home, 'az'),
    env: join(home, 'env'),
    assets: join(home, 'assets'),
    instances: join(home, 'instances'),
    logs: join(home, 'logs'),
    cache: join(home, 'cache'),
    /** Bodies of the test panel's history that are too long for the studio's database. */
    invocations: join(home, 'invocations'),
    /** Prices of VM sizes that the person brought or fetched. */
    prices: join(home, 'prices.json'),
    run,
    agentToken: join(run, 'agent-token'),
    agentLock: join(run, 'agent.lock'),
    agentInfo: join(run, 'agent.json'),
    launcherInfo: join(run, 'launcher.json'),
    routerInfo: join(run, 'router.json'),
    routerControlSocket: socketPath(run, 'router.sock'),
    scoringPortInfo: join(run, 'scoring-port.json'),
    scoringPortSocket: socketPath(run, 'scoring-port.sock'),
    routingTable: join(run, 'routing-table.json'),
    routerState: join(run, 'router-state'),
    signinCodes: join(run, 'signin'),
  } as const
}

export type HomeLayout = ReturnType<typeof homeLayout>
