import { expect, it } from 'vitest'
import { yamlSchemas } from '@/lib/contract/yaml/kinds'
import { predecessorOf } from './key-order'

it.each(Object.entries(yamlSchemas))('every key of %s has its place', (_kind, schema) => {
  const keys = Object.keys(schema.shape)
  expect(keys.length).toBeGreaterThan(3)
  const missing = keys.filter((key) => key !== '$schema' && predecessorOf(undefined, ['$schema'], key) === undefined)
  expect(missing).toEqual([])
})

it('a key that no schema lists goes to the end', () => {
  expect(predecessorOf(undefined, ['name'], 'x-team')).toBeUndefined()
  expect(predecessorOf('request_settings', ['request_timeout_ms'], 'max_queue_wait_ms')).toBe('request_timeout_ms')
})
