import { expect, test } from 'vitest'
import { markerOf } from '@/agent/metrics/endpoint-metrics'
import type { OperationRecord } from '@/agent/store/records'

const operation = (over: Partial<OperationRecord>): OperationRecord => ({
  id: 'o',
  seq: 1,
  kind: 'update',
  resourceUid: 'u',
  endpoint: 'prices',
  bodyHash: 'h',
  created: false,
  generation: 0,
  replicas: 0,
  exits: 0,
  cancelRequested: false,
  status: 'Succeeded',
  phases: [],
  startedAt: '2026-01-02T03:04:05.000Z',
  ...over,
})
const split = { what: 'traffic' as const, deployment: 'blue', from: 90, to: 80 }

test('an update of the endpoint is marked by what it was about, the split first', () => {
  const kindOf = (over: Partial<OperationRecord>) => markerOf(operation(over)).kind
  expect(kindOf({ changes: [{ what: 'description' }, split] })).toBe('split')
  expect(kindOf({ changes: [{ ...split, what: 'mirror' }] })).toBe('mirror')
  expect(kindOf({ changes: [{ what: 'description' }] })).toBe('settings')
  expect(kindOf({ deployment: 'blue', changes: [{ what: 'code' }] })).toBe('update')
  expect(kindOf({ kind: 'regenerateKeys', changes: [{ what: 'key', key: 'Primary' }] })).toBe('regenerateKeys')
  expect(kindOf({})).toBe('update')
})
