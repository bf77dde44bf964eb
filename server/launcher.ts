/** `npm start`: keeps studio and agent running, prints sign-in addresses, stops everything it started. Also the commands of `npm run signin|status|down|remove-everything`. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { launcherStop } from '@/lib/domain/limits/stop-budgets'
import { issueSigninCode } from '@/lib/gate/signin-codes'
import { unwritableHome } from '@/lib/home/unwritable-home'
import { claimLauncher, livingLauncher, markLauncherReady, releaseLauncher } from './launcher-record'
import { childEnvironment, type LauncherSettings, readLauncherSettings } from './launcher-settings'
import { findPortHolder, isPortFree } from './port-holder'
import { askAgentToStop, isAgentReady, isStudioReady } from './probe'
import { isAlive } from './process-identity'
import { askBeforeRemoval, isRemovalRequest, readRemoval, removeData, writeLastBackup } from './remove-command'
import { type SupervisedChild, superviseChild } from './supervised-child'

const agentScript = join(import.meta.dirname, 'agent.mjs')
const studioScript = join(import.meta.dirname, 'studio.mjs')

/** An expected end, told in one sentence. */
class Refusal extends Error {}

const commands: Record<string, (settings: LauncherSettings) => Promise<number>> = {
  start,
  signin,
  status,
  down,
  remove: removeEverything,
}

async function main(): Promise<void> {
  try {
    const command = commands[process.argv[2] ?? 'start']
    if (!command) throw new Refusal(`scorepoint knows ${Object.keys(commands).join(', ')}, not "${process.argv[2]}".`)
    process.exit(await command(readLauncherSettings(process.env)))
  } catch (error) {
    console.error(error instanceof Error ? `scorepoint: ${error.message}` : error)
    process.exit(1)
  }
}

async function start(settings: LauncherSettings): Promise<number> {
  const { layout } = settings
  process.umask(0o077)
  const unwritable = unwritableHome(layout.home)
  if (unwritable !== undefined) throw new Refusal(unwritable)
  mkdirSync(layout.logs, { recursive: true, mode: 0o700 })
  const claim = claimLauncher(layout, settings)
  if (claim !== 'claimed') {
    throw new Refusal(
      `Scorepoint already runs at ${claim.url} (process ${claim.pid} holds port ${claim.port}). Stop it with npm run down, or print a sign-in address with npm run signin.`,
    )
  }
  try {
    return await run(settings)
  } finally {
    releaseLauncher(layout)
  }
}

async function run(settings: LauncherSettings): Promise<number> {
  const { layout } = settings
  const stopRequested = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, resolve)
  })
  await requirePorts(settings)

  let failed: (reason: string) => void = () => undefined
  const failure = new Promise<string>((resolve) => {
    failed = resolve
  })
  let requestRemoval: () => void = () => undefined
  const removalRequested = new Promise<'remove'>((resolve) => {
    requestRemoval = () => resolve('remove')
  })
  let ready = false
  const env = childEnvironment(process.env, settings)
  const child = (name: string, script: string) =>
    superviseChild({
      name,
      script,
      env,
      logFile: join(layout.logs, `${name}.log`),
      // Asked for on the page of the signed-in person; nobody else holds this channel.
      onMessage: (message) => isRemovalRequest(message) && requestRemoval(),
      onEnd: ({ code, signal, restarts, delayMs }) => {
        console.error(
          `The ${name} ended (${signal ?? `exit code ${code}`}); starting it again in ${delayMs} ms. Its log: ${join(layout.logs, `${name}.log`)}`,
        )
        // Never answered and keeps dying: starting it for ever helps nobody.
        if (!ready && restarts >= 4) failed(`The ${name} does not start.\n${lastLines(join(layout.logs, `${name}.log`))}`)
      },
    })
  const children = { agent: child('agent', agentScript), studio: child('studio', studioScript) }

  const first = await Promise.race([
    whenReady(settings).then(() => 'ready' as const),
    stopRequested.then(() => 'stop' as const),
    removalRequested,
    failure.then((reason) => ({ reason })),
  ])
  let last = first === 'remove' ? first : 'stop'
  if (first === 'ready') {
    ready = true
    markLauncherReady(layout)
    announce(settings)
    last = await Promise.race([stopRequested.then(() => 'stop' as const), removalRequested])
  }
  if (typeof first === 'object') console.error(`scorepoint: ${first.reason}`)
  console.log('Stopping…')
  const isStopped = await stopEverything(settings, children)
  if (last === 'remove') {
    if (!isStopped)
      throw new Refusal('nothing was removed, because something still runs. Run npm run down, then npm run remove-everything.')
    await removeImages(settings)
    await removeData(layout)
  }
  return typeof first === 'object' ? 1 : 0
}

/** Every port free, or held by the router (or the holder of its port) that a dead launcher left behind, which the agent adopts. */
async function requirePorts(settings: LauncherSettings): Promise<void> {
  const { layout } = settings
  const wanted = [
    { port: settings.port, variable: 'SCOREPOINT_PORT' },
    { port: settings.agentPort, variable: 'SCOREPOINT_AGENT_PORT' },
    { port: settings.scoringPort, variable: 'SCOREPOINT_SCORING_PORT' },
  ]
  for (const { port, variable } of wanted) {
    // A dead launcher's studio and agent end within moments of it.
    const deadline = performance.now() + 3000
    for (;;) {
      if (await isPortFree(port)) break
      const holder = findPortHolder(port)
      if (port === settings.scoringPort && holder && isOfScoring(layout, holder.pid)) break
      if (performance.now() > deadline) {
        const who = holder ? `${holder.name} (process ${holder.pid})` : 'a process of another user'
        throw new Refusal(`Port ${port} is taken by ${who}. Stop it, or choose another port with ${variable}.`)
      }
      await pause(100)
    }
  }
}

async function whenReady(settings: LauncherSettings): Promise<void> {
  const answers = async (isReady: () => Promise<boolean>) => {
    while (!(await isReady())) await pause(50)
  }
  await Promise.all([answers(() => isStudioReady(settings.port)), answers(() => isAgentReady(settings.layout, settings.agentPort))])
}

function announce(settings: LauncherSettings): void {
  console.log(`\nScorepoint runs at ${settings.url}; data in ${settings.layout.home}\n`)
  // In the background the output is a file, and a code that opens the studio must not stand in one.
  if (process.argv.includes('--background')) return
  printSigninUrls(settings)
  console.log('\nEnter prints another address, Ctrl-C stops everything.')
  createInterface({ input: process.stdin }).on('line', () => printSigninUrls(settings))
}

function printSigninUrls(settings: LauncherSettings): void {
  const code = issueSigninCode(settings.layout.home)
  for (const origin of [settings.url, ...settings.origins])
    console.log(`  Sign in (once, within 10 minutes): ${origin}/signin#code=${code}`)
}

/** Within ten seconds, true when nothing is left: drain through the agent, end the studio beside it, then end by record what is left. */
async function stopEverything(settings: LauncherSettings, children: { agent: SupervisedChild; studio: SupervisedChild }): Promise<boolean> {
  const { agent, studio } = children
  agent.release()
  const studioGone = studio.stop('SIGTERM', launcherStop.studioMs)
  const deadline = performance.now() + launcherStop.agentMs
  const left = () => Math.max(0, deadline - performance.now())
  const asked =
    agent.pid() !== undefined &&
    (await Promise.race([askAgentToStop(settings.layout, settings.agentPort), pause(left()).then(() => false)]))
  const drained = asked && (await agent.ended(left()))
  let stopped = drained
  if (!drained) {
    await agent.stop('SIGKILL', launcherStop.killMs)
    stopped = await stopAll(settings)
    if (!stopped) console.error('scorepoint: models or the router may still run, and are being stopped; npm run down makes sure.')
  }
  if (!(await studioGone)) await studio.stop('SIGKILL', launcherStop.killMs)
  return stopped
}

/** Ends workers and router by their records, without an agent. Where no agent has ever run, nothing is started, nor made. */
async function stopAll(settings: LauncherSettings, limitMs: number = launcherStop.leftoversMs, flags: string[] = []): Promise<boolean> {
  if (!existsSync(settings.layout.agentDb)) return true
  const helper = spawn(process.execPath, [agentScript, '--stop-all', ...flags], {
    env: childEnvironment(process.env, settings),
    // Beyond the time that can be waited for, it goes on alone: ended, it would leave behind what it is to end.
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise<boolean>((resolve) => helper.once('exit', (code) => resolve(code === 0)))
  return Promise.race([ended, pause(limitMs).then(() => false)])
}

/** What was built in a container engine goes with the data; without an answer of the engine it stays there, and that is said. */
async function removeImages(settings: LauncherSettings): Promise<void> {
  if (await stopAll(settings, launcherStop.downMs, ['--remove-images'])) return
  console.error('scorepoint: images built in the container engine could not all be removed; docker images scorepoint-env lists them.')
}

async function signin(settings: LauncherSettings): Promise<number> {
  const living = livingLauncher(settings.layout)
  if (!living) throw new Refusal(`Scorepoint does not run in ${settings.layout.home}. Start it with npm start or npm run up.`)
  printSigninUrls({ ...settings, url: living.url })
  return 0
}

async function status(settings: LauncherSettings): Promise<number> {
  const living = livingLauncher(settings.layout)
  if (!living) throw new Refusal(`Scorepoint does not run in ${settings.layout.home}.`)
  const [studio, agent] = await Promise.all([isStudioReady(living.port), isAgentReady(settings.layout, living.agentPort)])
  const word = (ready: boolean) => (ready ? 'ready' : 'not ready')
  console.log(`launcher  process ${living.pid}, data in ${settings.layout.home}`)
  console.log(`studio    ${word(studio)}   ${living.url}`)
  console.log(`agent     ${word(agent)}   https://127.0.0.1:${living.agentPort}`)
  const holder = findPortHolder(living.scoringPort)
  const router = holder !== undefined && isOfScoring(settings.layout, holder.pid)
  const other = holder && !router ? `; the port is held by ${holder.name} (process ${holder.pid})` : ''
  console.log(`router    ${word(router)}   http://127.0.0.1:${living.scoringPort}${other}`)
  return studio && agent && router ? 0 : 1
}

async function down(settings: LauncherSettings): Promise<number> {
  const living = livingLauncher(settings.layout)
  if (!living) {
    // Nobody waits for this with a terminal to close: a busy machine gets the time it needs.
    if (!(await stopAll(settings, launcherStop.downMs)))
      throw new Refusal(
        `no launcher runs in ${settings.layout.home}, and the models and the router it may have left could not be stopped. The log of the agent, ${join(settings.layout.logs, 'agent.log')}, may say why.`,
      )
    console.log(`Scorepoint does not run in ${settings.layout.home}; nothing is left of it.`)
    return 0
  }
  process.kill(living.pid, 'SIGTERM')
  const deadline = performance.now() + 15_000
  while (isAlive(living)) {
    if (performance.now() > deadline) throw new Refusal(`Process ${living.pid} has not ended within 15 seconds.`)
    await pause(50)
  }
  if (!(await isPortFree(living.scoringPort)))
    throw new Refusal(`the launcher has ended, but port ${living.scoringPort} is still held. Run npm run down once more.`)
  console.log('Scorepoint has stopped.')
  return 0
}

/** The router, or the process that holds its port for it. */
function isOfScoring(layout: HomeLayout, pid: number): boolean {
  return pid === recordedPid(layout.routerInfo) || pid === recordedPid(layout.scoringPortInfo)
}

/** `npm run remove-everything [-- --backup FILE] [--yes]`: stops what runs, then deletes the data. */
async function removeEverything(settings: LauncherSettings): Promise<number> {
  const { layout } = settings
  const { backup, isConfirmed } = readRemoval(layout, process.argv.slice(3), process.env)
  if (!isConfirmed && !(await askBeforeRemoval(layout))) {
    console.log('Nothing was removed.')
    return 1
  }
  await down(settings)
  await removeImages(settings)
  if (backup !== undefined) writeLastBackup(layout, backup)
  await removeData(layout)
  return 0
}

function recordedPid(file: string): number | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof value === 'object' && value !== null && 'pid' in value && typeof value.pid === 'number' ? value.pid : undefined
  } catch {
    // No record: nothing of ours.
    return undefined
  }
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n')
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

await main()
