import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { chooseInterpreter, findInterpreters } from '@/agent/environments/interpreters'
import { homeLayout } from '@/lib/domain/home-layout'
import { createProcessRuntime } from './process-runtime'
import { builtEnvironment, samplePath, score, stageTrial, temporaryHome, testCache } from './trial'

/** The launcher replaces one function of the server: each supported pair of Python and server must still start that way. */

const home = temporaryHome()
const runtime = createProcessRuntime(home.layout)
const interpreters = await findInterpreters(process.env, join(homeLayout(testCache).cache, 'python'))
const has = (version: string) => chooseInterpreter(interpreters, { version }).exact !== undefined
let count = 0

afterAll(() => {
  runtime.close()
  home.remove()
})

describe('the launcher', () => {
  for (const [python, server] of [
    ['3.9', '1.4.1'],
    ['3.10', '1.5.1'],
    ['3.12', '1.5.1'],
  ] as const) {
    if (!has(python)) console.warn(`skipped: Python ${python} is not on this computer`)
    it.skipIf(!has(python))(`starts server ${server} with Python ${python}, two workers and preloading`, async () => {
      const built = await builtEnvironment(
        `dependencies:\n  - python=${python}\n  - pip:\n    - azureml-inference-server-http==${server}\n`,
      )
      const spec = await stageTrial(home.layout.home, `versions.blue.1.${count++}`, built.python, {
        codePath: samplePath('echo', 'onlinescoring'),
        variables: { WORKER_COUNT: '2', WORKER_PRELOAD: 'true', SEPERATE_HEALTH_ENDPOINT: 'true' },
      })
      const { socketPath = '' } = await runtime.start(spec)
      try {
        expect(await runtime.probe(spec.id, 60_000)).toBe(true)
        const answer = await score(socketPath, [1])
        expect(answer.body).toMatchObject({ echo: [1] })
        expect(answer.headers['x-ms-server-version']).toBe(`azmlinfsrv/${server}`)
      } finally {
        await runtime.stop(spec.id, 2000)
      }
    })
  }
})
