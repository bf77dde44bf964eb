/** Ctrl-C while a model works on a request that takes far longer than a stop may: everything is gone in time. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import type { RouterReport } from '@/agent/router/table'
import { wholeStopMs } from '@/lib/domain/limits/stop-budgets'
import { eventually, testHome } from '../agent-process'
import { createEndpoint, deployLocal, setSplit } from '../deploy-folder'
import { agentOf, everyProcess } from './product-agent'
import { type Product, startProduct } from './start-product'

const root = join(import.meta.dirname, '..', '..')
const slow = join(root, 'samples', 'slow')
const built = existsSync(join(root, '.next', 'BUILD_ID'))
let product: Product | undefined
afterEach(() => product?.stop())

/** A product whose model works on a request of 40 s, and what became of that request. */
async function busyProduct(home: string): Promise<{ running: Product; answered: Promise<number | string> }> {
  const running = await startProduct({ home })
  product = running
  const agent = agentOf(running)
  await createEndpoint(agent, 'slow')
  const blue = await deployLocal(agent, {
    endpoint: 'slow',
    name: 'blue',
    code: join(slow, 'onlinescoring'),
    condaText: readFileSync(join(slow, 'environment', 'conda.yaml'), 'utf8'),
    properties: { environmentVariables: { SLEEP_SECONDS: '40' }, requestSettings: { requestTimeout: 'PT60S' } },
  })
  expect(blue.status).toBe('Succeeded')
  await setSplit(agent, 'slow', { blue: 100 })
  const answered = agent.score('slow', { data: [] }).then(
    ({ status }) => status,
    () => 'cut off',
  )
  await eventually('the request is with the worker', async () => {
    const { instances } = (await agent.call('GET', '/_scorepoint/router')).body as RouterReport
    return Object.values(instances).includes(1)
  })
  return { running, answered }
}

async function expectNothingLeft({ running, answered }: Awaited<ReturnType<typeof busyProduct>>): Promise<void> {
  const { code, ms } = await running.stop('keep')
  const left = everyProcess(running.home)
  expect({ code, left }).toEqual({ code: 0, left: [] })
  expect(ms).toBeLessThan(wholeStopMs)
  expect(await answered).not.toBe(200)
}

it.skipIf(!built)('leaves nothing ten seconds after SIGTERM, with a request of 40 s running', async () => {
  await expectNothingLeft(await busyProduct(testHome()))
})

it.skipIf(!built)('does so without the help of an agent that hangs, in a data folder too deep for the names of sockets', async () => {
  const busy = await busyProduct(testHome(Array.from({ length: 25 }, () => 'deep').join('/')))
  process.kill(agentOf(busy.running).pid(), 'SIGSTOP')
  await expectNothingLeft(busy)
})
