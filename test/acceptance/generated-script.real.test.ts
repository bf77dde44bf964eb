/** A generated scoring script, deployed as it is, on a model whose files travel in an archive (azureml.unpack). */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tarGz } from '@/agent/staging/testing/archives'
import type { DeploymentContents } from '@/lib/contract/contents'
import { guessModel } from '@/lib/domain/scoring-script/model-kind'
import { pickledSklearnVersion } from '@/lib/domain/scoring-script/pickled-version'
import { generateScoringScript } from '@/lib/domain/scoring-script/scoring-script'
import { type AgentProcess, startAgent } from '../agent-process'
import { createEndpoint, deployLocal } from '../deploy-folder'

const pickle = readFileSync(join(import.meta.dirname, '..', '..', 'samples', 'mlflow-sklearn', 'model', 'model.pkl'))
const folder = mkdtempSync(join(tmpdir(), 'generated-'))
let agent: AgentProcess

beforeAll(async () => {
  agent = await startAgent()
  await createEndpoint(agent, 'made')
})
afterAll(async () => {
  await agent?.close()
  rmSync(folder, { recursive: true, force: true })
})

it('loads the unpacked model, answers, and describes its request', async () => {
  mkdirSync(join(folder, 'weights'))
  writeFileSync(join(folder, 'weights', 'packed.tar.gz'), tarGz([{ name: 'packed/model.pkl', content: pickle }]))
  const { kind, path } = guessModel(['weights/packed/model.pkl'])
  const packageVersion = pickledSklearnVersion(pickle)
  expect([kind, packageVersion]).toEqual(['sklearn', '1.7.0'])
  const made = generateScoringScript({ kind, path, schema: true, columns: 3, packageVersion: packageVersion ?? '' })
  mkdirSync(join(folder, 'onlinescoring'))
  writeFileSync(join(folder, 'onlinescoring', 'score.py'), made.script)

  const operation = await deployLocal(agent, {
    endpoint: 'made',
    name: 'blue',
    model: join(folder, 'weights'),
    modelProperties: { 'azureml.unpack': 'True' },
    code: join(folder, 'onlinescoring'),
    condaText: made.conda,
  })
  expect(operation.explanation ?? operation.problem).toBeUndefined()
  const headers = { 'azureml-model-deployment': 'blue' }
  const answer = await agent.score('made', { data: [[0.038, 0.062, 0.022]] }, headers)
  expect(answer.status).toBe(200)
  expect((answer.json() as { predictions: number[] }).predictions.map(Math.round)).toEqual([211])
  const swagger = await fetch(`http://127.0.0.1:${agent.scoringPort}/api/v1/endpoint/made/swagger.json`, {
    headers: { ...headers, authorization: `Bearer ${await agent.key('made')}` },
  })
  expect(JSON.stringify(await swagger.json())).toContain('"data":[[0,0,0]]')

  const contents = (await agent.call('GET', '/_scorepoint/endpoints/made/deployments/blue/contents')).body as DeploymentContents
  expect(contents.model).toMatchObject({ unpacked: true, files: [{ path: 'weights/packed/model.pkl', sizeBytes: pickle.length }] })
  expect(contents.model?.modelDir).toMatch(/azureml-models\/[0-9a-f]{32}\/1$/)
  expect(contents.code).toMatchObject({ folder: 'onlinescoring', scoringScript: 'score.py', hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(contents.environment).toMatchObject({ hash: operation.environmentHash, pythonVersion: expect.stringMatching(/^3\.11\./) })
  expect(contents.environment?.packages).toBeGreaterThan(10)
  expect(contents.environment?.installed).toMatchObject({
    'scikit-learn': packageVersion,
    'azureml-inference-server-http': expect.any(String),
  })
})
