/**
 * bench:reload: time from saving score.py to the first answer of the new code at 50 requests a second, with watching on; against the
 * official server started by hand and reloaded with SIGHUP (performance.md). Needs `npm run bundle` and, the first time, a package index.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { finish, hasOption, optionValue, record, showGoal, showSpread, showTitle, spread } from '@/bench/report'
import type { OperationView } from '@/lib/contract/scorepoint'
import { homeLayout } from '@/lib/domain/home-layout'
import { codeSourceViews, stopCodeWatch, switchCodeWatch } from '@/lib/server/code-watch'
import { deployJob, startDeployJob } from '@/lib/server/deploy-job'
import { applyMigrations } from '@/server/migrations'
import { type AgentProcess, eventually, startAgent } from '@/test/agent-process'
import { createEndpoint, setSplit } from '@/test/deploy-folder'
import { type LoadTarget, type SteadyAnswer, startSteadyLoad } from '@/test/steady-load'

const sample = join(process.cwd(), 'samples/diabetes-regression')
const body = readFileSync(join(sample, 'sample-request.json'), 'utf8')
const rounds = Number(optionValue('rounds') ?? (hasOption('quick') ? 3 : 7))
const endpoint = 'bench'
const perSecond = 50
const limitMs = 30_000

interface Side {
  target: LoadTarget
  scoreFile: string
  /** Tells the side that the file was saved, where it does not see that itself. */
  saved(): void
  /** Resolves when the side is at rest again. */
  settled(): Promise<void>
}

interface Round {
  /** Unix ms of the save. */
  savedAt: number
  ms: number
  failed: number
  /** Old answers to requests that were sent after a new answer had come. */
  old: number
}

const original = readFileSync(join(sample, 'onlinescoring', 'score.py'), 'utf8')

/** The sample's script, answering with a mark beside the prediction. */
const marked = (mark: string) =>
  `${original}\n\n_predict = run\n\n\ndef run(raw_data):\n    return {"mark": "${mark}", "result": _predict(raw_data)}\n`

function save(file: string, text: string): number {
  writeFileSync(`${file}.partial`, text)
  renameSync(`${file}.partial`, file)
  return performance.now()
}

async function reloadOnce(side: Side, mark: string): Promise<Round> {
  const load = startSteadyLoad({ ...side.target, perSecond, body })
  const isNew = (answer: SteadyAnswer) => answer.text.includes(`"${mark}"`) || answer.text.includes(`\\"${mark}\\"`)
  try {
    // Not in step with the requests: the first new answer waits for the next of them, half their distance on average.
    await delay(300 + (Math.random() * 1000) / perSecond)
    const savedAt = save(side.scoreFile, marked(mark))
    const savedClock = Date.now()
    side.saved()
    await eventually(`${mark} answers`, () => load.answers.some(isNew), limitMs)
    await delay(300)
    const answers = await load.stop()
    const firstNew = Math.min(...answers.filter(isNew).map(({ endedAt }) => endedAt))
    return {
      savedAt: savedClock,
      ms: firstNew - savedAt,
      failed: answers.filter(({ status }) => status !== 200).length,
      old: answers.filter((answer) => answer.sentAt > firstNew && answer.status === 200 && !isNew(answer)).length,
    }
  } finally {
    await load.stop()
    await side.settled()
  }
}

/** The official server on a Unix socket, its threads of workers as it ships; SIGHUP makes its supervisor replace the worker. */
async function bareSide(facts: { python: string; modelDir: string }, folder: string): Promise<Side & { close(): Promise<void> }> {
  const socketPath = join(folder, 's')
  const appRoot = join(folder, 'onlinescoring')
  const own = { AZUREML_ENTRY_SCRIPT: 'score.py', AML_APP_ROOT: appRoot, AZUREML_MODEL_DIR: facts.modelDir, PYTHONDONTWRITEBYTECODE: '1' }
  const app = 'azureml_inference_server_http.server.entry:app'
  const child: ChildProcess = spawn(facts.python, ['-m', 'gunicorn', '--bind', `unix:${socketPath}`, '--timeout', '0', app], {
    cwd: appRoot,
    env: { ...process.env, ...own },
    stdio: 'ignore',
  })
  const target = { where: { socketPath }, path: '/score', headers: {} }
  await eventually('the bare server answers', async () => {
    const load = startSteadyLoad({ ...target, perSecond, body })
    await delay(100)
    return (await load.stop()).some(({ status }) => status === 200)
  })
  return {
    target,
    scoreFile: join(appRoot, 'score.py'),
    saved: () => void child.kill('SIGHUP'),
    settled: async () => undefined,
    async close() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function ourSide(agent: AgentProcess, folder: string): Promise<Side> {
  process.env.SCOREPOINT_HOME = agent.home
  process.env.SCOREPOINT_AGENT_PORT = String(agent.agentPort)
  process.env.SCOREPOINT_START_DIR = folder
  applyMigrations(homeLayout(agent.home).studioDb)
  await createEndpoint(agent, endpoint)
  const yaml = readFileSync(join(sample, 'blue-deployment.yml'), 'utf8')
    .replace(/^endpoint_name: .*/m, `endpoint_name: ${endpoint}`)
    .concat('\nrequest_settings:\n  max_concurrent_requests_per_instance: 100\n  max_queue_wait_ms: 5000\n')
  const job = await startDeployJob({
    clientRequestId: 'bench-reload',
    endpoint,
    deployment: 'blue',
    deploymentYaml: yaml,
    baseDir: folder,
    sendAllTraffic: false,
  })
  await eventually('the deployment is made', async () => (await deployJob(job.id))?.state === 'Succeeded', 240_000)
  await setSplit(agent, endpoint, { blue: 100 })
  await switchCodeWatch(endpoint, 'blue', true)
  const headers = { authorization: `Bearer ${await agent.key(endpoint)}` }
  const isAtRest = () => codeSourceViews(endpoint).every((source) => !source.isRedeploying && source.changed === undefined)
  return {
    target: { where: { host: '127.0.0.1', port: agent.scoringPort }, path: `/api/v1/endpoint/${endpoint}/score`, headers },
    scoreFile: join(folder, 'onlinescoring', 'score.py'),
    saved: () => undefined,
    settled: async () => {
      await eventually('the watch is at rest', isAtRest)
      // The environment's warm parent is made a moment after an instance is ready.
      await delay(500)
    },
  }
}

/** The interpreter of the deployment's environment and the model folder its worker was given. */
async function workerFacts(agent: AgentProcess): Promise<{ python: string; modelDir: string }> {
  const id = (await agent.status(endpoint)).deployments[0]?.instances[0]?.id ?? ''
  const { spec } = JSON.parse(readFileSync(join(agent.home, 'run', 'instances', `${id}.json`), 'utf8')) as {
    spec: { python: string; modelDir: string }
  }
  const kept = mkdtempSync(join(tmpdir(), 'sp-model-'))
  cpSync(spec.modelDir, kept, { recursive: true })
  return { python: spec.python, modelDir: kept }
}

/** Where the time of the watched side went: until the change was accepted, each phase, and after the routing table was live. */
async function showShares(agent: AgentProcess, rounds: readonly Round[]): Promise<void> {
  const operations = (await agent.call('GET', `/_scorepoint/operations?endpoint=${endpoint}&deployment=blue&limit=100`))
    .body as OperationView[]
  const shares = new Map<string, number[]>()
  const note = (name: string, ms: number) => shares.set(name, [...(shares.get(name) ?? []), ms])
  for (const { savedAt, ms } of rounds) {
    const operation = operations.filter((one) => Date.parse(one.startedAt) >= savedAt).at(-1)
    if (!operation) continue
    note('noticed and sent', Date.parse(operation.startedAt) - savedAt)
    let before = Date.parse(operation.startedAt)
    for (const phase of operation.phases) {
      const endedAt = Date.parse(phase.endedAt ?? operation.startedAt)
      note(phase.name, endedAt - before)
      before = endedAt
    }
    note('first answer', savedAt + ms - before)
  }
  console.log(
    `  shares of the watched side, median ms: ${[...shares].map(([name, values]) => `${name} ${spread(values).median.toFixed(0)}`).join(', ')}`,
  )
}

function copyOfSample(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sp-reload-')))
  cpSync(sample, folder, { recursive: true })
  return folder
}

async function main(): Promise<void> {
  const agent = await startAgent()
  const folders = [copyOfSample(), copyOfSample()]
  const [ourFolder = '', bareFolder = ''] = folders
  try {
    const ours = await ourSide(agent, ourFolder)
    const facts = await workerFacts(agent)
    folders.push(facts.modelDir)
    const bare = await bareSide(facts, bareFolder)
    const results = { ours: [] as Round[], bare: [] as Round[] }
    try {
      for (let round = -1; round < rounds; round++) {
        const ourRound = await reloadOnce(ours, `ours-${round}`)
        const bareRound = await reloadOnce(bare, `bare-${round}`)
        // The first one makes the warm parent.
        if (round < 0) continue
        results.ours.push(ourRound)
        results.bare.push(bareRound)
      }
    } finally {
      await bare.close()
    }
    const times = { ours: results.ours.map(({ ms }) => ms), bare: results.bare.map(({ ms }) => ms) }
    const sum = (side: Round[], field: 'failed' | 'old') => side.reduce((total, round) => total + round[field], 0)
    showTitle('reload', `sample=diabetes-regression rate=${perSecond}/s rounds=${rounds}`)
    for (const [name, side] of [
      ['bare, SIGHUP ', 'bare'],
      ['ours, watched', 'ours'],
    ] as const) {
      const [failed, old] = [sum(results[side], 'failed'), sum(results[side], 'old')]
      console.log(`  ${name}  ${showSpread(times[side])} ms from save to new answer   failed ${failed}   old after new ${old}`)
    }
    await showShares(agent, results.ours)
    showGoal({ name: 'reload / SIGHUP', got: spread(times.ours).median / spread(times.bare).median, atMost: 0.1 })
    showGoal({ name: 'failed requests', got: sum(results.ours, 'failed'), atMost: 0, budget: true })
    showGoal({ name: 'old answers after the first new one', got: sum(results.ours, 'old'), atMost: 0, budget: true })
    record('reload', results)
  } finally {
    await stopCodeWatch()
    await agent.close()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
}

main()
  .catch((error: unknown) => {
    console.error(error)
    process.exitCode = 1
  })
  .finally(() => {
    finish()
    // The database client keeps the process alive.
    process.exit()
  })
