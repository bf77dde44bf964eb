import { expect, it } from 'vitest'
import { maxPendingRequests } from '@/lib/domain/limits/service-limits'

it('a deployment accepts twice as many requests as it can run', () => {
  expect(maxPendingRequests(2, 3)).toBe(12)
})
