// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { acceptingActions, aDeployment, anEndpoint, renderOnEndpoint } from '@/components/overview/endpoint-for-test'
import { TrafficView } from '@/components/traffic/TrafficView'

const two = () =>
  anEndpoint({
    traffic: { blue: 90, green: 10 },
    deployments: [aDeployment(), aDeployment({ name: 'green', model: 'diabetes:7' })],
    observed: {
      windowSeconds: 300,
      total: 30,
      perDeployment: { blue: { requests: 27, errors: 0, byCode: {} }, green: { requests: 3, errors: 0, byCode: {} } },
      unrouted: {},
    },
  })
const slider = (name: string) => screen.getByRole<HTMLInputElement>('slider', { name: `Share of ${name}` })
const apply = () => screen.getByRole('button', { name: 'Apply split' })

beforeEach(() => sessionStorage.clear())
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('sliders say name, value, limits and what was counted', () => {
  renderOnEndpoint(<TrafficView />, two())
  expect(slider('green').getAttribute('aria-valuetext')).toBe('green 10 percent, 3 requests of 30')
  expect([slider('green').min, slider('green').max, slider('green').value]).toEqual(['0', '100', '10'])
  expect(screen.getByText('Live now: blue 90 · green 10')).toBeTruthy()
})

test('moving one row moves the other; nothing is sent before Apply, and Apply names the split it started from', async () => {
  const actions = acceptingActions()
  const { live } = renderOnEndpoint(<TrafficView />, two(), { actions })
  fireEvent.change(slider('green'), { target: { value: '30' } })
  expect(slider('blue').value).toBe('70')
  expect(screen.getByText('Not applied yet')).toBeTruthy()
  expect(screen.getByText(/blue 90 → 70 · green 10 → 30/)).toBeTruthy()
  expect(actions.setTraffic).not.toHaveBeenCalled()
  live.current = { ...live.current, traffic: { blue: 70, green: 30 } }
  fireEvent.click(apply())
  await waitFor(() => expect(actions.setTraffic).toHaveBeenCalledTimes(1))
  expect(actions.setTraffic.mock.calls[0]?.[0]).toMatchObject({
    endpoint: 'diabetes-risk',
    traffic: { blue: 70, green: 30 },
    ifTraffic: { blue: 90, green: 10 },
  })
  await waitFor(() => expect(screen.getByText('Live now: blue 70 · green 30')).toBeTruthy())
  expect(screen.getByRole('button', { name: 'Undo: back to blue 90 · green 10' })).toBeTruthy()
})

test('a drag to 100 and back finds the proportions of the others again', () => {
  const detail = anEndpoint({
    traffic: { blue: 40, green: 50, canary: 10 },
    deployments: [aDeployment(), aDeployment({ name: 'green' }), aDeployment({ name: 'canary' })],
  })
  renderOnEndpoint(<TrafficView />, detail)
  fireEvent.change(slider('blue'), { target: { value: '100' } })
  expect([slider('green').value, slider('canary').value]).toEqual(['0', '0'])
  fireEvent.change(slider('blue'), { target: { value: '40' } })
  fireEvent.pointerUp(slider('blue'))
  expect([slider('green').value, slider('canary').value]).toEqual(['50', '10'])
})

test('a locked row keeps its share and limits the others', () => {
  const detail = anEndpoint({
    traffic: { blue: 60, green: 30, canary: 10 },
    deployments: [aDeployment(), aDeployment({ name: 'green' }), aDeployment({ name: 'canary' })],
  })
  renderOnEndpoint(<TrafficView />, detail)
  fireEvent.click(screen.getByRole('button', { name: 'Lock canary' }))
  expect(slider('blue').max).toBe('90')
  expect(slider('canary').disabled).toBe(true)
  fireEvent.change(slider('blue'), { target: { value: '90' } })
  expect([slider('green').value, slider('canary').value]).toEqual(['0', '10'])
  fireEvent.click(screen.getByRole('button', { name: 'Lock green' }))
  expect(slider('blue').disabled).toBe(true)
  expect(screen.getByText('fixed: all others are locked')).toBeTruthy()
})

test('Shift with an arrow moves ten percent', () => {
  renderOnEndpoint(<TrafficView />, two())
  fireEvent.keyDown(slider('green'), { key: 'ArrowRight', shiftKey: true })
  expect([slider('green').value, slider('blue').value]).toEqual(['20', '80'])
})

test('traffic for an unhealthy deployment asks first', async () => {
  const actions = acceptingActions()
  const detail = { ...two(), deployments: [aDeployment(), aDeployment({ name: 'green', health: 'Unhealthy' })] }
  renderOnEndpoint(<TrafficView />, detail, { actions })
  fireEvent.click(screen.getByRole('button', { name: '50 / 50' }))
  fireEvent.click(apply())
  const dialog = await screen.findByRole('alertdialog', { name: 'green cannot answer now' }, { timeout: 10_000 })
  expect(actions.setTraffic).not.toHaveBeenCalled()
  fireEvent.click(within(dialog).getByRole('button', { name: 'Apply anyway' }))
  await waitFor(() => expect(actions.setTraffic).toHaveBeenCalledTimes(1))
})

test('a split that changed meanwhile stops Apply until the person has looked', async () => {
  const actions = acceptingActions()
  const { live, refresh } = renderOnEndpoint(<TrafficView />, two(), { actions })
  fireEvent.change(slider('green'), { target: { value: '30' } })
  live.current = { ...live.current, traffic: { blue: 0, green: 100 } }
  await act(refresh)
  expect(await screen.findByText('The split changed meanwhile')).toBeTruthy()
  expect(screen.getByText(/Live is now green 100; yours is blue 70 · green 30/)).toBeTruthy()
  fireEvent.click(apply())
  expect(actions.setTraffic).not.toHaveBeenCalled()
  fireEvent.click(screen.getByRole('button', { name: 'Keep mine' }))
  fireEvent.click(apply())
  await waitFor(() => expect(actions.setTraffic.mock.calls[0]?.[0]).toMatchObject({ ifTraffic: { blue: 0, green: 100 } }))
})

test('taking the endpoint offline is its own confirmed step', async () => {
  const actions = acceptingActions()
  renderOnEndpoint(<TrafficView />, two(), { actions })
  fireEvent.click(screen.getByRole('button', { name: 'Take offline' }))
  const dialog = await screen.findByRole('alertdialog', {}, { timeout: 10_000 })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Take offline' }))
  await waitFor(() => expect(actions.setTraffic.mock.calls[0]?.[0]).toMatchObject({ traffic: { blue: 0, green: 0 } }))
})

test('one deployment is all or nothing', async () => {
  renderOnEndpoint(<TrafficView />, anEndpoint())
  expect(screen.queryByRole('slider')).toBeNull()
  expect((await screen.findByRole<HTMLInputElement>('radio', { name: /^100 %/ }, { timeout: 10_000 })).checked).toBe(true)
  expect(screen.getByText(/No request can reach blue unless/)).toBeTruthy()
})

test('the page is German when the person reads German', () => {
  renderOnEndpoint(<TrafficView />, two(), { locale: 'de' })
  expect(screen.getByRole('button', { name: 'Aufteilung anwenden' })).toBeTruthy()
})
