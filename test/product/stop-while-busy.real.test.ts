/** Ctrl-C while a model works on a request that takes far longer than a stop may: everything is gone in time. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { RouterReport } from '@/agent/router/table'
import { wholeStopMs } from '@/lib/domain/limits/stop-budgets'
import { eventually } from '../agent-process'
import { createEndpoint, deployLocal, setSplit } from '../deploy-folder'
import { agentOf, everyProcess } from './product-agent'
import { type Product, startProduct } from './start-product'

const root = join(import.meta.dirname, '..', '..')
const slow = join(root, 'samples', 'slow')
let product: Product | undefined
afterAll(() => product?.stop())

it.skipIf(!existsSync(join(root, '.next', 'BUILD_ID')))(
  'leaves nothing ten seconds after SIGTERM, with a request of 40 s running',
  async () => {
    product = await startProduct()
    const agent = agentOf(product)
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

    const { code, ms } = await product.stop('keep')
    const left = everyProcess(product.home)
    expect({ code, left }).toEqual({ code: 0, left: [] })
    expect(ms).toBeLessThan(wholeStopMs)
    expect(await answered).not.toBe(200)
    console.log(`stopped in ${Math.round(ms)} ms with a request running`)
  },
)
