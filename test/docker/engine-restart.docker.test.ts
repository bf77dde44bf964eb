import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Harness, startHarness } from '@/test/engine/harness'
import { until } from '@/test/until'
import { baseImage, ownEngine } from './test-engine'

let own: Awaited<ReturnType<typeof ownEngine>>
let harness: Harness
const script = `
import json, os, socket
def init():
    pass
def run(raw):
    return {"endpoint": os.environ["WHOSE"], "instance": socket.gethostname()}
`
const endpoints = ['one', 'two'] as const

beforeAll(async () => {
  own = await ownEngine()
  harness = await startHarness({ engine: () => own.engine }, { image: baseImage, script, deadlineMs: 10_000 })
  for (const name of endpoints) {
    const operation = await harness.deploy(name, {
      environmentId: 'azureml:image:1',
      environmentVariables: { WHOSE: name },
      requestSettings: { requestTimeout: 'PT20S' },
    })
    expect(operation).toMatchObject({ status: 'Succeeded' })
  }
})
afterAll(async () => {
  await harness?.control().shutdown(2000)
  await harness?.close()
  await own?.close()
})

const portOf = (endpoint: string) => harness.instance(endpoint)?.container?.hostPort
const isHealthy = (endpoint: string) => harness.control().status(endpoint).deployments[0]?.health === 'Healthy'

function load() {
  const seen = { answered: { one: 0, two: 0 }, refused: 0, misrouted: [] as string[] }
  let going = true
  const done = Promise.all(
    endpoints.flatMap((endpoint) =>
      [1, 2].map(async () => {
        while (going) {
          const answer = await harness.score(endpoint).catch(() => ({ status: 0, endpoint: undefined }))
          if (answer.status !== 200) {
            seen.refused += 1
            await new Promise((resolve) => setTimeout(resolve, 2))
          } else if (answer.endpoint === endpoint) seen.answered[endpoint] += 1
          else seen.misrouted.push(`${endpoint} was answered by ${answer.endpoint}`)
        }
      }),
    ),
  )
  return {
    seen,
    async end() {
      going = false
      await done
      return seen
    },
  }
}

async function answersAgain(seen: ReturnType<typeof load>['seen']): Promise<void> {
  const before = { ...seen.answered }
  await until(() => endpoints.every((endpoint) => seen.answered[endpoint] > before[endpoint] + 5), 'both answer again', 60_000)
}

it('converges after the engine was stopped and started with the host ports swapped between two endpoints, and misroutes nothing', async () => {
  const ids = endpoints.map((endpoint) => harness.instance(endpoint)?.container?.id ?? '')
  const ports = endpoints.map(portOf)
  const traffic = load()
  await answersAgain(traffic.seen)
  await own.stop()
  await until(() => endpoints.every((endpoint) => harness.instance(endpoint)?.state !== 'Ready'), 'nobody is in rotation')
  await own.start()
  // The engine gives ports away from the lowest on: whoever is started first gets the one that the other had.
  for (const id of ids.toReversed()) {
    await own.engine
      .ask((docker) => docker.getContainer(id).start())
      .catch((error: unknown) => expect(String(error)).toMatch(/404|409|304/))
  }
  await until(() => endpoints.every(isHealthy), 'both are healthy', 60_000)
  await answersAgain(traffic.seen)
  const seen = await traffic.end()
  console.log(`ports ${ports.join(' and ')} before, ${endpoints.map(portOf).join(' and ')} after; ${JSON.stringify(seen)}`)
  expect(seen.misrouted).toEqual([])
})

it('the same with an engine that is killed', async () => {
  const traffic = load()
  await answersAgain(traffic.seen)
  await own.kill()
  await until(() => endpoints.every((endpoint) => harness.instance(endpoint)?.state !== 'Ready'), 'nobody is in rotation')
  expect(harness.control().status('one').deployments[0]?.problem).toMatchObject({ code: 'RuntimeUnavailable' })
  await own.start()
  await until(() => endpoints.every(isHealthy), 'both are healthy', 60_000)
  await answersAgain(traffic.seen)
  expect((await traffic.end()).misrouted).toEqual([])
})

it('goes on while an engine hangs', async () => {
  const pid = own.pid()
  if (pid === undefined) throw new Error('the engine has no process')
  const traffic = load()
  process.kill(pid, 'SIGSTOP')
  try {
    await answersAgain(traffic.seen)
    expect(await traffic.end()).toMatchObject({ misrouted: [] })
  } finally {
    process.kill(pid, 'SIGCONT')
  }
})

it('a killed agent finds its containers, and they serve meanwhile', async () => {
  const ids = endpoints.map((endpoint) => harness.instance(endpoint)?.container?.id)
  const traffic = load()
  await answersAgain(traffic.seen)
  await harness.killAgent()
  await answersAgain(traffic.seen)
  await harness.startAgent()
  await answersAgain(traffic.seen)
  expect(endpoints.map((endpoint) => harness.instance(endpoint)?.container?.id)).toEqual(ids)
  expect((await traffic.end()).misrouted).toEqual([])
})
