/** The agent process: flags and wiring, nothing else. */
import { join } from 'node:path'
import { openAgentLog } from '@/agent/agent-log'
import { createAssetStore } from '@/agent/assets/asset-store'
import { createControlPlane } from '@/agent/control/control-plane'
import { createDoctor } from '@/agent/doctor'
import { createDescribeEnvironment } from '@/agent/environments/describe-environment'
import { createEnvironments } from '@/agent/environments/environments'
import { createImageEnvironments } from '@/agent/environments/images/image-environments'
import { createImageSettings } from '@/agent/environments/images/image-settings'
import { createStoredImages } from '@/agent/environments/images/stored-images'
import { createPythonSettings } from '@/agent/environments/python-settings'
import { takeInstanceLock } from '@/agent/instance-lock'
import { openLogThread } from '@/agent/logs/log-door'
import { ensureSocketDirectory, makePrivateDirectory, writePrivateFile } from '@/agent/private-files'
import { createRouterSupervisor } from '@/agent/router-supervisor'
import { createDockerRuntime } from '@/agent/runtimes/docker/docker-runtime'
import { createEngine } from '@/agent/runtimes/docker/engine'
import { createEngineDesk } from '@/agent/runtimes/docker/engine-desk'
import { createFakeEnvironments, fakeStageArtifacts } from '@/agent/runtimes/fake/fake-environments'
import { createFakeRuntime } from '@/agent/runtimes/fake/fake-runtime'
import { createProcessRuntime } from '@/agent/runtimes/process/process-runtime'
import type { RuntimeSet } from '@/agent/runtimes/several-runtimes'
import { createApp } from '@/agent/server'
import { readSettings } from '@/agent/settings'
import { stageArtifacts } from '@/agent/staging/stage-artifacts'
import { createStorage } from '@/agent/storage/storage'
import { openDatabase } from '@/agent/store/database'
import { agentId } from '@/agent/store/installation'
import { backUpJournal, isBackupDue } from '@/agent/store/journal-backups'
import { sendWithin } from '@/agent/templates/send-within'
import { createTemplateDeployments } from '@/agent/templates/template-deployments'
import { startTlsServer } from '@/agent/tls-server'
import { settleToken } from '@/agent/token'
import { choosableRuntimes } from '@/lib/contract/runtime-choice'
import { type HomeLayout, homeLayout } from '@/lib/domain/home-layout'
import { agentStop, lateStop, leftoverStop } from '@/lib/domain/limits/stop-budgets'
import { backupDatabases } from '@/lib/home/database-backup'
import { unwritableHome } from '@/lib/home/unwritable-home'
import { ProblemError } from '@/lib/problems/problem'
import manifest from '@/package.json'

/** Closing must not hang on a step that does not listen. */
const closeLimitMs = 3000
const sweepLogsMs = 60_000

/** How to end when told to; until something runs that needs closing, ending is all (every start recovers). */
let leave: () => void = () => process.exit(0)
/** True when there was a launcher and it is gone: nobody would ever end this process then. */
const isAbandoned = () => process.connected === false

const backupLookMs = 10 * 60_000

/** A restored journal is said where people look: terminal, log, and the checks of this computer. */
function tellRestored(layout: HomeLayout, log: ReturnType<typeof openAgentLog>, sentence: string): void {
  log.error({}, sentence)
  console.error(sentence)
  writePrivateFile(layout.journalRestored, JSON.stringify({ at: new Date().toISOString(), sentence }))
}

async function main(): Promise<void> {
  // Before anything else: 'disconnect' comes once, and it may come while the agent still starts.
  process.on('SIGTERM', () => leave())
  // Under a launcher, Ctrl-C reaches the whole process group; the launcher decides then.
  process.on('SIGINT', () => process.connected || leave())
  process.on('disconnect', () => leave())
  // It may even have come while this file was being loaded.
  if (isAbandoned()) return leave()
  process.umask(0o077)
  const settings = readSettings(process.env)
  const layout = homeLayout(settings.home)
  const unwritable = unwritableHome(layout.home)
  if (unwritable !== undefined)
    throw new ProblemError({ code: 'Agent.DatabaseUnusable', message: unwritable, origin: 'agent', retryable: false }, 507)
  makePrivateDirectory(layout.logs)
  ensureSocketDirectory(layout.run, layout.routerControlSocket)
  const stopsAll = process.argv.includes('--stop-all')
  // The agent that hung was killed a moment ago.
  const lock = takeInstanceLock(layout, stopsAll ? lateStop.lockMs : undefined)
  // Stopping serves nobody, so the token of whoever is to serve next stays as it is.
  if (stopsAll) delete process.env.SCOREPOINT_TOKEN
  const token = stopsAll ? '' : settleToken(layout, process.env)
  const log = openAgentLog(layout)
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'unexpected error, the agent ends')
    console.error(error)
    process.exit(1)
  })

  const isFake = settings.runtime === 'fake'
  const db = openDatabase(layout.agentDb, (sentence) => tellRestored(layout, log, sentence))
  const assets = createAssetStore(db, layout)
  const python = createPythonSettings(db, layout, settings.strictPython, process.env)
  const router = createRouterSupervisor({
    layout,
    scoringPort: settings.scoringPort,
    routerScript: join(import.meta.dirname, 'router.mjs'),
    log,
  })
  const logs = openLogThread(join(import.meta.dirname, 'logs.mjs'), (error) => log.error({ err: error }, 'the log thread ended'))
  const noteLogs = (error: unknown) => log.warn({ err: error }, 'a log could not be set aside')
  const rotate = (path: string) => void logs.ask({ call: 'rotate', path }).catch(noteLogs)
  // Of its own: looking at an environment fetches no Python.
  const resolver = isFake ? createFakeEnvironments() : createEnvironments(layout, { python: python.settings, pythonDownloadTimeoutMs: 0 })
  const usesDocker = settings.runtime === 'auto' || settings.runtime === 'docker'
  const engine = createEngine(process.env)
  const images = createImageSettings(db, process.env)
  const builtImages = usesDocker ? createStoredImages(engine, agentId(db)) : undefined
  const storage = createStorage({ db, layout, assets, ...(builtImages === undefined ? {} : { images: builtImages }) })
  const docker = usesDocker ? createDockerRuntime({ layout, engine, agentId: agentId(db), log, rotate }) : undefined
  const runtimes: RuntimeSet = isFake
    ? { fake: createFakeRuntime(layout) }
    : {
        ...(settings.runtime === 'docker'
          ? {}
          : { process: createProcessRuntime(layout, { rotate, ...(settings.warmParents ? {} : { warm: false }) }) }),
        ...(docker === undefined ? {} : { docker }),
      }
  const control = createControlPlane({
    db,
    layout,
    runtimes,
    environments: isFake ? createFakeEnvironments() : createEnvironments(layout, { python: python.settings, torch: settings.torch }),
    ...(docker === undefined || isFake
      ? {}
      : {
          imageEnvironments: createImageEnvironments(engine, layout, {
            agentId: agentId(db),
            images: images.settings,
            python: python.settings,
          }),
        }),
    stageArtifacts: isFake ? fakeStageArtifacts : stageArtifacts,
    assets,
    router,
    scoringPort: settings.scoringPort,
    log,
  })

  const templates = createTemplateDeployments({ db, operations: control, log })

  function release(): void {
    templates.close()
    docker?.close()
    db.close()
    lock.release()
  }
  /** The router first: it lets running requests finish and takes no new ones; then the workers have nothing left to do. */
  async function stopAll(limits: { routerMs: number; workersMs: number }, last?: () => Promise<void>): Promise<void> {
    await router.shutdown(limits.routerMs)
    await control.shutdown(limits.workersMs)
    await last?.()
    release()
  }

  if (stopsAll) {
    // Nobody waits for it for ever, and nobody ends it: what it is to stop would stay.
    setTimeout(() => process.exit(1), lateStop.limitMs).unref()
    let left = 0
    await stopAll(leftoverStop, async () => {
      if (!process.argv.includes('--remove-images')) return
      for (const { reference } of (await builtImages?.list()) ?? []) if ((await builtImages?.remove(reference)) === 'busy') left += 1
    })
    // Watchers of the runtime would keep the process alive.
    process.exit(left === 0 ? 0 : 1)
  }

  // The port first: an agent that cannot serve must not start a router either.
  const server = await startTlsServer(layout, settings.agentPort)
  await router.start()
  await control.start()
  storage.tidy().catch((error: unknown) => log.error({ err: error }, 'what a clean-up had left could not be removed'))
  const { version } = manifest
  const desk = createEngineDesk(engine, { env: process.env, images, only: choosableRuntimes.find((one) => one === settings.runtime) })
  const examine = createDoctor({ layout, control, scoringPort: settings.scoringPort, version, env: process.env, engineChecks: desk.checks })
  const app = createApp({
    control,
    assets,
    layout,
    logs,
    token,
    agentPort: server.port,
    scoringPort: settings.scoringPort,
    version,
    log,
    doctor: examine,
    describeEnvironment: createDescribeEnvironment(resolver, layout),
    storage,
    python,
    engine: desk,
    templates,
    backup: (target) => backupDatabases(layout, target, { agent: db }),
    shutdown: () => end(() => stopAll(agentStop)),
  })
  server.serve(app)
  templates.start(sendWithin(app, { token, agentPort: server.port }))
  writePrivateFile(layout.agentInfo, JSON.stringify({ pid: process.pid, port: server.port, version, startedAt: new Date().toISOString() }))

  let backingUp: Promise<unknown> | undefined
  const backUp = () => {
    if (backingUp || !isBackupDue(layout.agentDb, Date.now())) return
    backingUp = backUpJournal(db, layout.agentDb, Date.now())
      .catch((error: unknown) => log.error({ err: error }, 'the journal could not be backed up'))
      .finally(() => {
        backingUp = undefined
      })
  }
  backUp()
  setInterval(backUp, backupLookMs).unref()

  // What no runtime looks after: the logs of builds and events.
  setInterval(() => void logs.ask({ call: 'sweep', root: join(layout.logs, 'endpoints') }).catch(noteLogs), sweepLogsMs).unref()

  let ending = false
  /** Ends once: answers go out, then `work`; exit 1 when it failed, so that the launcher stops what is left. */
  function end(work: () => Promise<void>, limitMs?: number): void {
    if (ending) return
    ending = true
    if (limitMs !== undefined) setTimeout(() => process.exit(0), limitMs).unref()
    setTimeout(() => server.close(), 100)
    work().then(
      () => setTimeout(() => process.exit(0), 150),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed')
        setTimeout(() => process.exit(1), 150)
      },
    )
  }
  /** Workers and router go on serving; the next agent adopts them. */
  leave = () =>
    end(async () => {
      await control.close()
      await router.close()
      release()
    }, closeLimitMs)

  console.log(`agent: https://127.0.0.1:${server.port}`)
  if (!process.connected) {
    console.log(`export AZUREML_DEV_URL_MFE=https://localhost:${server.port}`)
    console.log(`export REQUESTS_CA_BUNDLE=${layout.caPem}`)
    console.log(`export AGENT_TOKEN="$(cat ${layout.agentToken})"`)
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof ProblemError ? error.problem.message : error)
  process.exit(1)
})
