// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { DeploymentDetail } from '@/components/overview/DeploymentDetail'
import { acceptingActions, aDeployment, anEndpoint, renderOnEndpoint } from '@/components/overview/endpoint-for-test'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const deployment = aDeployment({
  instanceCount: 2,
  settings: {
    requestSettings: { requestTimeout: 'PT30S', maxConcurrentRequestsPerInstance: 4, maxQueueWait: 'PT0.5S' },
    readinessProbe: { initialDelay: 'PT10S', period: 'PT5S', timeout: 'PT2S', successThreshold: 1, failureThreshold: 3 },
    livenessProbe: { initialDelay: 'PT10S', period: 'PT10S', timeout: 'PT2S', successThreshold: 1, failureThreshold: 30 },
    environmentVariables: { API_KEY: 'very-secret' },
    appInsightsEnabled: true,
  },
})

test('scaling says what it will do and sends the count alone', async () => {
  const actions = acceptingActions()
  renderOnEndpoint(<DeploymentDetail name="blue" />, anEndpoint({ deployments: [deployment] }), { actions })
  const field = screen.getByRole('textbox', { name: 'Instance count' })
  fireEvent.change(field, { target: { value: '5' } })
  fireEvent.blur(field)
  expect(screen.getByText('3 instances are added; the others go on.')).toBeTruthy()
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Apply' })))
  expect(actions.scaleDeployment).toHaveBeenCalledWith(
    expect.objectContaining({ endpoint: 'diabetes-risk', deployment: 'blue', instanceCount: 5 }),
  )
})

test('settings, probes and variables are shown, values covered; what only Azure does is explained', () => {
  renderOnEndpoint(<DeploymentDetail name="blue" />, anEndpoint({ deployments: [deployment] }))
  expect(screen.getByText('30,000 ms')).toBeTruthy()
  expect(screen.getByRole('row', { name: 'Period 5 s 10 s' })).toBeTruthy()
  expect(screen.getByText('API_KEY')).toBeTruthy()
  expect(screen.queryByText('very-secret')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Show values' }))
  expect(screen.getByText('very-secret')).toBeTruthy()
  expect(screen.getByRole('list', { name: 'In this deployment' }).textContent).toContain('Application Insights')
})
