/**
 * bench:deploy-docker: time from the accepted PUT to the first 200 through the router, the image present, against `docker run` by hand of
 * the same image with the same volumes, command, limits and variables (by the engine's API, so no command line starts); and what a
 * deployment costs whose image did not change. Needs root (an engine of its own) or SCOREPOINT_TEST_DOCKER_HOST, and `npm run bundle`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Dockerode from 'dockerode'
import { createEngine, type Engine } from '@/agent/runtimes/docker/engine'
import { finish, hasOption, optionValue, record, showGoal, showSpread, showTitle, spread } from '@/bench/report'
import { putEnvironmentVersion } from '@/lib/arm/assets'
import { readLocalTree } from '@/lib/arm/local-files'
import { uploadTree } from '@/lib/arm/upload'
import type { OperationView } from '@/lib/contract/scorepoint'
import { type AgentProcess, eventually, operationOf, startAgent } from '@/test/agent-process'
import { connectionTo, createEndpoint, deployLocal, putLocalDeployment } from '@/test/deploy-folder'
import { baseImage, ownEngine } from '@/test/docker/test-engine'

const rounds = Number(optionValue('rounds') ?? (hasOption('quick') ? 3 : 7))
const limitMs = 60_000
/** Between two questions for the first score. Asked every 2 ms, the router alone took a fifth of a core from the start it was asked about. */
const askEveryMs = 10
const source = mkdtempSync(join(tmpdir(), 'sp-bench-docker-'))
const [code, model, context] = ['code', 'model', 'context'].map((name) => join(source, name)) as [string, string, string]
const score = 'import json\ndef init():\n    pass\ndef run(raw):\n    return {"sent": json.loads(raw)}\n'

async function firstScore(port: number, path: string, headers: Record<string, string>): Promise<number> {
  const agent = new Agent({ keepAlive: true })
  const began = performance.now()
  const once = () =>
    new Promise<number>((resolve) => {
      const sent = { 'content-type': 'application/json', 'content-length': '2', ...headers }
      const request = httpRequest({ port, host: '127.0.0.1', agent, method: 'POST', path, headers: sent }, (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode ?? 0))
      })
      // Nobody listens yet: ask again.
      request.on('error', () => resolve(0))
      request.end('{}')
    })
  try {
    while ((await once()) !== 200) {
      if (performance.now() - began > limitMs) throw new Error(`no score within ${limitMs} ms`)
      await new Promise((resolve) => setTimeout(resolve, askEveryMs))
    }
    return performance.now()
  } finally {
    agent.destroy()
  }
}

/** What `docker run` does: create, start, and then whoever asks. The volumes are those of a deployment that runs. */
async function byHand(engine: Engine, body: Dockerode.ContainerCreateOptions): Promise<number> {
  const docker = await engine.docker()
  const began = performance.now()
  const container = await docker.createContainer(body)
  try {
    await container.start()
    const { NetworkSettings } = await container.inspect()
    const port = Number(NetworkSettings.Ports['5001/tcp']?.[0]?.HostPort)
    return (await firstScore(port, '/score', {})) - began
  } finally {
    await container.remove({ force: true })
  }
}

async function ours(
  agent: AgentProcess,
  key: string,
  name: string,
  environmentId: string,
): Promise<{ ms: number; operation: OperationView }> {
  const began = performance.now()
  const operationId = await putLocalDeployment(agent, { endpoint: 'bench', name, code, model, properties: { environmentId } })
  const accepted = performance.now()
  const headers = { authorization: `Bearer ${key}`, 'azureml-model-deployment': name }
  const ms = (await firstScore(agent.scoringPort, '/api/v1/endpoint/bench/score', headers)) - accepted
  const operation = await agent.ended(operationId)
  if (operation.status !== 'Succeeded') throw new Error(`not deployed: ${operation.problem?.message} after ${performance.now() - began} ms`)
  return { ms, operation }
}

/** A `docker build` of the same Dockerfile that finds every step in the cache. */
async function cachedBuild(engine: Engine): Promise<number> {
  const docker = await engine.docker()
  const began = performance.now()
  const stream = await docker.buildImage({ context, src: ['Dockerfile'] }, { t: 'scorepoint-bench-hand', version: '2' })
  await new Promise<void>((resolve, reject) => docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve())))
  return performance.now() - began
}

const phaseMs = ({ phases }: OperationView, name: string): number => {
  const phase = phases.find((one) => one.name === name)
  return phase?.startedAt && phase.endedAt ? Date.parse(phase.endedAt) - Date.parse(phase.startedAt) : Number.NaN
}

function showPhases(operations: readonly OperationView[]): void {
  const names = operations[0]?.phases.map((phase) => phase.name) ?? []
  const shown = names.map((name) => {
    const times = operations.map((operation) => phaseMs(operation, name)).filter((ms) => !Number.isNaN(ms))
    return `${name} ${spread(times).median.toFixed(0)}`
  })
  console.log(`  phases, median ms: ${shown.join(', ')}`)
}

async function main(): Promise<void> {
  for (const folder of [code, model, context]) mkdirSync(folder)
  writeFileSync(join(code, 'score.py'), score)
  writeFileSync(join(model, 'weights.bin'), Buffer.alloc(1024 * 1024, 7))
  writeFileSync(join(context, 'Dockerfile'), `FROM ${baseImage}\nRUN echo built > /built\n`)
  const host = process.env.SCOREPOINT_TEST_DOCKER_HOST
  const own = host ? undefined : await ownEngine()
  const dockerHost = host ?? own?.host ?? ''
  const engine = createEngine({ ...process.env, DOCKER_HOST: dockerHost })
  const agent = await startAgent({ env: { SCOREPOINT_RUNTIME: 'docker', DOCKER_HOST: dockerHost } })
  try {
    await createEndpoint(agent, 'bench')
    const key = await agent.key('bench')
    const connection = connectionTo(agent)
    const uploaded = await uploadTree(connection, await readLocalTree(context))
    const environmentId = await putEnvironmentVersion(connection, 'bench', '1', {
      properties: { build: { contextUri: uploaded.blobUri, dockerfilePath: 'Dockerfile' }, osType: 'Linux' },
    })
    const first = await deployLocal(agent, { endpoint: 'bench', name: 'stays', code, model, properties: { environmentId } })
    if (first.status !== 'Succeeded') throw new Error(`the sample did not deploy: ${first.problem?.message}`)
    const running = (await agent.status('bench')).deployments[0]?.instances[0]?.container
    const docker = await engine.docker()
    const seen = await docker.getContainer(running?.id ?? '').inspect()
    const hand: Dockerode.ContainerCreateOptions = {
      Image: seen.Image,
      ...(seen.Config.Cmd ? { Cmd: seen.Config.Cmd } : {}),
      Env: seen.Config.Env,
      ExposedPorts: { '5001/tcp': {} },
      HostConfig: {
        Init: true,
        NanoCpus: seen.HostConfig.NanoCpus ?? 0,
        Memory: seen.HostConfig.Memory ?? 0,
        Mounts: seen.HostConfig.Mounts ?? [],
        PortBindings: { '5001/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
      },
    }
    const sides = { hand: [] as number[], ours: [] as number[], cached: [] as number[] }
    const operations: OperationView[] = []
    async function oneOfOurs(round: number): Promise<void> {
      const { ms, operation } = await ours(agent, key, `round-${round}`, environmentId)
      await agent.ended(operationOf(await agent.call('DELETE', `onlineEndpoints/bench/deployments/round-${round}`)))
      await eventually('only the first is left', async () => (await agent.status('bench')).deployments.length === 1)
      sides.ours.push(ms)
      operations.push(operation)
    }
    for (let round = 0; round <= rounds; round++) {
      writeFileSync(join(code, 'score.py'), `${score}# round ${round}\n`)
      // Each is first as often as the other: both end with containers that are taken down.
      if (round % 2 === 1) await oneOfOurs(round)
      sides.hand.push(await byHand(engine, hand))
      if (round % 2 === 0) await oneOfOurs(round)
      sides.cached.push(await cachedBuild(engine))
      if (round > 0) continue
      for (const list of [...Object.values(sides), operations]) list.length = 0
    }
    const isReused = ({ phases }: OperationView) =>
      phases.find((phase) => phase.name === 'BuildEnvironment')?.notes?.some((note) => note.code === 'reused') === true
    const builds = operations.filter((one) => !isReused(one)).length
    showTitle('deploy-docker', `image=stand-in model=1 MiB rounds=${rounds}`)
    console.log(`  docker run     ${showSpread(sides.hand)} ms to the first score`)
    console.log(`  ours           ${showSpread(sides.ours)} ms to the first score through the router`)
    showPhases(operations)
    console.log(`  docker build   ${showSpread(sides.cached)} ms with every step cached`)
    showGoal({ name: 'TTFS / docker run by hand', got: spread(sides.ours).median / spread(sides.hand).median, atMost: 1.05 })
    const unchanged = spread(operations.map((operation) => phaseMs(operation, 'BuildEnvironment'))).median
    showGoal({ name: 'unchanged image / cached docker build', got: unchanged / spread(sides.cached).median, atMost: 0.1 })
    showGoal({ name: 'image builds when code changes alone', got: builds, atMost: 0, budget: true })
    record('deploy-docker', { ...sides, builds })
  } finally {
    await agent.close()
    await own?.close()
    rmSync(source, { recursive: true, force: true })
  }
}

main()
  .catch((error: unknown) => {
    console.error(error)
    process.exitCode = 1
  })
  .finally(finish)
