// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aDeployment, anEndpoint, renderOnEndpoint } from '@/components/overview/endpoint-for-test'
import { TestView } from '@/components/test/TestView'
import type { TestActions } from '@/components/test/test-actions'
import type { Example } from '@/lib/contract/example'
import type { InvocationSummary, InvokeEvent } from '@/lib/contract/invoke'
import type { RequestLog } from '@/lib/contract/scorepoint'
import type { SignatureView } from '@/lib/queries/examples'

const sample = '{"data": [[1, 2]]}'
const detail = anEndpoint({ traffic: { blue: 90, green: 10 }, deployments: [aDeployment(), aDeployment({ name: 'green' })] })
const earlier: InvocationSummary = {
  id: 'i-1',
  status: 408,
  durationMs: 5004,
  answeredBy: 'blue',
  starred: false,
  requestBytes: 12,
  responseBytes: 0,
  createdAt: '2026-11-21T14:00:00.000Z',
}

const earlierBodies = {
  requestEncoding: 'text',
  requestBody: '{"data": [[9]]}',
  requestTruncated: false,
  requestHeaders: { 'x-trace': '7', 'x-api-key': '[not kept]' },
  query: 'a=1',
  responseEncoding: 'text',
  responseBody: '[1]',
  responseTruncated: false,
  responseHeaders: { 'azureml-model-deployment': 'blue' },
}
const example: Example = {
  id: 'x-1',
  name: 'two patients',
  deployment: 'green',
  encoding: 'text',
  body: '{"data": [[1, 2]]}',
  headers: {},
  query: '',
  assertions: [{ kind: 'status', equals: 200 }],
  createdAt: '2026-11-21T14:00:00.000Z',
  updatedAt: '2026-11-21T14:00:00.000Z',
}
let examples: Example[] = []
let signature: SignatureView = {}
const requestLog: RequestLog = {
  by: 'request-id',
  rows: [],
  traceback: 'Traceback (most recent call last):\n  File "/home/me/score.py", line 24, in run\n    return data["data"]\nKeyError: \'data\'',
}
const actions = {
  starInvocation: vi.fn(async () => ({ ok: true as const, value: null })),
  forgetInvocations: vi.fn(async () => ({ ok: true as const, value: null })),
  saveExample: vi.fn<TestActions['saveExample']>(async () => ({ ok: true, value: { id: 'x-2' } })),
  deleteExample: vi.fn(async () => ({ ok: true as const, value: null })),
}

/** Answers the studio's routes; `invoke` is what the scoring proxy streams, or never ends when absent. */
function serve(invoke?: InvokeEvent[]) {
  const sent: { body: unknown; signal: AbortSignal | undefined }[] = []
  const answerRoute = async (path: string, init?: RequestInit) => {
    if (path.endsWith('/examples')) return Response.json({ examples })
    if (path.includes('/signature')) return Response.json(signature)
    if (path.includes('/logs/request')) return Response.json(requestLog)
    if (/\/invocations(\?.*)?$/.test(path)) return Response.json({ invocations: [earlier], more: false })
    if (path.endsWith('/invocations/i-1')) return Response.json({ ...earlier, ...earlierBodies })
    if (!path.endsWith('/invoke')) return Response.json(detail)
    sent.push({ body: JSON.parse(String(init?.body)), signal: init?.signal ?? undefined })
    if (!invoke) {
      return new Promise<Response>((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
      })
    }
    return new Response(invoke.map((event) => `${JSON.stringify(event)}\n`).join(''))
  }
  return { sent, fetch: answerRoute }
}
function answer(status: number, headers: Record<string, string>, text: string): InvokeEvent[] {
  return [
    { kind: 'head', status, headers, firstByteMs: 3, binary: false },
    { kind: 'text', text },
    { kind: 'end', totalMs: 18.4, bytes: text.length, truncated: false, invocationId: 'i-2' },
  ]
}
function open(invoke?: InvokeEvent[]) {
  const { sent, fetch } = serve(invoke)
  renderOnEndpoint(<TestView samples={{ blue: sample }} actions={actions} />, detail, { fetch })
  return sent
}
const body = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Request body' })
const response = () => screen.getByRole('region', { name: 'Response' })

beforeEach(() => {
  sessionStorage.clear()
  examples = []
  signature = {}
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
  expect(sent[0]?.body).toMatchObject({
    headers: { 'x-ms-client-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) },
    body: sample,
    encoding: 'text',
  })
  expect(response().textContent).toContain('11055.977245525677')
  expect(within(response()).getByTitle('Answered by green')).toBeTruthy()
})

test('broken JSON is named by line and column while typing', () => {
  open()
  fireEvent.change(body(), { target: { value: '{\n  "data": [1,]\n}' } })
  expect(screen.getByRole('button', { name: /Line 2, column 13:/ }).textContent).toContain('no comma may stand before the end')
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
  await waitFor(() => expect(within(response()).getByRole('heading', { name: "Your model answered 500: KeyError: 'data'" })).toBeTruthy())
  expect(response().textContent).toContain('score.py:24, in run')
  fireEvent.click(within(response()).getByRole('button', { name: 'Show log lines of this request' }))
  expect(within(response()).getByRole('link', { name: 'Show logs' }).getAttribute('href')).toBe(
    '/endpoints/diabetes-risk/logs?deployment=green',
  )
})

test('a timeout names the responsible setting', async () => {
  open(answer(408, { 'azureml-model-deployment': 'blue' }, ''))
  fireEvent.keyDown(body(), { key: 'Enter', metaKey: true })
  await waitFor(() => expect(response().textContent).toContain('request_settings.request_timeout_ms'))
  expect(within(response()).getByRole('link', { name: 'Change the setting' }).getAttribute('href')).toBe(
    '/endpoints/diabetes-risk/deployments/blue/edit?step=limits',
  )
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
  fireEvent.click(screen.getByText(/^Headers 3/))
  fireEvent.click(screen.getByRole('button', { name: 'Add header' }))
  fireEvent.change(screen.getByRole('textbox', { name: 'Name of header 1' }), { target: { value: 'Authorization' } })
  expect(screen.getByText('Set by the studio')).toBeTruthy()
})

test('an earlier request comes back whole, without the credential that was not kept', async () => {
  const sent = open(answer(200, {}, '[1]'))
  fireEvent.click(await screen.findByRole('button', { name: 'Load earlier request, status 408' }))
  await waitFor(() => expect(body().value).toBe('{"data": [[9]]}'))
  expect(window.location.search).toContain('entry=i-1')
  fireEvent.keyDown(body(), { key: 'Enter', ctrlKey: true })
  await waitFor(() => expect(sent).toHaveLength(1))
  expect(sent[0]?.body).toMatchObject({ headers: { 'x-trace': '7', 'x-api-key': '' }, query: 'a=1' })
})

test('the body is held against what the deployment describes, and a form edits it', async () => {
  signature = {
    input: {
      type: 'object',
      properties: { data: { type: 'array', items: { type: 'array', items: { type: 'number' } } }, mode: { type: 'string' } },
    },
    sample: '{"data": [[1]], "mode": "x"}',
  }
  open()
  expect(await screen.findByRole('button', { name: /"mode" is missing/ })).toBeTruthy()
  fireEvent.click(screen.getByRole('radio', { name: 'Form' }))
  fireEvent.change(screen.getByRole('textbox', { name: 'data, row 1, column 1' }), { target: { value: '7.5' } })
  fireEvent.change(screen.getByRole('textbox', { name: 'mode' }), { target: { value: 'fast' } })
  fireEvent.click(screen.getByRole('radio', { name: 'JSON' }))
  expect(JSON.parse(body().value)).toEqual({ data: [[1, 7.5]], mode: 'fast' })
})

test('an answer becomes an example with assertions, wrong ones are refused in place', async () => {
  open(answer(200, {}, '{"predictions":[1.5]}'))
  fireEvent.keyDown(body(), { key: 'Enter', ctrlKey: true })
  await waitFor(() => expect(response().textContent).toContain('200 OK'))
  fireEvent.click(screen.getByRole('button', { name: 'Save as example' }))
  const dialog = within(screen.getByRole('dialog'))
  const path = dialog.getByRole('textbox', { name: /Within, path/ })
  fireEvent.change(path, { target: { value: '$.a b' } })
  fireEvent.click(dialog.getByRole('button', { name: 'Save example' }))
  expect(dialog.getByText('An example needs a name')).toBeTruthy()
  expect(dialog.getByText(/Not a JSON path/)).toBeTruthy()
  fireEvent.change(dialog.getByRole('textbox', { name: /^Name/ }), { target: { value: 'one' } })
  fireEvent.change(path, { target: { value: '$' } })
  fireEvent.click(dialog.getByRole('button', { name: 'Save example' }))
  await waitFor(() => expect(actions.saveExample).toHaveBeenCalledOnce())
  expect(actions.saveExample.mock.calls[0]?.[0].example).toMatchObject({
    name: 'one',
    body: sample,
    assertions: [
      { kind: 'status', equals: 200 },
      { kind: 'within', path: '$', value: { predictions: [1.5] }, tolerance: 0.001 },
    ],
  })
})

test('a suite names the assertion that failed and what was found', async () => {
  examples = [example]
  const checks = [{ assertion: { kind: 'status' as const, equals: 200 }, passed: false, actual: '424' }]
  const sent = open([
    { kind: 'head', status: 424, headers: { 'azureml-model-deployment': 'green' }, firstByteMs: 2, binary: false },
    { kind: 'end', totalMs: 3, bytes: 0, truncated: false, invocationId: 'i-3', checks },
  ])
  fireEvent.click(await screen.findByRole('button', { name: 'Run all' }))
  const suite = await screen.findByRole('region', { name: 'Test suite' })
  await waitFor(() => expect(suite.textContent).toContain('1 of 1 failed'))
  expect(suite.textContent).toContain('found 424')
  expect(sent[0]?.body).toMatchObject({ deployment: 'green', example: 'x-1' })
})

test('two deployments get the same request and their answers are compared', async () => {
  const sent = open(answer(200, {}, '[1]'))
  fireEvent.click(screen.getByRole('button', { name: 'Compare' }))
  expect(window.location.search).toContain('compare=blue%2Cgreen')
  fireEvent.click(screen.getByRole('button', { name: /^Send to 2/ }))
  await waitFor(() => expect(screen.getByText('No difference')).toBeTruthy())
  expect(sent.map((each) => (each.body as { deployment: string }).deployment)).toEqual(['blue', 'green'])
})
