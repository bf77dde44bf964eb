// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { countdown, TokenField } from '@/components/consume/TokenField'
import { acceptingActions, anEndpoint, renderOnEndpoint } from '@/components/overview/endpoint-for-test'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('counts down in minutes and seconds, and stops at zero', () => {
  const left = [3_547_000, 60_000, 5_400, 0, -5000].map((ms) => countdown(1_000_000 + ms, 1_000_000))
  expect(left).toEqual(['59:07', '1:00', '0:05', '0:00', '0:00'])
})

test('copies without showing, says when the token ends, and fetches the next one only when it is due', async () => {
  const now = Math.trunc(Date.now() / 1000)
  const actions = acceptingActions()
  const token = { accessToken: 'first.token', expiryTimeUtc: now + 3600, refreshAfterTimeUtc: now + 1800, tokenType: 'Bearer' }
  actions.readToken.mockResolvedValue({ ok: true, value: token })
  const writeText = vi.fn(async () => undefined)
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } })
  renderOnEndpoint(<TokenField />, anEndpoint({ authMode: 'AMLToken' }), { actions })
  expect(actions.readToken).not.toHaveBeenCalled()
  await act(async () => fireEvent.click(screen.getByRole('button', { name: /Copy.*Token/ })))
  await waitFor(() => expect(writeText).toHaveBeenCalledWith('first.token'))
  expect(screen.queryByText('first.token')).toBeNull()
  expect(screen.getByText('Expires')).toBeTruthy()
  expect(screen.getByText(/^in (60:00|59:5\d)$/)).toBeTruthy()
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Show: Token' })))
  expect(screen.getByText('first.token')).toBeTruthy()
  expect(actions.readToken).toHaveBeenCalledTimes(1)
})
