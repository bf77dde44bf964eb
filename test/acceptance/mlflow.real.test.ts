/** MLflow models without code: served by MLflow in the environment their own folder describes, with Azure's requests and answers. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeploymentContents } from '@/lib/contract/contents'
import { type AgentProcess, startAgent } from '../agent-process'
import { createEndpoint, deployLocal, setSplit } from '../deploy-folder'

const sample = join(import.meta.dirname, '..', '..', 'samples', 'mlflow-sklearn')
const request: unknown = JSON.parse(readFileSync(join(sample, 'sample-request.json'), 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'mlflow-'))
let agent: AgentProcess

/** The sample as it is, but with the MLflow that leaves out tracking and plotting: the same scoring from a third of the packages. */
function smallSample(): string {
  const model = join(folder, 'model')
  cpSync(join(sample, 'model'), model, { recursive: true })
  const conda = join(model, 'conda.yaml')
  writeFileSync(conda, readFileSync(conda, 'utf8').replace('- mlflow==', '- mlflow-skinny=='))
  return model
}

beforeAll(async () => {
  agent = await startAgent()
  await createEndpoint(agent, 'flow')
})
afterAll(async () => {
  await agent?.close()
  rmSync(folder, { recursive: true, force: true })
})

const rows = (...data: number[][]) => ({ input_data: { columns: ['age', 'bmi', 'bp'], data } })

it('deploys the folder alone, answers tables, and describes itself by the signature', async () => {
  const operation = await deployLocal(agent, { endpoint: 'flow', name: 'blue', model: smallSample(), modelType: 'mlflow_model' })
  expect(operation.explanation ?? operation.problem).toBeUndefined()
  const phase = (name: string) => operation.phases.find((one) => one.name === name)?.message
  expect(phase('Validate')).toMatch(/MLflow scoring \(sklearn\)/)
  expect(phase('ResolveEnvironment')).toMatch(/^conda\.yaml → Python 3\.11, 6 packages/)
  await setSplit(agent, 'flow', { blue: 100 })

  const answer = await agent.score('flow', request)
  expect(answer.status).toBe(200)
  expect((answer.json() as number[]).map(Math.round)).toEqual([211, 102])
  // Without an index, with whole numbers, and as bare rows.
  expect((await agent.score('flow', rows([0.038, 0.062, 0.022]))).json()).toEqual([(answer.json() as number[])[0]])
  expect((await agent.score('flow', rows([0, 0, 0]))).status).toBe(200)
  expect((await agent.score('flow', { input_data: [[0, 0, 0]] })).json()).toEqual((await agent.score('flow', rows([0, 0, 0]))).json())

  // What the model cannot use is its error; what the schema cannot read is the request's.
  const missing = await agent.score('flow', { input_data: { columns: ['age'], data: [[1]] } })
  expect([missing.status, missing.headers['ms-azureml-model-error-statuscode']]).toEqual([424, '500'])
  const noTable = await agent.score('flow', { data: [[1, 2, 3]] })
  expect([noTable.status, noTable.headers['ms-azureml-model-error-statuscode']]).toEqual([424, '400'])

  // The model says what it takes, also to a studio that never saw its folder.
  const contents = (await agent.call('GET', '/_scorepoint/endpoints/flow/deployments/blue/contents')).body as DeploymentContents
  const sampled = JSON.parse(contents.mlflow?.sampleRequest ?? 'null') as { input_data: { columns: string[] } }
  expect(sampled.input_data.columns).toEqual(['age', 'bmi', 'bp'])
  expect((await agent.score('flow', sampled)).status).toBe(200)

  const { scoringPort } = agent
  const swagger = await fetch(`http://127.0.0.1:${scoringPort}/api/v1/endpoint/flow/swagger.json`, {
    headers: { authorization: `Bearer ${await agent.key('flow')}` },
  })
  expect(swagger.status).toBe(200)
  const text = JSON.stringify(await swagger.json())
  expect(text).toContain('"columns":["age","bmi","bp"]')
  expect(text).toContain('pandas.DataFrame:split')
})

it('says what is missing instead of starting a model that cannot run', async () => {
  const without = join(folder, 'no-mlmodel')
  cpSync(join(sample, 'model'), without, { recursive: true })
  rmSync(join(without, 'MLmodel'))
  const refused = await deployLocal(agent, { endpoint: 'flow', name: 'green', model: without, modelType: 'mlflow_model' })
  expect(refused.problem).toMatchObject({ code: 'BadArgument', target: 'properties.model' })
  expect(refused.problem?.message).toContain('no MLmodel')

  const noPyfunc = join(folder, 'no-pyfunc')
  cpSync(join(sample, 'model'), noPyfunc, { recursive: true })
  writeFileSync(join(noPyfunc, 'MLmodel'), 'flavors:\n  sklearn:\n    pickled_model: model.pkl\n')
  const flavourless = await deployLocal(agent, { endpoint: 'flow', name: 'green', model: noPyfunc, modelType: 'mlflow_model' })
  expect(flavourless.problem?.message).toContain('no flavour python_function (it has sklearn)')
})
