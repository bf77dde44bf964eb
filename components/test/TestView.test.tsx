// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aDeployment, anEndpoint, renderOnEndpoint } from '@/components/overview/endpoint-for-test'
import { TestView } from '@/components/test/TestView'
import type { InvocationSummary, InvokeEvent } from '@/lib/contract/invoke'

const sample = '{"data": [[1, 2]]}'
const detail = anEndpoint({ traffic: { blue: 90, green: 10 }, deployments: [aDeployment(), aDeployment({ name: 'green' })] })
const earlier: InvocationSummary = { id: 'i-1', status: 408, durationMs: 5004, answeredBy: 'blue', createdAt: '2026-11-21T14:00:00.000Z' }

/** Answers the studio's routes; `invoke` is what the scoring proxy streams, or never ends when absent. */
function serve(invoke?: InvokeEvent[]) {
  const sent: { body: unknown; signal: AbortSignal | undefined }[] = []
  vi.stubGlobal(
    'fetch',
    vi.fn(async (path: string, init?: RequestInit) => {
      if (path.endsWith('/invocations')) return Response.json({ invocations: [earlier] })
      if (path.endsWith('/invocations/i-1'))
        return Response.json({ ...earlier, requestBody: '{"data": []}', requestHeaders: { 'x-trace': '7' } })
      if (!path.endsWith('/invoke')) return Response.json(detail)
      sent.push({ body: JSON.parse(String(init?.body)), signal: init?.signal ?? undefined })
      if (!invoke) {
        return new Promise<Response>((_, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
        })
      }
      return new Response(invoke.map((event) => `${JSON.stringify(event)}\n`).join(''))
    }),
  )
  return sent
}
function answer(status: number, headers: Record<string, string>, text: string): InvokeEvent[] {
  return [
    { kind: 'head', status, headers, firstByteMs: 3, binary: false },
    { kind: 'text', text },
    { kind: 'end', totalMs: 18.4, bytes: text.length, truncated: false, invocationId: 'i-2' },
  ]
}
function open(invoke?: InvokeEvent[]) {
  renderOnEndpoint(<TestView samples={{ blue: sample }} />, detail)
  return serve(invoke)
}
const body = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Request body' })
const response = () => screen.getByRole('region', { name: 'Response' })

beforeEach(() => {
  sessionStorage.clear()
  window.history.replaceState(null, '', '/')
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('the sample of the deployment is filled in, and Ctrl with Enter sends it', async () => {
  const sent = open(answer(200, { 'azureml-model-deployment': 'green', 'x-ms-run-fn-exec-ms': '1.250' }, '[11055.977245525677]'))
  expect(body().value).toBe(sample)
  fireEvent.keyDown(body(), { key: 'Enter', ctrlKey: true })
  await waitFor(() => expect(response().textContent).toContain('200 OK'))
  expect(sent[0]?.body).toEqual({ headers: {}, body: sample })
  expect(response().textContent).toContain('11055.977245525677')
  expect(response().textContent).toContain('model 1.3 ms')
  expect(within(response()).getByTitle('Answered by green')).toBeTruthy()
})

test('broken JSON is named by line and column while typing', () => {
  open()
  fireEvent.change(body(), { target: { value: '{\n  "data": [1,]\n}' } })
  expect(screen.getByText(/Line 2, column 13:/).textContent).toContain('no comma may stand before the end')
})

test('a failed model explains itself and leads to the log', async () => {
  const headers = {
    'azureml-model-deployment': 'green',
    'ms-azureml-model-error-statuscode': '500',
    'ms-azureml-model-error-reason': 'INTERNAL SERVER ERROR',
  }
  open(answer(424, headers, 'oops'))
  fireEvent.click(screen.getAllByRole('button', { name: /^Send/ })[0] ?? document.body)
  await waitFor(() => expect(response().textContent).toContain('424 Failed Dependency'))
  expect(within(response()).getByRole('heading', { name: 'Your model answered 500 INTERNAL SERVER ERROR' })).toBeTruthy()
  expect(within(response()).getByRole('link', { name: 'Show logs' }).getAttribute('href')).toBe(
    '/endpoints/diabetes-risk/logs?deployment=green',
  )
})

test('a timeout names the responsible setting', async () => {
  open(answer(408, { 'azureml-model-deployment': 'blue' }, ''))
  fireEvent.keyDown(body(), { key: 'Enter', metaKey: true })
  await waitFor(() => expect(response().textContent).toContain('request_settings.request_timeout_ms'))
})

test('a running request can be cancelled', async () => {
  const sent = open()
  fireEvent.keyDown(body(), { key: 'Enter', ctrlKey: true })
  const cancel = await screen.findByRole('button', { name: /^Cancel/ })
  fireEvent.click(cancel)
  await waitFor(() => expect(response().textContent).toContain('Cancelled'))
  expect(sent[0]?.signal?.aborted).toBe(true)
})

test('a header the studio sets itself is refused in place', () => {
  open()
  fireEvent.click(screen.getByText('Headers 2'))
  fireEvent.click(screen.getByRole('button', { name: 'Add header' }))
  fireEvent.change(screen.getByRole('textbox', { name: 'Name of header 1' }), { target: { value: 'Authorization' } })
  expect(screen.getByText('Set by the studio')).toBeTruthy()
})
