import { expect, test } from 'vitest'
import { fuzzyFilter, fuzzyScore } from '@/components/commands/fuzzy'
import { hereOf, keyTarget, placeTarget } from '@/components/commands/shortcut-keys'

const endpoints = [
  { name: 'beta', deployments: [{ name: 'blue' }, { name: 'green' }] },
  { name: 'alpha', deployments: [] },
  { name: 'gamma', deployments: [] },
]

test('letters in order fit, the beginnings of words fit best', () => {
  expect(fuzzyScore('xyz', 'New endpoint')).toBeUndefined()
  expect(fuzzyFilter('ne', ['Engine', 'New endpoint', 'Settings: General'], (text) => text, 5)[0]).toBe('New endpoint')
  expect(fuzzyFilter('log', ['Catalog', 'Logs of blue', 'Light or green'], (text) => text, 5)).toEqual([
    'Logs of blue',
    'Catalog',
    'Light or green',
  ])
  expect(fuzzyFilter('', ['b', 'a'], (text) => text, 1)).toEqual(['b'])
})

test('the page says which object single keys are about', () => {
  expect(hereOf('/endpoints')).toEqual({})
  expect(hereOf('/endpoints/new')).toEqual({})
  expect(hereOf('/endpoints/my%20one/logs')).toEqual({ endpoint: 'my one', tab: 'logs' })
  expect(hereOf('/endpoints/beta/deployments/blue')).toEqual({ endpoint: 'beta', tab: 'deployments', deployment: 'blue' })
})

test('single keys lead to the tabs and neighbours of the object, and nowhere without one', () => {
  expect(keyTarget('c', '/settings/general', endpoints)).toBe('/endpoints/new')
  expect(keyTarget('t', '/endpoints', endpoints)).toBeUndefined()
  expect(keyTarget('c', '/endpoints/beta', endpoints)).toBe('/endpoints/beta/deployments/new')
  expect(keyTarget('e', '/endpoints/beta', endpoints)).toBe('/endpoints/beta/yaml')
  expect(keyTarget('e', '/endpoints/beta/deployments/blue', endpoints)).toBe('/endpoints/beta/deployments/blue/edit')
  expect(keyTarget('l', '/endpoints/beta/deployments/blue', endpoints)).toBe('/endpoints/beta/logs?deployment=blue')
  expect(keyTarget(']', '/endpoints/beta/logs', endpoints)).toBe('/endpoints/gamma/logs')
  expect(keyTarget('[', '/endpoints/alpha/test', endpoints)).toBe('/endpoints/gamma/test')
  expect(keyTarget(']', '/endpoints/beta/deployments/green', endpoints)).toBe('/endpoints/beta/deployments/blue')
  expect(keyTarget('x', '/endpoints/beta', endpoints)).toBeUndefined()
})

test('g and a letter lead to places that are built', () => {
  expect(placeTarget('e')).toBe('/endpoints')
  expect(placeTarget('a')).toBe('/activity')
  expect(placeTarget('s')).toBe('/settings')
  expect(placeTarget('z')).toBeUndefined()
})
