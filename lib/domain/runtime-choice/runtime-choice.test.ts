import { describe, expect, test } from 'vitest'
import { askedRuntime, chooseRuntime, factsOfEnvironment, factsOfYaml, type RuntimeFacts } from '@/lib/domain/runtime-choice/runtime-choice'

const image: RuntimeFacts = { hasBuild: false, hasInferenceConfig: false, hasCondaFile: false, isFromModel: false }
const conda = { ...image, hasCondaFile: true }

describe('without a word of the person', () => {
  test.each([
    ['a Dockerfile', { ...image, hasBuild: true }, 'docker', 'build'],
    ['a server of its own, also with a conda file', { ...conda, hasInferenceConfig: true }, 'docker', 'inferenceConfig'],
    ['an image alone', image, 'docker', 'image'],
    ['a conda file', conda, 'process', 'conda'],
    ['an MLflow model without environment', { ...image, isFromModel: true }, 'process', 'model'],
  ] as const)('%s decides', (_name, facts, runtime, reason) => {
    expect(chooseRuntime(facts)).toEqual({ runtime, reason })
  })
})

test('the property goes before everything', () => {
  expect(chooseRuntime({ ...conda, asked: 'docker' })).toEqual({ runtime: 'docker', reason: 'property' })
  expect(chooseRuntime({ ...conda, asked: 'process', setting: 'docker' })).toEqual({ runtime: 'process', reason: 'property' })
})

test('a setting of the agent goes before the rule', () => {
  expect(chooseRuntime({ ...conda, setting: 'docker' })).toEqual({ runtime: 'docker', reason: 'setting' })
})

test('a process for what needs a container is a conflict, named by what needs it', () => {
  expect(chooseRuntime({ ...image, hasBuild: true, asked: 'process' })).toMatchObject({ runtime: 'process', conflict: 'build' })
  expect(chooseRuntime({ ...image, setting: 'process' })).toMatchObject({ runtime: 'process', conflict: 'image' })
})

test('the property is read without regard to case; other words count as absent', () => {
  expect(askedRuntime(' Docker ')).toBe('docker')
  expect(askedRuntime('podman')).toBeUndefined()
  expect(askedRuntime(true)).toBeUndefined()
})

test('a file and a registered environment tell the same facts', () => {
  const routes = { livenessRoute: { path: '/', port: 1 } }
  expect(factsOfYaml({ environment: { image: 'i', inference_config: {} }, properties: { 'scorepoint.runtime': 'docker' } })).toEqual({
    ...image,
    hasInferenceConfig: true,
    asked: 'docker',
  })
  expect(factsOfEnvironment({ image: 'i', condaFile: '', inferenceConfig: routes }, undefined)).toEqual({
    ...image,
    hasInferenceConfig: true,
  })
  expect(factsOfYaml({ environment: { build: { path: 'docker' } } })).toMatchObject({ hasBuild: true })
  expect(factsOfYaml({})).toMatchObject({ isFromModel: true })
  expect(factsOfYaml({ environment: 'azureml:e:1' })).toBeUndefined()
})
