/**
 * bench:deploy-process: time from the accepted PUT to the first 200 through the router, against the official server started by hand
 * with the same script, model and environment. Needs `npm run bundle` and, the first time, a package index.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finish, hasOption, optionValue, record, showGoal, showSpread, showTitle, spread } from '@/bench/report'
import type { OperationView } from '@/lib/contract/scorepoint'
import { type AgentProcess, operationOf, startAgent } from '@/test/agent-process'
import { createEndpoint, deployLocal, type LocalDeployment, putLocalDeployment } from '@/test/deploy-folder'

const sample = join(process.cwd(), 'samples/diabetes-regression')
const body = readFileSync(join(sample, 'sample-request.json'), 'utf8')
const rounds = Number(optionValue('rounds') ?? (hasOption('quick') ? 3 : 7))
const pollMs = 2
const limitMs = 60_000

interface Target {
  agent: Agent
  where: { port: number; host: string } | { socketPath: string }
  path: string
  headers: Record<string, string>
}

function scoreOnce({ agent, where, path, headers }: Target): Promise<number> {
  return new Promise((resolve) => {
    const sent = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), ...headers }
    const request = httpRequest({ ...where, agent, method: 'POST', path, headers: sent }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    // Nobody listens yet: ask again.
    request.on('error', () => resolve(0))
    request.end(body)
  })
}

/** Milliseconds until the first 200, asked every 2 ms. */
async function firstScore(target: Target): Promise<number> {
  const began = performance.now()
  for (;;) {
    if ((await scoreOnce(target)) === 200) return performance.now() - began
    if (performance.now() - began > limitMs) throw new Error(`no score within ${limitMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

function localDeployment(name: string): LocalDeployment {
  const condaText = readFileSync(join(sample, 'environment/conda.yaml'), 'utf8')
  return { endpoint: 'bench', name, model: join(sample, 'model-blue'), code: join(sample, 'onlinescoring'), condaText }
}

/** The interpreter the running worker was started with, and the model folder it was given. */
function workerFacts(home: string): { python: string; modelDir: string } {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const words = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0')
      const python = words[0] ?? ''
      const variables = readFileSync(`/proc/${entry}/environ`, 'utf8').split('\0')
      const modelDir = variables.find((variable) => variable.startsWith(`AZUREML_MODEL_DIR=${home}`))?.slice('AZUREML_MODEL_DIR='.length)
      if (/\/env\/[0-9a-f]+\/bin\/python/.test(python) && modelDir !== undefined) return { python, modelDir }
    } catch {
      // Ended meanwhile, or not ours to read.
    }
  }
  throw new Error('no worker of the deployment was found')
}

async function bareScore({ python, modelDir }: { python: string; modelDir: string }): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'sp-bare-'))
  const socketPath = join(directory, 's')
  const app = 'azureml_inference_server_http.server.entry:app'
  const appRoot = join(sample, 'onlinescoring')
  const own = { AZUREML_ENTRY_SCRIPT: 'score.py', AML_APP_ROOT: appRoot, AZUREML_MODEL_DIR: modelDir, PYTHONDONTWRITEBYTECODE: '1' }
  const began = performance.now()
  const child: ChildProcess = spawn(python, ['-m', 'gunicorn', '--bind', `unix:${socketPath}`, '--timeout', '0', app], {
    cwd: appRoot,
    env: { ...process.env, ...own },
    stdio: 'ignore',
  })
  try {
    await firstScore({ agent: new Agent(), where: { socketPath }, path: '/score', headers: {} })
    return performance.now() - began
  } finally {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
    rmSync(directory, { recursive: true, force: true })
  }
}

async function ourScore(agent: AgentProcess, name: string): Promise<{ ms: number; operation: OperationView }> {
  const key = await agent.key('bench')
  const operationId = await putLocalDeployment(agent, localDeployment(name))
  const connection = new Agent({ keepAlive: true })
  const headers = { authorization: `Bearer ${key}`, 'azureml-model-deployment': name }
  const where = { port: agent.scoringPort, host: '127.0.0.1' }
  const ms = await firstScore({ agent: connection, where, path: '/api/v1/endpoint/bench/score', headers })
  connection.destroy()
  const operation = await agent.ended(operationId)
  await agent.ended(operationOf(await agent.call('DELETE', `onlineEndpoints/bench/deployments/${name}`)))
  return { ms, operation }
}

function showPhases(operations: readonly OperationView[]): void {
  const names = operations[0]?.phases.map((phase) => phase.name) ?? []
  const shown = names.map((name) => {
    const times = operations.flatMap(({ phases }) => {
      const phase = phases.find((one) => one.name === name)
      return phase?.startedAt !== undefined && phase.endedAt !== undefined ? [Date.parse(phase.endedAt) - Date.parse(phase.startedAt)] : []
    })
    return `${name} ${spread(times).median.toFixed(0)}`
  })
  console.log(`  phases, median ms: ${shown.join(', ')}`)
}

/** Deploys until an instance was forked: the parent is made after the first one is ready. */
async function waitForParent(agent: AgentProcess): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const { operation } = await ourScore(agent, `parent-${attempt}`)
    if (operation.phases.some((phase) => phase.message?.includes('forked from the warm parent'))) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error('no instance was forked from a warm parent')
}

async function main(): Promise<void> {
  const cold = await startAgent({ env: { SCOREPOINT_WARM_PARENT: 'off' } })
  const warm = await startAgent()
  try {
    for (const agent of [cold, warm]) await createEndpoint(agent, 'bench')
    const first = await deployLocal(cold, localDeployment('warm-up'))
    if (first.status !== 'Succeeded') throw new Error(`the sample did not deploy: ${first.explanation?.cause ?? first.problem?.message}`)
    const facts = workerFacts(cold.home)
    await waitForParent(warm)
    const sides = { ours: [] as number[], forked: [] as number[], bare: [] as number[] }
    const operations = { fresh: [] as OperationView[], forked: [] as OperationView[] }
    for (let round = 0; round <= rounds; round++) {
      const bareMs = await bareScore(facts)
      const fresh = await ourScore(cold, `round-${round}`)
      const forked = await ourScore(warm, `round-${round}`)
      if (round === 0) continue
      sides.bare.push(bareMs)
      sides.ours.push(fresh.ms)
      sides.forked.push(forked.ms)
      operations.fresh.push(fresh.operation)
      operations.forked.push(forked.operation)
    }
    showTitle('deploy-process', `sample=diabetes-regression rounds=${rounds}`)
    console.log(`  bare server    ${showSpread(sides.bare)} ms to the first score`)
    console.log(`  ours, fresh    ${showSpread(sides.ours)} ms to the first score through the router`)
    showPhases(operations.fresh)
    console.log(`  ours, forked   ${showSpread(sides.forked)} ms to the first score through the router`)
    showPhases(operations.forked)
    showGoal({ name: 'TTFS / bare server', got: spread(sides.ours).median / spread(sides.bare).median, atMost: 1.1 })
    showGoal({ name: 'TTFS from the warm parent / bare server', got: spread(sides.forked).median / spread(sides.bare).median, atMost: 0.1 })
    showGoal({
      name: 'own share, ms (median of differences within a round)',
      got: spread(sides.ours.map((ms, i) => ms - (sides.bare[i] ?? 0))).median,
      atMost: 40,
    })
    record('deploy-process', sides)
  } finally {
    await Promise.all([cold.close(), warm.close()])
  }
}

main()
  .catch((error: unknown) => {
    console.error(error)
    process.exitCode = 1
  })
  .finally(finish)
