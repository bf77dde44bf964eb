// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { acceptingActions, aDeployment, anEndpoint, anOperation, renderOnEndpoint } from '@/components/overview/endpoint-for-test'
import { OverviewView } from '@/components/overview/OverviewView'
import type { JobView } from '@/lib/contract/job'

const job: JobView = {
  id: 'j',
  endpoint: 'diabetes-risk',
  deployment: 'green',
  state: 'Running',
  step: 'UploadModel',
  createdAt: new Date().toISOString(),
  updatedAt: new Date().toISOString(),
}
const starting = (given = {}) =>
  aDeployment({ name: 'green', provisioningState: 'Creating', health: 'Starting', readyInstances: 0, ...given })
const steps = () => within(screen.getByRole('list', { name: 'Steps of green' })).getAllByRole('listitem')

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('a job shows its timeline before the control plane knows the deployment', async () => {
  const page = renderOnEndpoint(<OverviewView />, anEndpoint({ jobs: [job] }))
  expect(screen.getByRole('heading', { name: 'Deploying green' })).toBeTruthy()
  expect(steps()).toHaveLength(8)
  expect(steps()[0]?.getAttribute('aria-current')).toBe('step')
  expect(steps()[0]?.textContent).toContain('uploading the model')
  page.live.current = {
    ...page.live.current,
    jobs: [{ ...job, step: 'Deploying', operationId: 'op-1' }],
    deployments: [aDeployment(), starting({ operation: anOperation('StartInstances') })],
  }
  await act(page.refresh)
  await waitFor(() => expect(steps()[5]?.getAttribute('aria-current')).toBe('step'))
  expect(steps()).toHaveLength(8)
})

test('phases have measured durations, the running one its live line, and it can be cancelled', async () => {
  const operation = anOperation('StartInstances', { usualMs: 11_000 })
  const running = operation.phases[4]
  if (running) running.liveLine = '14:02:11 loading sklearn_regression_model.pkl'
  const deviations = [{ id: 'python-minor', message: '3.11 instead of 3.12' }]
  const actions = acceptingActions()
  renderOnEndpoint(<OverviewView />, anEndpoint({ deployments: [aDeployment(), starting({ operation, deviations })] }), { actions })
  expect(steps()[0]?.textContent).toContain('1.0 s')
  expect(steps()[1]?.textContent).toContain('3.11 instead of 3.12')
  expect(steps()[4]?.textContent).toContain('loading sklearn_regression_model.pkl')
  expect(screen.getByText('usually 0:11 with this environment')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  await waitFor(() => expect(actions.cancelOperation).toHaveBeenCalledWith({ operationId: 'op-1' }))
})

test('a failure opens in its phase with cause, decisive line, place and fix, and can be retried', async () => {
  const operation = anOperation('WaitReady', { status: 'Failed', cancellable: false, endedAt: '2026-11-21T14:00:09.000Z' })
  const phase = operation.phases[5]
  if (phase) phase.state = 'failed'
  operation.explanation = {
    code: 'UserScriptInitFailed',
    rule: 'module-not-found',
    cause: 'score.py imports cv2, which is not installed.',
    fix: 'Add opencv-python-headless to the conda file.',
    decisiveLine: "ModuleNotFoundError: No module named 'cv2'",
    file: 'onlinescoring/score.py',
    line: 3,
    exitCode: 3,
  }
  const actions = acceptingActions()
  renderOnEndpoint(<OverviewView />, anEndpoint({ deployments: [aDeployment(), starting({ provisioningState: 'Failed', operation })] }), {
    actions,
  })
  const failed = within(steps()[5] ?? document.body)
  for (const text of [
    /imports cv2/,
    /No module named 'cv2'/,
    'onlinescoring/score.py:3',
    /opencv-python-headless/,
    'UserScriptInitFailed',
    'exit code 3',
  ]) {
    expect(failed.getByText(text)).toBeTruthy()
  }
  expect(failed.getByRole('link', { name: 'Open logs' }).getAttribute('href')).toBe('/endpoints/diabetes-risk/logs?deployment=green')
  fireEvent.click(failed.getByRole('button', { name: 'Retry' }))
  await waitFor(() => expect(actions.retryDeployment.mock.calls[0]?.[0]).toMatchObject({ endpoint: 'diabetes-risk', deployment: 'green' }))
})

test('the table and the traffic panel show configured beside observed', () => {
  const detail = anEndpoint({
    traffic: { blue: 90, green: 10 },
    deployments: [
      aDeployment({ instances: [{ id: 'b-0', state: 'Ready', restarts: 0, memoryBytes: 212 * 1024 * 1024 }] }),
      aDeployment({ name: 'green' }),
    ],
    observed: { windowSeconds: 300, total: 100, perDeployment: { blue: { requests: 90, errors: 0, byCode: {}, p95Ms: 27 } }, unrouted: {} },
  })
  renderOnEndpoint(<OverviewView />, detail)
  const row = within(screen.getByRole('table')).getByRole('row', { name: /blue/ })
  expect(within(row).getByText('27')).toBeTruthy()
  expect(within(row).getByText('212')).toBeTruthy()
  expect(within(row).getByRole('link', { name: 'blue' }).getAttribute('href')).toBe('/endpoints/diabetes-risk/deployments/blue')
  expect(screen.getByText('observed: 90 requests in 5 min')).toBeTruthy()
})

test('an endpoint without deployments offers the next step', () => {
  renderOnEndpoint(<OverviewView />, anEndpoint({ deployments: [], traffic: {} }))
  expect(screen.getByRole('link', { name: 'Add deployment' }).getAttribute('href')).toBe('/endpoints/diabetes-risk/deployments/new')
})
