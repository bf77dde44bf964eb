import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDoctor } from '@/agent/doctor'
import { checkSilentEngine } from '@/agent/runtimes/docker/engine-doctor'
import { homeLayout } from '@/lib/domain/home-layout'

const bare = { platform: 'linux' as const, isInstalled: false, hasSystemd: false, user: 'me', isNeeded: false }
let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'scorepoint-doctor-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

it('says what is missing with what to do, and that Docker is not needed', async () => {
  const control = { routerReport: () => undefined, routerProblem: () => undefined }
  const env = { NODE_ENV: 'test' as const, PATH: home, HOME: home }
  const engineChecks = async () => [checkSilentEngine({ source: 'default', host: 'unix:///var/run/docker.sock' }, 'no-socket', bare)]
  const report = await createDoctor({ layout: homeLayout(home), control, scoringPort: 7080, version: '1.2.3', env, engineChecks })()
  const states = Object.fromEntries(report.checks.map((check) => [check.id, check]))
  expect(report).toMatchObject({ agentVersion: '1.2.3', home })
  expect(states.router).toMatchObject({ state: 'error', fix: expect.stringContaining('7080') })
  expect(states.docker?.detail).toMatch(/not needed|not\sneeded/)
  expect(states.disk?.detail).toMatch(/GiB free/)
  for (const check of report.checks) if (check.state === 'error' || check.state === 'warning') expect(check.fix).toBeTruthy()
})

it('hides credentials of the package index', async () => {
  const control = {
    routerReport: () => ({ pid: 1, startedAt: '', tableVersion: 1, endpoints: {}, instances: {} }),
    routerProblem: () => undefined,
  }
  const env = { ...process.env, PIP_INDEX_URL: 'https://someone:hidden@index.example/simple', PIP_CONFIG_FILE: '/dev/null' }
  const report = await createDoctor({
    layout: homeLayout(home),
    control,
    scoringPort: 7080,
    version: '1',
    env,
    engineChecks: async () => [],
  })()
  const text = JSON.stringify(report)
  expect(text).not.toContain('hidden')
  const index = report.checks.find((check) => check.id === 'index')
  if (index?.state === 'ok') expect(index.detail).toContain('index.example')
  expect(report.checks.find((check) => check.id === 'router')?.state).toBe('ok')
})
