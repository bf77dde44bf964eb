import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createOperations } from '@/agent/operations'
import { followNewestLine, newestLine, openLiveLine } from '@/agent/reconcile/live-line'
import { createControlStore } from '@/agent/store/control-store'
import { type AgentDatabase, openDatabase } from '@/agent/store/database'

let db: AgentDatabase
let folder: string
let shown: string[]

function running() {
  db = openDatabase(':memory:')
  const store = createControlStore(db)
  const operations = createOperations(store)
  const { id } = store.commit(() => {
    const request = { kind: 'create' as const, resourceUid: 'd', endpoint: 'prices', deployment: 'blue', target: 'PUT', bodyHash: '' }
    const begun = operations.begin({ ...request, created: true })
    operations.startPhase(begun.id, 'WaitReady', undefined)
    return begun
  })
  store.onEvent((event) => {
    if (event.name === 'Progress') shown.push(event.message ?? '')
  })
  const phase = () => operations.view(store.operations.get(id) ?? expect.fail('gone')).phases.find((one) => one.name === 'WaitReady')
  return {
    line: openLiveLine({ store, operations }, id, 'WaitReady', 200),
    phase,
    end: () => operations.endPhase(id, 'WaitReady', undefined),
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  shown = []
  folder = mkdtempSync(join(tmpdir(), 'scorepoint-live-'))
})
afterEach(() => {
  vi.useRealTimers()
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

it('shows the first line at once, of many the newest, and never more than one per 200 ms', () => {
  const { line, phase, end } = running()
  line.note('one')
  line.note('two')
  line.note('three')
  expect(shown).toEqual(['one'])
  vi.advanceTimersByTime(200)
  expect([shown, phase()?.liveLine]).toEqual([['one', 'three'], 'three'])
  vi.advanceTimersByTime(1000)
  line.note('four')
  line.end()
  line.note('five')
  vi.advanceTimersByTime(1000)
  expect(shown).toEqual(['one', 'three', 'four'])
  end()
  expect(phase()?.liveLine).toBeUndefined()
})

it('follows the newest line of a log that may not be there yet', () => {
  const { line } = running()
  const log = join(folder, 'a.log')
  const end = followNewestLine(log, line)
  expect(newestLine(log)).toBeUndefined()
  appendFileSync(log, `${'x'.repeat(10_000)}\nloading \u001b[31mmodel\u001b[0m\n\n`)
  vi.advanceTimersByTime(200)
  expect(shown).toEqual(['loading model'])
  vi.advanceTimersByTime(1000)
  expect(shown).toHaveLength(1)
  end()
  appendFileSync(log, 'late\n')
  vi.advanceTimersByTime(1000)
  expect(shown).toHaveLength(1)
})
