import { expect, it } from 'vitest'
import { changesBetween } from '@/lib/domain/deployment-edit/deployment-edit'
import { planEdit } from './edit-plan'

const live = { name: 'blue', instance_count: 1, instance_type: 'Standard_DS3_v2', tags: { a: 'b' } }
const plan = (edited: Record<string, unknown>) => planEdit('deployment', changesBetween(live, edited), edited)

it('tells scaling, replacing and both apart', () => {
  expect(plan(live)).toEqual({ kind: 'nothing' })
  expect(plan({ ...live, tags: { a: 'c' } })).toEqual({ kind: 'tags' })
  expect(plan({ ...live, instance_count: 5 })).toEqual({ kind: 'scale', from: 1, to: 5 })
  expect(plan({ ...live, app_insights_enabled: true })).toEqual({ kind: 'replace', count: 1, size: 1, rounds: [{ first: 1, last: 1 }] })
  expect(plan({ ...live, instance_count: 5, app_insights_enabled: true })).toMatchObject({ kind: 'count-first', from: 1, to: 5, size: 1 })
  expect(plan({ ...live, instance_count: 10, app_insights_enabled: true })).toMatchObject({ size: 2, rounds: { length: 5 } })
})

it('an endpoint has no instances of its own', () => {
  expect(planEdit('endpoint', [{ path: ['traffic', 'blue'], from: 100, to: 50 }], {})).toEqual({ kind: 'endpoint', movesTraffic: true })
})
