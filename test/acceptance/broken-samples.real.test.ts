/** Each broken sample, deployed as it lies in the repository, fails with its true cause and place. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type AgentProcess, startAgent, testCache } from '../agent-process'
import { createEndpoint, deployLocal, setSplit } from '../deploy-folder'

const root = join(import.meta.dirname, '..', '..', 'samples', 'broken')
let agent: AgentProcess

beforeAll(async () => {
  agent = await startAgent()
  await createEndpoint(agent, 'broken')
})
afterAll(async () => {
  await agent?.close()
})

interface SampleYaml {
  instance_type: string
  readiness_probe?: { initial_delay: number; period: number; timeout: number; failure_threshold: number }
}

async function deploySample(name: string, by = agent) {
  const folder = join(root, name)
  const text = readFileSync(join(folder, 'deployment.yml'), 'utf8')
  const { instance_type: instanceType, readiness_probe: probe } = parse(text) as SampleYaml
  const model = join(folder, 'model')
  return deployLocal(by, {
    endpoint: 'broken',
    name,
    code: join(folder, 'onlinescoring'),
    condaText: readFileSync(join(folder, 'environment', 'conda.yaml'), 'utf8'),
    ...(existsSync(model) ? { model } : {}),
    properties: {
      instanceType,
      ...(probe
        ? {
            readinessProbe: {
              initialDelay: `PT${probe.initial_delay}S`,
              period: `PT${probe.period}S`,
              timeout: `PT${probe.timeout}S`,
              failureThreshold: probe.failure_threshold,
            },
          }
        : {}),
    },
  })
}

describe('broken samples', () => {
  it.each([
    ['init-raises', 'UserScriptInitFailed', 'init-raised', 'raise ValueError'],
    ['missing-module', 'UserScriptImportError', 'missing-module', 'import lightgbm'],
    ['syntax-error', 'UserScriptImportError', 'syntax-error', 'factor = float('],
    ['wrong-model-path', 'UserScriptInitFailed', 'wrong-model-path', 'with open('],
    ['hang', 'ResourceNotReady', 'hang', 'granted.wait()'],
    ['memory', 'ResourceNotReady', 'memory', undefined],
    ['killed', 'ResourceNotReady', 'killed', undefined],
  ])('%s', async (name, code, rule, source) => {
    const operation = await deploySample(name)
    expect(operation).toMatchObject({ status: 'Failed', problem: { code }, explanation: { code, rule } })
    if (source === undefined) return
    const lines = readFileSync(join(root, name, 'onlinescoring', 'score.py'), 'utf8').split('\n')
    expect(operation.explanation).toMatchObject({ file: 'score.py', line: lines.findIndex((line) => line.includes(source)) + 1 })
  })

  it('is told what will fail while its environment is still built', async () => {
    // Of its own, so that the environment is not there yet; what it is made of may be.
    const home = mkdtempSync(join(tmpdir(), 'sp-'))
    mkdirSync(join(testCache, 'cache'), { recursive: true })
    symlinkSync(join(testCache, 'cache'), join(home, 'cache'))
    const other = await startAgent({ home })
    try {
      await createEndpoint(other, 'broken')
      const { phases } = await deploySample('missing-module', other)
      expect(phases.find(({ name }) => name === 'BuildEnvironment')?.message).toMatch(
        /^built in .* · onlinescoring\/score\.py:\d+: lightgbm needs the package lightgbm/,
      )
    } finally {
      await other.close()
    }
  })

  it('run-raises', async () => {
    expect(await deploySample('run-raises')).toMatchObject({ status: 'Succeeded' })
    await setSplit(agent, 'broken', { 'run-raises': 100 })
    const answer = await agent.score('broken', JSON.parse(readFileSync(join(root, 'run-raises', 'sample-request.json'), 'utf8')))
    expect(answer.status).toBe(424)
    expect(answer.headers['ms-azureml-model-error-statuscode']).toBe('500')
  })
})
