import { expect, test } from 'vitest'
import type { JobView } from '@/lib/contract/job'
import type { OperationView } from '@/lib/contract/scorepoint'
import { formatClock, jobOf, rowDurationMs, timelineRows } from './timeline'

const job: JobView = {
  id: 'j',
  endpoint: 'e',
  deployment: 'green',
  state: 'Running',
  step: 'UploadModel',
  createdAt: '2026-11-21T14:00:00.000Z',
  updatedAt: '2026-11-21T14:00:01.000Z',
}
const operation: OperationView = {
  id: 'o',
  kind: 'create',
  endpoint: 'e',
  deployment: 'green',
  status: 'InProgress',
  startedAt: '2026-11-21T14:00:02.500Z',
  phases: [{ name: 'Validate', state: 'running', startedAt: '2026-11-21T14:00:02.500Z' }],
  cancellable: true,
}

test('before the operation exists the job runs above the waiting phases', () => {
  const rows = timelineRows(undefined, job)
  expect(rows.map((row) => row.state)).toEqual(['running', ...Array(7).fill('pending')])
  expect(rows[0]).toMatchObject({ name: 'Prepare', step: 'UploadModel' })
})

test('once the operation runs the preparation has its measured duration', () => {
  const [prepare] = timelineRows(operation, { ...job, operationId: 'o' })
  expect(prepare && rowDurationMs(prepare, undefined)).toBe(2500)
})

test('a failed job fails its row with its words', () => {
  const problem = { code: 'Studio.FileNotFound', message: 'model.pkl is not there', origin: 'input' as const, retryable: false }
  expect(timelineRows(undefined, { ...job, state: 'Failed', problem })[0]).toMatchObject({ state: 'failed', message: problem.message })
})

test('a running row counts until now; waiting and skipped rows have no duration', () => {
  const start = operation.startedAt
  expect(rowDurationMs({ state: 'running', startedAt: start }, Date.parse(start) + 6100)).toBe(6100)
  expect(rowDurationMs({ state: 'running', startedAt: start }, undefined)).toBeUndefined()
  expect(rowDurationMs({ state: 'pending' }, 1)).toBeUndefined()
  expect(rowDurationMs({ state: 'running', startedAt: start }, Date.parse(start) - 5)).toBe(0)
})

test('the job of an older operation is not shown with a newer one', () => {
  expect(jobOf([{ ...job, operationId: 'older' }], 'green', operation)).toBeUndefined()
  expect(jobOf([{ ...job, operationId: 'o' }], 'GREEN', operation)?.id).toBe('j')
  expect(jobOf([job], 'green', undefined)?.id).toBe('j')
  expect(jobOf([{ ...job, createdAt: '2026-11-21T15:00:00.000Z' }], 'green', operation)?.id).toBe('j')
})

test('durations read at a glance', () => {
  expect(formatClock(7_900)).toBe('0:07')
  expect(formatClock(3_723_000)).toBe('1:02:03')
})
