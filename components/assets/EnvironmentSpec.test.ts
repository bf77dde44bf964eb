import { expect, test } from 'vitest'
import { specFaults, specInput, startingSpec } from '@/components/assets/EnvironmentSpec'

test('an image with its conda file, or without when the container brings its server', () => {
  expect(specInput(startingSpec)).toEqual({ image: startingSpec.image, condaFile: startingSpec.conda })
  expect(specInput({ ...startingSpec, image: 'team/server:1', ownServer: true })).toEqual({
    image: 'team/server:1',
    inferenceConfig: {
      livenessRoute: { port: 5001, path: '/' },
      readinessRoute: { port: 5001, path: '/' },
      scoringRoute: { port: 5001, path: '/score' },
    },
  })
})

test('a Dockerfile by its folder, and where it lies in it', () => {
  const build = { ...startingSpec, source: 'build' as const, path: '/home/me/docker' }
  expect(specInput(build)).toEqual({ buildPath: '/home/me/docker' })
  expect(specInput({ ...build, dockerfile: 'inference/Dockerfile' })).toMatchObject({ dockerfilePath: 'inference/Dockerfile' })
  expect(specFaults({ ...build, path: '' }).path).toBe(true)
  expect(specFaults({ ...build, dockerfile: '../Dockerfile' }).dockerfile).toBe(true)
})

test('a route without slash or port is a fault only where routes are asked for', () => {
  const routes = { ...startingSpec.routes, scoring_route: { port: Number.NaN, path: 'score' } }
  expect(specFaults({ ...startingSpec, routes }).routes).toBe(false)
  expect(specFaults({ ...startingSpec, routes, ownServer: true }).routes).toBe(true)
})
