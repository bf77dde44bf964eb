// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SigninForm } from '@/components/signin/SigninForm'
import { renderInStudio } from '@/components/ui/render-for-test'

const sent: unknown[] = []
let answer: () => Response | Promise<Response>

beforeEach(() => {
  sent.length = 0
  answer = () => new Response(null, { status: 401 })
  window.history.replaceState(null, '', '/signin')
  vi.stubGlobal('fetch', async (_path: string, init: RequestInit) => {
    sent.push(JSON.parse(String(init.body)))
    return answer()
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

async function submit(text: string) {
  fireEvent.change(screen.getByLabelText('Code or token'), { target: { value: text } })
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Sign in' })))
}

test('the code of the link is used once and leaves the address at once', async () => {
  window.history.replaceState(null, '', '/signin#code=abc-DEF_123')
  renderInStudio(<SigninForm theme="system" />)
  expect(window.location.hash).toBe('')
  expect(await screen.findByText('This link has been used or is too old.')).toBeTruthy()
  expect(sent).toEqual([{ code: 'abc-DEF_123' }])
})

test('what cannot be a code is sent as token only, so one mistake counts once', async () => {
  renderInStudio(<SigninForm theme="system" />)
  await submit('my secret')
  expect(sent).toEqual([{ token: 'my secret' }])
  expect(screen.getByRole('alert').textContent).toContain('This is not a valid code or token.')
})

test('a pasted link works like its code', async () => {
  renderInStudio(<SigninForm theme="system" />)
  await submit('http://127.0.0.1:3000/signin#code=lcAkddnjS5yx8aWlvat65A')
  expect(sent).toEqual([{ code: 'lcAkddnjS5yx8aWlvat65A' }])
})

test('nothing typed is said at the field, nothing is sent', async () => {
  renderInStudio(<SigninForm theme="system" />)
  await submit('  ')
  expect(screen.getByText('Paste the code, the whole link, or the token.')).toBeTruthy()
  expect(sent).toEqual([])
})

test('too many failures name the wait', async () => {
  answer = () => new Response(null, { status: 429, headers: { 'retry-after': '42' } })
  renderInStudio(<SigninForm theme="system" />)
  await submit('guess')
  expect(screen.getByRole('alert').textContent).toContain('Wait 42 s')
})

test('a studio that is gone is not called a wrong code', async () => {
  answer = () => Promise.reject(new TypeError('network'))
  renderInStudio(<SigninForm theme="system" />)
  await submit('guess')
  expect(screen.getByRole('alert').textContent).toContain('The studio does not answer.')
})
