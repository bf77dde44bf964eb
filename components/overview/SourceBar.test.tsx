// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { acceptingActions, aDeployment, anEndpoint, renderOnEndpoint } from '@/components/overview/endpoint-for-test'
import { SourceBar } from '@/components/overview/SourceBar'
import type { CodeSourceView } from '@/lib/contract/code-source'

afterEach(cleanup)

const aSource = (given: Partial<CodeSourceView> = {}): CodeSourceView => ({
  deployment: 'blue',
  folder: '/home/me/code',
  watch: false,
  isRedeploying: false,
  ...given,
})
const changed = { files: ['score.py', 'util.py'], at: new Date(Date.now() - 4000).toISOString() }

it('names what changed and sends it with the button or the key, but not while somebody types', async () => {
  const actions = acceptingActions()
  renderOnEndpoint(<SourceBar deployment={aDeployment()} isLast={false} />, anEndpoint({ sources: [aSource({ changed })] }), { actions })
  expect(screen.getByText('score.py and 1 more file changed')).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Redeploy code' }))
  await waitFor(() => expect(actions.redeployCode).toHaveBeenCalledTimes(1))
  expect(actions.redeployCode).toHaveBeenCalledWith(expect.objectContaining({ endpoint: 'diabetes-risk', deployment: 'blue' }))
  const field = document.body.appendChild(document.createElement('input'))
  fireEvent.keyDown(field, { key: 'R', shiftKey: true })
  field.remove()
  expect(actions.redeployCode).toHaveBeenCalledTimes(1)
  await waitFor(() => screen.getByRole('button', { name: 'Redeploy code' }))
  fireEvent.keyDown(document.body, { key: 'R', shiftKey: true })
  await waitFor(() => expect(actions.redeployCode).toHaveBeenCalledTimes(2))
})

it('switches watching, and shows neither bar nor key without a known folder', async () => {
  const actions = acceptingActions()
  const view = renderOnEndpoint(<SourceBar deployment={aDeployment()} isLast={false} />, anEndpoint({ sources: [aSource()] }), { actions })
  fireEvent.click(screen.getByRole('switch', { name: 'Watch' }))
  await waitFor(() => expect(actions.watchCode).toHaveBeenCalledWith({ endpoint: 'diabetes-risk', deployment: 'blue', watch: true }))
  view.unmount()
  renderOnEndpoint(<SourceBar deployment={aDeployment()} isLast={false} />, anEndpoint())
  expect(screen.queryByRole('switch')).toBeNull()
})
