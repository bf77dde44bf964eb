// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { DeleteDeploymentDialog } from '@/components/delete/DeleteDeploymentDialog'
import { DeleteEndpointDialog } from '@/components/delete/DeleteEndpointDialog'
import { acceptingActions, aDeployment, anEndpoint, renderOnEndpoint } from '@/components/overview/endpoint-for-test'

const two = () => anEndpoint({ traffic: { blue: 90, green: 10 }, deployments: [aDeployment(), aDeployment({ name: 'green' })] })
const noop = () => undefined

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('an endpoint is deleted only when its name is typed; deployments and shares are listed', async () => {
  const actions = acceptingActions()
  const { router } = renderOnEndpoint(<DeleteEndpointDialog isOpen onOpenChange={noop} />, two(), { actions })
  expect(screen.getByText('90 % of traffic')).toBeTruthy()
  const button = screen.getByRole('button', { name: 'Delete endpoint' })
  const field = screen.getByRole('textbox', { name: 'Endpoint name' })
  fireEvent.change(field, { target: { value: 'diabetes' } })
  fireEvent.click(button)
  expect(actions.deleteEndpoint).not.toHaveBeenCalled()
  fireEvent.change(field, { target: { value: 'diabetes-risk' } })
  fireEvent.click(screen.getByRole('button', { name: 'Delete endpoint' }))
  await waitFor(() => expect(actions.deleteEndpoint.mock.calls[0]?.[0]).toMatchObject({ endpoint: 'diabetes-risk' }))
  await waitFor(() => expect(router.push).toHaveBeenCalledWith('/endpoints'))
})

test('a deployment with traffic moves its share first', async () => {
  const actions = acceptingActions()
  renderOnEndpoint(<DeleteDeploymentDialog deployment="green" isOpen onOpenChange={noop} />, two(), { actions })
  expect(screen.getByText('green receives 10 % of the traffic.')).toBeTruthy()
  fireEvent.change(screen.getByRole('textbox', { name: 'Deployment name' }), { target: { value: 'green' } })
  fireEvent.click(screen.getByRole('button', { name: 'Move its share, then delete' }))
  await waitFor(() =>
    expect(actions.deleteDeployment.mock.calls[0]?.[0]).toMatchObject({
      deployment: 'green',
      traffic: { blue: 100, green: 0 },
      ifTraffic: { blue: 90, green: 10 },
    }),
  )
})

test('the last deployment takes the endpoint offline, in so many words', async () => {
  const actions = acceptingActions()
  renderOnEndpoint(<DeleteDeploymentDialog deployment="blue" isOpen onOpenChange={noop} />, anEndpoint(), { actions })
  expect(screen.getByText(/the endpoint goes offline/)).toBeTruthy()
  fireEvent.change(screen.getByRole('textbox', { name: 'Deployment name' }), { target: { value: 'blue' } })
  fireEvent.click(screen.getByRole('button', { name: 'Take offline, then delete' }))
  await waitFor(() => expect(actions.deleteDeployment.mock.calls[0]?.[0]).toMatchObject({ traffic: { blue: 0 } }))
})

test('a deployment without traffic is deleted without a split', async () => {
  const actions = acceptingActions()
  const detail = { ...two(), traffic: { blue: 100 } }
  renderOnEndpoint(<DeleteDeploymentDialog deployment="green" isOpen onOpenChange={noop} />, detail, { actions })
  fireEvent.change(screen.getByRole('textbox', { name: 'Deployment name' }), { target: { value: 'green' } })
  fireEvent.click(screen.getByRole('button', { name: 'Delete deployment' }))
  await waitFor(() => expect(actions.deleteDeployment).toHaveBeenCalledTimes(1))
  expect(actions.deleteDeployment.mock.calls[0]?.[0]).not.toHaveProperty('traffic')
})
