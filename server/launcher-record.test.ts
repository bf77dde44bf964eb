import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { claimLauncher, livingLauncher, markLauncherReady, releaseLauncher } from './launcher-record'
import { readLauncherSettings } from './launcher-settings'

const home = mkdtempSync(join(tmpdir(), 'sp-'))
afterEach(() => rmSync(home, { recursive: true, force: true }))

test('the record holds what other processes need and nothing of the settings beside it, before and after it is ready', () => {
  const settings = readLauncherSettings({
    NODE_ENV: 'test',
    SCOREPOINT_HOME: home,
    SCOREPOINT_TOKEN: 'canary-of-the-token-0123456789',
    SCOREPOINT_ORIGINS: 'https://canary.example',
  })
  const { layout } = settings
  const keys = ['agentPort', 'bootId', 'pid', 'port', 'ready', 'scoringPort', 'startTime', 'url']
  expect(claimLauncher(layout, settings)).toBe('claimed')
  for (const ready of [false, true]) {
    if (ready) markLauncherReady(layout)
    const text = readFileSync(layout.launcherInfo, 'utf8')
    expect(Object.keys(JSON.parse(text)).toSorted()).toEqual(keys)
    expect(text).not.toContain('canary')
    expect(statSync(layout.launcherInfo).mode & 0o777).toBe(0o600)
    expect(livingLauncher(layout)).toMatchObject({ pid: process.pid, ready })
  }
  releaseLauncher(layout)
  expect(livingLauncher(layout)).toBeUndefined()
})
