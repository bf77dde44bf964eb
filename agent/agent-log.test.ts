import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openAgentLog } from '@/agent/agent-log'
import { openLog } from '@/agent/router/log'

it('writes no credential that a message, an error or a request carries, nor does the router', () => {
  const logs = mkdtempSync(join(tmpdir(), 'scorepoint-log-'))
  const secret = 'Zx9-canary-canary-canary'
  const log = openAgentLog({ logs })
  log.error({ err: new Error(`pip: https://me:${secret}@index/simple failed`) }, `Authorization: Bearer ${secret}`)
  log.info({ keys: { primaryKey: secret }, url: `/blob?sv=1&sig=${secret}` }, 'asked')
  openLog(join(logs, 'router.log'))(`https://127.0.0.1/score?sig=${secret} broke off`)
  const written = ['agent.log', 'router.log'].map((name) => readFileSync(join(logs, name), 'utf8'))
  expect(written.join('')).not.toContain(secret)
  expect(written[0]).toContain('failed')
  expect(written[1]).toContain('broke off')
  expect(statSync(join(logs, 'agent.log')).mode & 0o777).toBe(0o600)
  rmSync(logs, { recursive: true, force: true })
})
