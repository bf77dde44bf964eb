import { defineConfig } from '@playwright/test'
import { findChromium } from './scripts/chromium.mjs'

const executablePath = findChromium()

/** Browser journeys against the built product (e2e/fixtures.ts starts it). The distribution's Chromium; nothing is downloaded. */
export default defineConfig({
  testDir: 'e2e',
  tsconfig: 'e2e/tsconfig.json',
  workers: 1,
  timeout: 120_000,
  globalTimeout: 17 * 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list'], ['./scripts/playwright-counts.mjs']],
  outputDir: 'test-results',
  use: {
    // What a failure is understood by: the page's own states, and its last picture. A film of every journey took a third of the processor.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
    screenshot: 'only-on-failure',
    locale: 'en-GB',
    // Movement costs processor time and proves little: the main path, the keyboard, projects and the house are gone through with it.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic',
      ],
    },
  },
})
