// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { DebugNotice } from '@/components/overview/DebugNotice'
import { acceptingActions, aDeployment, anEndpoint, anOperation, renderOnEndpoint } from '@/components/overview/endpoint-for-test'

afterEach(cleanup)

const sources = [{ deployment: 'blue', folder: '/home/me/code', watch: false, isRedeploying: false }]

it('says where to attach, gives the launch configuration of this deployment, and ends debugging', async () => {
  const actions = acceptingActions()
  const deployment = aDeployment({ debugging: { port: 5678, waitsForClient: false, codeRoot: '/i/e.blue.2.0/code' } })
  renderOnEndpoint(<DebugNotice deployment={deployment} />, anEndpoint({ sources }), { actions })
  expect(screen.getByText('blue is being debugged')).toBeDefined()
  expect(screen.getByText(/Attach to 127\.0\.0\.1:5678/)).toBeDefined()
  expect(screen.getByText(/"localRoot": "\/home\/me\/code"/)).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Stop debugging' }))
  await waitFor(() =>
    expect(actions.setRunning).toHaveBeenCalledWith(expect.objectContaining({ deployment: 'blue', action: 'stop-debugging' })),
  )
})

it('says that init() waits, in German too, and nothing when nothing is debugged', () => {
  const waiting = aDeployment({ debugging: { port: 5678, waitsForClient: true }, operation: anOperation('WaitReady', { kind: 'restart' }) })
  renderOnEndpoint(<DebugNotice deployment={waiting} />, anEndpoint(), { locale: 'de' })
  expect(screen.getByText('blue wartet auf einen Debugger')).toBeDefined()
  cleanup()
  const { container } = renderOnEndpoint(<DebugNotice deployment={aDeployment()} />, anEndpoint())
  expect(container.textContent).toBe('')
})
