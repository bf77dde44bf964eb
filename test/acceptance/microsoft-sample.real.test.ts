/** Microsoft's own sample model behind our score.py answers what Microsoft publishes. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { homeLayout } from '@/lib/domain/home-layout'
import { type AgentProcess, startAgent } from '../agent-process'
import { createEndpoint, deployLocal, setSplit } from '../deploy-folder'

const sample = join(import.meta.dirname, '../../../shared/fixtures/azureml-examples/cli/endpoints/online/model-1')
const missing = !existsSync(sample)
if (missing) console.log('skipped: the public azureml-examples fixtures are not beside this checkout')

describe.skipIf(missing)("Microsoft's model-1", () => {
  let agent: AgentProcess
  beforeAll(async () => {
    agent = await startAgent()
    await createEndpoint(agent, 'my-endpoint')
    const operation = await deployLocal(agent, {
      endpoint: 'my-endpoint',
      name: 'blue',
      model: join(sample, 'model'),
      code: join(import.meta.dirname, '../model-1/onlinescoring'),
      condaText: readFileSync(join(sample, 'environment/conda.yaml'), 'utf8'),
    })
    expect(operation.explanation ?? operation.problem).toBeUndefined()
    await setSplit(agent, 'my-endpoint', { blue: 100 })
  })
  afterAll(async () => {
    await agent?.close()
  })

  it('answers the published prediction through the official server', async () => {
    const answer = await agent.score('my-endpoint', readFileSync(join(sample, 'sample-request.json'), 'utf8'))
    expect(answer.status).toBe(200)
    // The last digit depends on the order in which the machine's BLAS adds up.
    const [first = 0, second = 0] = answer.json() as number[]
    expect(first).toBeCloseTo(11055.977245525677, 6)
    expect(second).toBeCloseTo(4503.079536107787, 6)
    expect(answer.headers['x-ms-server-version']).toMatch(/^azmlinfsrv\//)
  })

  it('equals an independent joblib prediction for three random inputs', async () => {
    const data = Array.from({ length: 3 }, () => Array.from({ length: 10 }, () => Math.round(Math.random() * 2_000 - 1_000) / 7))
    const environments = homeLayout(agent.home).env
    // Any built environment with scikit-learn will do: it is the same joblib, outside our server.
    const python = readdirSync(environments)
      .map((hash) => join(environments, hash, 'bin', 'python'))
      .find((path) => {
        try {
          execFileSync(path, ['-c', 'import sklearn, joblib'], { stdio: 'ignore' })
          return true
        } catch {
          // That environment has no scikit-learn.
          return false
        }
      })
    if (!python) throw new Error('no environment with scikit-learn was built')
    const source = 'import joblib,json,sys; print(json.dumps(joblib.load(sys.argv[1]).predict(json.loads(sys.argv[2])).tolist()))'
    const independent = JSON.parse(
      execFileSync(python, ['-W', 'ignore', '-c', source, join(sample, 'model/sklearn_regression_model.pkl'), JSON.stringify(data)], {
        encoding: 'utf8',
      }),
    ) as number[]
    const answer = (await agent.score('my-endpoint', { data })).json() as number[]
    expect(answer).toHaveLength(3)
    answer.forEach((value, index) => {
      expect(Math.abs(value - (independent[index] ?? Number.NaN)) / Math.max(1, Math.abs(value))).toBeLessThan(1e-9)
    })
  })
})
