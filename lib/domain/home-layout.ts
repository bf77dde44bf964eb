import { join } from 'node:path'

/** Every path below `$SCOREPOINT_HOME`, named once. Directories are 0700, files 0600 (DESIGN §2). */
export function homeLayout(home: string) {
  const run = join(home, 'run')
  return {
    home,
    studioDb: join(home, 'studio.db'),
    agentDb: join(home, 'agent.db'),
    ca: join(home, 'ca'),
    caPem: join(home, 'ca', 'ca.pem'),
    env: join(home, 'env'),
    assets: join(home, 'assets'),
    instances: join(home, 'instances'),
    logs: join(home, 'logs'),
    cache: join(home, 'cache'),
    run,
    agentToken: join(run, 'agent-token'),
    agentLock: join(run, 'agent.lock'),
    agentInfo: join(run, 'agent.json'),
    launcherInfo: join(run, 'launcher.json'),
    routerInfo: join(run, 'router.json'),
    routerControlSocket: join(run, 'router.sock'),
    routingTable: join(run, 'routing-table.json'),
    routerState: join(run, 'router-state'),
    signinCodes: join(run, 'signin'),
  } as const
}

export type HomeLayout = ReturnType<typeof homeLayout>
