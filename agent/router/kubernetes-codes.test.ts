import { afterEach, beforeEach, expect, test } from 'vitest'
import { type RunningRouter, startRouter } from './router'
import type { RouterReport } from './table'
import { aDeployment, aTable, control, countBy, score, startWorker, temporaryHome, type Worker } from './testing/stand-in'

let home: ReturnType<typeof temporaryHome>
let router: RunningRouter
let worker: Worker

beforeEach(async () => {
  home = temporaryHome()
  router = await startRouter({ layout: home.layout, port: 0, maxBodyBytes: 1_000_000, log: () => undefined })
  worker = await startWorker(home.socket('blue'), (_request, response, body) => {
    const { status, waitMs } = JSON.parse(body) as { status: number; waitMs?: number }
    setTimeout(() => response.writeHead(status).end('from the model'), waitMs ?? 0)
  })
})
afterEach(async () => {
  await router.close(0)
  await worker.close()
  home.remove()
})

async function serve(codes: 'kubernetes' | undefined): Promise<void> {
  const limits = { requestTimeoutMs: 150, maxQueueWaitMs: 50, ...(codes ? { codes } : {}) }
  const table = aTable([aDeployment('blue', [home.socket('blue')], limits)], { blue: 100 })
  expect((await control(home.layout.routerControlSocket, 'PUT', '/table', table)).status).toBe(200)
}
const send = (status: number, waitMs = 0) => score({ port: router.port, body: JSON.stringify({ status, waitMs }) })

test.each([
  ['managed', undefined, { 200: 200, 500: 424, 422: 424 }, 408, 429],
  ['Kubernetes', 'kubernetes' as const, { 200: 200, 500: 502, 422: 422 }, 504, 503],
])('%s: codes of what the model answers, of a timeout and of too much', async (_, codes, models, timeout, tooMany) => {
  await serve(codes)
  for (const [model, wanted] of Object.entries(models)) {
    const answer = await send(Number(model))
    expect([answer.status, answer.body]).toEqual([wanted, 'from the model'])
    expect(answer.headers['ms-azureml-model-error-statuscode']).toBe(model === '200' ? undefined : model)
  }
  const slow = await send(200, 400)
  expect(slow.status).toBe(timeout)
  const answers = await Promise.all([send(200, 100), send(200, 100), send(200, 100), send(200, 100)])
  const statuses = countBy(answers, ({ status }) => String(status))
  expect(statuses[String(tooMany)]).toBeGreaterThanOrEqual(2)
  const report: RouterReport = JSON.parse((await control(home.layout.routerControlSocket, 'GET', '/report')).body)
  // Counted as clients saw them.
  expect(report.endpoints['uid-1']?.deployments.blue?.byCode).toMatchObject({ [timeout]: 1, [tooMany]: statuses[String(tooMany)] })
})
