/**
 * bench:deploy-official: time to the first score of both runtimes against the official SDK's own local mode, run here on the same image
 * (performance.md). That mode pulls its base image, so a registry on loopback serves it. Needs root (an engine and a registry of its own),
 * `npm run bundle` and, the first time, package indexes.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { finish, hasOption, optionValue, record, showGoal, showSpread, showTitle, spread } from '@/bench/report'
import { putEnvironmentVersion } from '@/lib/arm/assets'
import { type AgentProcess, eventually, freePort, operationOf, startAgent } from '@/test/agent-process'
import { ensurePythonClient } from '@/test/clients/python-clients'
import { connectionTo, createEndpoint, type LocalDeployment, putLocalDeployment } from '@/test/deploy-folder'
import { ownEngine } from '@/test/docker/test-engine'

const run = promisify(execFile)
const rounds = Number(optionValue('rounds') ?? (hasOption('quick') ? 1 : 3))
const sample = join(process.cwd(), 'samples/echo')
const body = readFileSync(join(sample, 'sample-request.json'), 'utf8')
const conda = readFileSync(join(sample, 'environment/conda.yaml'), 'utf8')
const limitMs = 120_000
const baseImage = 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest'
const release = 'azure-ai-ml-1.35.2'

/** Unix ms of the first 200, asked every 2 ms. */
async function firstScore(url: string, headers: Record<string, string> = {}): Promise<number> {
  const agent = new HttpAgent({ keepAlive: true })
  const deadline = Date.now() + limitMs
  const once = () =>
    new Promise<number>((resolve) => {
      const sent = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), ...headers }
      const request = httpRequest(url, { agent, method: 'POST', headers: sent }, (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode ?? 0))
      })
      // Nobody listens yet: ask again.
      request.on('error', () => resolve(0))
      request.end(body)
    })
  try {
    while ((await once()) !== 200) {
      if (Date.now() > deadline) throw new Error(`no score at ${url} within ${limitMs} ms`)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    return Date.now()
  } finally {
    agent.destroy()
  }
}

/** The official local mode below one Python process; why not, when it cannot run here. */
async function startOfficial(host: string, folder: string, image: string) {
  const python = await ensurePythonClient(join(process.cwd(), 'test/clients', `${release}.txt`))
  const packages = join(folder, 'docker-package')
  // The SDK names this package when its local mode is asked for; it is no dependency of its own.
  await run(python, ['-m', 'ensurepip', '--default-pip']).catch(() => undefined)
  await run(python, ['-m', 'pip', 'install', '--quiet', '--target', packages, 'docker==7.1.0'], { timeout: 120_000 })
  const child = spawn(python, [join(process.cwd(), 'bench/peers/official_local.py'), folder, image], {
    env: { ...process.env, DOCKER_HOST: host, HOME: folder, PYTHONPATH: packages },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const said: string[] = []
  child.stderr.on('data', (text) => said.push(String(text)))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  async function ask(command: string): Promise<{ began: number; returned: number; uri: string }> {
    child.stdin.write(`${command}\n`)
    const { value, done } = await lines.next()
    if (done) throw new Error(`the official local mode ended: ${said.join('').trim().split('\n').slice(-6).join('\n')}`)
    return JSON.parse(value)
  }
  return { ask, close: () => child.stdin.end() }
}

async function startRegistry(folder: string): Promise<{ port: number; child: ChildProcess }> {
  if (!existsSync('/usr/bin/docker-registry')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'docker-registry'], { env, timeout: 120_000 })
  }
  const port = await freePort()
  const config = join(folder, 'registry.yml')
  const storage = `storage: {filesystem: {rootdirectory: ${join(folder, 'registry')}}}`
  writeFileSync(config, `version: 0.1\nlog: {level: error}\n${storage}\nhttp: {addr: 127.0.0.1:${port}}\n`)
  const child = spawn('docker-registry', ['serve', config], { stdio: 'ignore' })
  await eventually('the registry', async () => (await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined))?.ok)
  return { port, child }
}

async function ours(agent: AgentProcess, deployment: LocalDeployment): Promise<number> {
  const key = await agent.key('bench')
  const began = Date.now()
  const operation = await putLocalDeployment(agent, deployment)
  const url = `http://127.0.0.1:${agent.scoringPort}/api/v1/endpoint/bench/score`
  const ms = (await firstScore(url, { authorization: `Bearer ${key}`, 'azureml-model-deployment': deployment.name })) - began
  await agent.ended(operation)
  await agent.ended(operationOf(await agent.call('DELETE', `onlineEndpoints/bench/deployments/${deployment.name}`)))
  return ms
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'o-'))
  cpSync(sample, folder, { recursive: true })
  mkdirSync(join(folder, 'model'), { recursive: true })
  writeFileSync(join(folder, 'model', 'weights.txt'), 'weights')
  const daemon = await ownEngine()
  const registry = await startRegistry(folder)
  const agents: AgentProcess[] = []
  let official: Awaited<ReturnType<typeof startOfficial>> | undefined
  try {
    const image = `127.0.0.1:${registry.port}/azureml/inference:1`
    const docker = await daemon.engine.docker()
    await docker.getImage(baseImage).tag({ repo: `127.0.0.1:${registry.port}/azureml/inference`, tag: '1' })
    const pushed = await docker.getImage(image).push({ authconfig: { username: '', password: '' } })
    await new Promise<void>((resolve, reject) =>
      docker.modem.followProgress(pushed, (error: Error | null) => (error ? reject(error) : resolve())),
    )
    official = await startOfficial(daemon.host, folder, image)

    const docker1 = await startAgent({ env: { DOCKER_HOST: daemon.host, SCOREPOINT_RUNTIME: 'docker' } })
    const fresh = await startAgent({ env: { SCOREPOINT_RUNTIME: 'process', SCOREPOINT_WARM_PARENT: 'off' } })
    const warm = await startAgent({ env: { SCOREPOINT_RUNTIME: 'process' } })
    agents.push(docker1, fresh, warm)
    for (const agent of agents) await createEndpoint(agent, 'bench')
    const properties = { image, osType: 'Linux' as const }
    const environmentId = await putEnvironmentVersion(connectionTo(docker1), 'official', '1', { properties })
    const local = (name: string): LocalDeployment => ({
      endpoint: 'bench',
      name,
      model: join(folder, 'model'),
      code: join(folder, 'onlinescoring'),
    })
    const inDocker = (name: string) => ({ ...local(name), properties: { environmentId } })
    const asProcess = (name: string) => ({ ...local(name), condaText: conda })

    const sides = {
      official: [] as number[],
      returned: [] as number[],
      docker: [] as number[],
      process: [] as number[],
      warm: [] as number[],
    }
    for (let round = 0; round <= rounds; round++) {
      const deployed = await official.ask('deploy')
      const officialMs = (await firstScore(deployed.uri.replace('localhost', '127.0.0.1'))) - deployed.began
      await official.ask('delete')
      const dockerMs = await ours(docker1, inDocker(`round-${round}`))
      const processMs = await ours(fresh, asProcess(`round-${round}`))
      const warmMs = await ours(warm, asProcess(`round-${round}`))
      // Makes images and environments, and the warm parent; thrown away.
      if (round === 0) {
        await ours(warm, asProcess('parent'))
        continue
      }
      sides.official.push(officialMs)
      sides.returned.push(deployed.returned - deployed.began)
      sides.docker.push(dockerMs)
      sides.process.push(processMs)
      sides.warm.push(warmMs)
    }
    showTitle('deploy-official', `sample=echo, ${release}, rounds=${rounds}`)
    console.log(
      `  official local mode     ${showSpread(sides.official)} ms to the first score (the call returned after ${showSpread(sides.returned)})`,
    )
    console.log(`  ours, Docker            ${showSpread(sides.docker)} ms, upload included`)
    console.log(`  ours, process           ${showSpread(sides.process)} ms, upload included`)
    console.log(`  ours, warm parent       ${showSpread(sides.warm)} ms, upload included`)
    const ratio = (values: readonly number[]) => spread(values).median / spread(sides.official).median
    showGoal({ name: 'Docker / official', got: ratio(sides.docker), atMost: 1 / 10 })
    showGoal({ name: 'process / official', got: ratio(sides.process), atMost: 1 / 20 })
    showGoal({ name: 'warm parent / official', got: ratio(sides.warm), atMost: 1 / 150 })
    record('deploy-official', sides)
  } finally {
    official?.close()
    await Promise.all(agents.map((agent) => agent.close()))
    registry.child.kill()
    await daemon.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

main()
  .catch((error: unknown) => {
    console.error(error)
    process.exitCode = 1
  })
  .finally(finish)
