import { expect, it } from 'vitest'
import { quotaRequestText } from '@/lib/domain/quota/request-text'

it('fills the fields support asks for and leaves open what nobody said', () => {
  const text = quotaRequestText({
    plan: [{ name: 'blue', instanceType: 'Standard_DS3_v2', instances: 1, maxInstances: 3 }],
    used: { standardDSv2Family: 8 },
    limits: { total: 10, families: {} },
    region: 'westeurope',
    targetRps: 20,
    secondsPerRequest: 0.2,
  })
  expect(text).toContain('Region: westeurope')
  expect(text).toContain('- standardDSv2Family: current limit 10, in use 8, needed in addition 16, new limit requested: 24')
  expect(text).toContain('- blue: 3 × Standard_DS3_v2, ceil(1.2 × 3) × 4 = 16 cores')
  expect(text).toContain('Expected load: 20 requests per second')
  expect(text).toContain('Payload size: [please fill in]')
  expect(text).toContain('Timeline: [please fill in]')
})

it('says what is not known instead of guessing', () => {
  const text = quotaRequestText({ plan: [{ name: '', instanceType: 'Standard_New', instances: 2 }], used: {}, region: '' })
  expect(text).toContain('- deployment: 2 × Standard_New, cores not known')
  expect(text).toContain('Region: [please fill in]')
})
