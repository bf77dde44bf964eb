// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { acceptingActions, aDeployment, anEndpoint, renderOnEndpoint } from '@/components/overview/endpoint-for-test'
import { MirrorPanel } from '@/components/traffic/MirrorPanel'
import type { EndpointDetail } from '@/lib/queries/endpoint-detail'

// jsdom has no CSS object; overlays of the component library escape ids with it.
vi.stubGlobal('CSS', { escape: (value: string) => value })
afterEach(cleanup)

const two = (given: Partial<EndpointDetail> = {}) =>
  anEndpoint({ traffic: { blue: 100 }, deployments: [aDeployment(), aDeployment({ name: 'Green' })], ...given })

test('offers the deployment without live traffic, and sends target and percent', async () => {
  const actions = acceptingActions()
  renderOnEndpoint(<MirrorPanel />, two(), { actions })
  expect(screen.getByText(/Copies up to 50 % of the requests/)).toBeTruthy()
  const slider = screen.getByRole<HTMLInputElement>('slider', { name: 'Mirrored share' })
  expect([slider.min, slider.max, slider.getAttribute('aria-valuetext')]).toEqual(['1', '50', '10 percent copied to Green'])
  fireEvent.change(slider, { target: { value: '25' } })
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Start mirroring' })))
  await waitFor(() => expect(actions.setMirrorTraffic).toHaveBeenCalledTimes(1))
  expect(actions.setMirrorTraffic.mock.calls[0]?.[0]).toMatchObject({ endpoint: 'diabetes-risk', mirrorTraffic: { Green: 25 } })
})

test('shows what became of the copies, apart from live traffic, and stops', async () => {
  const actions = acceptingActions()
  const mirrored = { Green: { sent: 120, dropped: 4, droppedBy: { busy: 4 }, failed: 2, byCode: { '200': 118, '424': 2 }, p95Ms: 15 } }
  const observed = { windowSeconds: 300, total: 1240, perDeployment: {}, unrouted: {}, mirrored }
  renderOnEndpoint(<MirrorPanel />, two({ mirrorTraffic: { green: 10 }, observed }), { actions })
  expect(screen.getByText(/Live now/).textContent).toBe('Live now: 10 % copied to Green')
  expect(screen.getByText('Last 5 min: 120 sent · 4 dropped · 2 failed · p95 15 ms')).toBeTruthy()
  expect(screen.getByText('Dropped while all slots of the target were taken.')).toBeTruthy()
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Stop mirroring' })))
  expect(actions.setMirrorTraffic.mock.calls[0]?.[0]).toMatchObject({ mirrorTraffic: {} })
})

test.each([
  ['one deployment', anEndpoint(), 'Mirroring needs a second deployment.'],
  ['no traffic', two({ traffic: { blue: 0 } }), 'No deployment receives traffic, so there is nothing to copy.'],
  ['live traffic everywhere', two({ traffic: { blue: 50, green: 50 } }), 'Every deployment gets live traffic. Set one to 0 % first.'],
  ['a Kubernetes endpoint', two({ kubernetes: { compute: 'cluster' } }), 'Kubernetes endpoints cannot mirror traffic.'],
])('says why it is not possible: %s', (_, detail, reason) => {
  renderOnEndpoint(<MirrorPanel />, detail)
  expect(screen.getByText(reason)).toBeTruthy()
  expect(screen.queryByRole('button')).toBeNull()
})
