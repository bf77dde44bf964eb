import { expect, test } from 'vitest'
import { agentStop, launcherStop, leftoverStop, wholeStopMs } from './stop-budgets'

const sum = (budget: Readonly<Record<string, number>>) => Object.values(budget).reduce((total, ms) => total + ms, 0)

test('each process ends before the one that waits for it gives up, and the whole within ten seconds', () => {
  expect(launcherStop.agentMs - sum(agentStop)).toBeGreaterThanOrEqual(1000)
  expect(launcherStop.leftoversMs - sum(leftoverStop)).toBeGreaterThanOrEqual(1500)
  expect(launcherStop.agentMs + launcherStop.killMs + launcherStop.leftoversMs).toBeLessThan(wholeStopMs)
  expect(launcherStop.studioMs + launcherStop.killMs).toBeLessThan(wholeStopMs)
})
