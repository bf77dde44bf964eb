import { expect, test } from 'vitest'
import { trafficSum } from '@/lib/domain/traffic/traffic'
import { changedRows, fullTraffic, presetsFor, sameTraffic, splitText, toRows, toTraffic, unreadyTargets } from './traffic-draft'

const names = ['blue', 'Green']

test('the live split covers every deployment, whatever the case of its keys', () => {
  expect(fullTraffic({ blue: 90, green: 10 }, names)).toEqual({ blue: 90, Green: 10 })
  expect(fullTraffic({}, names)).toEqual({ blue: 0, Green: 0 })
  expect(toTraffic(toRows({ blue: 100 }, names, new Set(['blue'])))).toEqual({ blue: 100, Green: 0 })
})

test('a missing share equals zero', () => {
  expect(sameTraffic({ blue: 100 }, { blue: 100, green: 0 })).toBe(true)
  expect(changedRows({ blue: 100 }, { blue: 90, green: 10 })).toEqual([
    { name: 'blue', from: 100, to: 90 },
    { name: 'green', from: 0, to: 10 },
  ])
  expect(splitText({ blue: 90, green: 10, canary: 0 })).toBe('blue 90 · green 10')
})

test('only deployments that get requests and cannot answer them need a confirmation', () => {
  const deployments = [
    { name: 'blue', health: 'Healthy' as const, readyInstances: 1 },
    { name: 'green', health: 'Unhealthy' as const, readyInstances: 1 },
    { name: 'red', health: 'Starting' as const, readyInstances: 0 },
  ]
  expect(unreadyTargets({ blue: 90, green: 10, red: 0 }, deployments)).toEqual(['green'])
})

test('every preset is a legal split; the canary tries the newest deployment that is not the stable one', () => {
  const live = { blue: 90, Green: 10 }
  const presets = presetsFor(live, names)
  for (const { traffic } of presets) expect(trafficSum(traffic)).toBe(100)
  expect(presets.find(({ preset }) => preset.kind === 'canary')?.traffic).toEqual({ blue: 90, Green: 10 })
  expect(presets.find(({ preset }) => preset.kind === 'swap')?.traffic).toEqual({ blue: 10, Green: 90 })
  expect(presetsFor({ blue: 100 }, ['blue'])).toEqual([])
  expect(presetsFor({ blue: 0, Green: 0 }, names).some(({ preset }) => preset.kind === 'swap')).toBe(false)
})
