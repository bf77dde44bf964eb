import { beforeEach, expect, it, vi } from 'vitest'
import type { JobView } from '@/lib/contract/job'
import { ProblemError } from '@/lib/problems/problem'
import { loadEndpointDetail } from '@/lib/server/endpoint-detail'

const world = vi.hoisted(() => ({ jobs: [] as unknown[], status: undefined as unknown }))
vi.mock('@/lib/server/deploy-job', () => ({ jobsOfEndpoint: async () => world.jobs }))
vi.mock('@/lib/server/connection', () => ({ getConnection: () => ({}) }))
vi.mock('@/lib/arm/status', () => ({
  endpointStatus: async () => {
    if (world.status) return world.status
    throw new ProblemError({ code: 'ResourceNotFound', message: 'none', origin: 'agent', retryable: false }, 404)
  },
}))

const job = (change: Partial<JobView>): JobView => ({
  id: 'j',
  endpoint: 'diabetes',
  deployment: 'blue',
  state: 'Running',
  createdAt: '2026-11-21T14:00:00.000Z',
  updatedAt: '2026-11-21T14:00:01.000Z',
  ...change,
})
beforeEach(() => {
  world.jobs = []
  world.status = undefined
})

it.each([undefined, 'CreateEndpoint'] as const)('an endpoint about to be made (step %s) is shown by its job', async (step) => {
  world.jobs = [job({ step })]
  await expect(loadEndpointDetail('diabetes')).resolves.toMatchObject({ name: 'diabetes', provisioningState: 'Creating' })
})

it.each(['UploadModel', 'Deploying', 'SendSample'] as const)(
  'a job past making it (step %s) does not bring a deleted endpoint back',
  async (step) => {
    world.jobs = [job({ step, state: 'Failed' })]
    await expect(loadEndpointDetail('diabetes')).rejects.toMatchObject({ status: 404 })
  },
)

it('what failed before the endpoint was made is not its own', async () => {
  world.status = { name: 'diabetes', createdAt: '2026-11-21T15:00:00.000Z' }
  world.jobs = [job({ state: 'Failed' }), job({ id: 'new', state: 'Failed', updatedAt: '2026-11-21T15:00:09.000Z' })]
  expect((await loadEndpointDetail('diabetes')).jobs.map(({ id }) => id)).toEqual(['new'])
})
