import { expect, it } from 'vitest'
import { formatPlan, freeName, parsePlan } from '@/components/quota/plan-address'

it('keeps a plan over the address', () => {
  const plan = [
    { name: 'blue', instanceType: 'Standard_DS3_v2', instances: 1, maxInstances: 3 },
    { name: 'green', instanceType: 'Standard_F4s_v2', instances: 2 },
  ]
  expect(formatPlan(plan)).toBe('blue.Standard_DS3_v2.1-3~green.Standard_F4s_v2.2')
  expect(parsePlan(formatPlan(plan))).toEqual(plan)
})

it('leaves out what it cannot read', () => {
  expect(parsePlan(null)).toBeUndefined()
  expect(parsePlan('blue.Standard_DS3_v2.x~.~a.b.0~<b>.S<c>.2-9999')).toEqual([{ name: 'b', instanceType: 'Sc', instances: 2 }])
})

it('offers names in the order of a safe rollout', () => {
  expect(freeName([])).toBe('blue')
  expect(freeName([{ name: 'Blue', instanceType: 'x', instances: 1 }])).toBe('green')
})
