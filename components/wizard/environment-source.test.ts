import { expect, test } from 'vitest'
import { sourceOf, startingRoutes, withOwnServer, withoutOwnServer } from '@/components/wizard/environment-source'

const training = 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest'

test.each([
  ['azureml:env:1', 'registered'],
  [undefined, 'file'],
  [{ image: training }, 'file'],
  [{ image: training, conda_file: 'conda.yaml' }, 'file'],
  [{ image: training, conda_file: { name: 'e' } }, 'inline'],
  [{ image: 'mcr.microsoft.com/azureml/minimal-py312-inference:latest' }, 'image'],
  [{ inference_config: startingRoutes }, 'image'],
  [{ build: { path: 'docker' }, inference_config: startingRoutes }, 'build'],
] as const)('%j comes from %s', (environment, source) => {
  expect(sourceOf(environment)).toBe(source)
})

test('a server of its own keeps image or Dockerfile, drops packages and training images', () => {
  expect(withOwnServer({ image: 'me/server:1', conda_file: 'c.yaml' })).toEqual({ image: 'me/server:1', inference_config: startingRoutes })
  expect(withOwnServer({ build: { path: 'd' } })).toEqual({ build: { path: 'd' }, inference_config: startingRoutes })
  expect(withOwnServer({ image: training })).toEqual({ inference_config: startingRoutes })
  expect(withoutOwnServer({ image: 'me/server:1', inference_config: startingRoutes }, training)).toEqual({ image: 'me/server:1' })
  expect(withoutOwnServer({ inference_config: startingRoutes }, training)).toEqual({ image: training })
})
