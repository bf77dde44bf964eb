/** A Python script with Microsoft's SDK alone does its work while the browser looks on: every step is on the page within a second. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Page } from '@playwright/test'
import type { OperationView } from '@/lib/contract/scorepoint'
import { ensurePythonClient } from '../test/clients/python-clients'
import { sdkReleases } from '../test/clients/releases'
import { fillSdkFolder, microsoftSample } from '../test/clients/sdk-folder'
import { expect, test } from './fixtures'
import { underLoad } from './patience'

const withinMs = underLoad(1000)
const titles: Record<string, string> = {
  Validate: 'Validate',
  ResolveEnvironment: 'Resolve environment',
  BuildEnvironment: 'Environment',
  StageArtifacts: 'Storage initializer',
  StartInstances: 'Start instances',
  WaitReady: 'Ready',
  Publish: 'Publish to the router',
}

interface Seen {
  at: number
  text: string
}

/** Has the page keep its own text, with the time, whenever it changes. */
async function watchPage(page: Page): Promise<() => Promise<Seen[]>> {
  const kept = await page.evaluateHandle(() => {
    const seen: { at: number; text: string }[] = []
    const keep = () => {
      const text = document.querySelector('main')?.innerText.replace(/\n+/g, '\n') ?? ''
      if (seen.at(-1)?.text !== text) seen.push({ at: Date.now(), text })
    }
    new MutationObserver(keep).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
    keep()
    return seen
  })
  return () => kept.jsonValue()
}

/** How many milliseconds after `since` the page showed it: 0 when it did before, Infinity when never. */
function delay(seen: readonly Seen[], since: number, shown: RegExp): number {
  const before = seen.findLast(({ at }) => at <= since)
  if (before && shown.test(before.text)) return 0
  const first = seen.find(({ at, text }) => at > since && shown.test(text))
  return first ? first.at - since : Number.POSITIVE_INFINITY
}

/** The script's own account: `told(step)` waits for one and answers what it adds, `goOn` lets it take the next. */
function follow(child: ChildProcessWithoutNullStreams) {
  let errors = ''
  child.stderr.on('data', (text) => {
    errors += String(text)
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  async function told(name: string): Promise<{ detail: string; at: number }> {
    for (;;) {
      const { done, value } = await lines.next()
      if (done) throw new Error(`the script ended before "${name}": ${errors.slice(-3000)}`)
      // The SDK prints dots while it waits, without a line break.
      const [, step, detail = ''] = /step (\S+) ?(.*)$/.exec(value) ?? []
      if (step === name) return { detail, at: Date.now() }
    }
  }
  return { told, goOn: () => child.stdin.write('\n') }
}

// The endpoint goes while its page is open; that it asks once more and is told so is right.
test.use({ expectedConsoleErrors: ['status of 404'] })

test('shows each step of a running script within a second', async ({ page, context, product }) => {
  test.setTimeout(180_000)
  const python = await ensurePythonClient(`azure-ai-ml-${sdkReleases[0]?.version}.txt`)
  const folder = mkdtempSync(join(tmpdir(), 'sdk-e2e-'))
  fillSdkFolder(folder)
  mkdirSync(join(folder, 'home'))

  // The set-up as a person copies it; the agent's token is not in it.
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/settings/connections')
  await page.getByRole('button', { name: /^Copy.*azure-ai-ml/ }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('MLClient')
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).not.toContain(product.token)
  const setup = join(folder, 'setup.py')
  writeFileSync(setup, copied)

  await page.goto('/endpoints')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const began = performance.now()
  const child = spawn(python, [join(import.meta.dirname, '../test/clients/python/sample.py'), setup, folder], {
    env: { NODE_ENV: 'test', PATH: process.env.PATH ?? '', HOME: join(folder, 'home'), PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const { told, goOn } = follow(child)
  try {
    await told('endpoint')
    await expect(page.getByRole('link', { name: /sdk-endpoint/ }).first()).toBeVisible({ timeout: withinMs })
    await page.goto('/endpoints/sdk-endpoint')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('sdk-endpoint')
    const seen = await watchPage(page)
    goOn()
    await told('blue')
    await expect(page.getByText('blue is deployed')).toBeVisible({ timeout: withinMs })
    goOn()
    await told('green')
    await expect(page.getByText('green is deployed')).toBeVisible({ timeout: withinMs })
    goOn()
    const traffic = await told('traffic')
    await expect(page.getByText('90%').first()).toBeVisible({ timeout: withinMs })
    goOn()
    const { detail: answer } = await told('score')
    if (existsSync(microsoftSample)) expect(JSON.parse(answer)).toEqual([expect.closeTo(11055.977, 2), expect.closeTo(4503.0795, 3)])
    goOn()
    const mirror = await told('mirror')
    await expect(page.getByText('10 % mirrored to green')).toBeVisible({ timeout: withinMs })
    const { text } = await product.agent('/_scorepoint/operations?endpoint=sdk-endpoint')
    const operations = JSON.parse(text) as OperationView[]
    goOn()
    expect((await told('log')).detail).toBe('True')
    expect((await told('storage-log')).detail).toBe('True')
    await told('deleted')
    await expect(page.getByText(/sdk-endpoint. does not exist/).first()).toBeVisible({ timeout: withinMs })
    const tookMs = performance.now() - began

    const all = await seen()
    const delays: Record<string, number> = {
      'traffic 90/10': delay(all, traffic.at, /blue\n90%\s*green\n10%/),
      'mirror 10 %': delay(all, mirror.at, /10 % mirrored to green/),
    }
    for (const name of ['blue', 'green']) {
      const operation = operations.find((each) => each.deployment === name && each.kind === 'create')
      expect(operation?.phases.map((phase) => phase.name)).toEqual(
        expect.arrayContaining(['BuildEnvironment', 'StageArtifacts', 'WaitReady']),
      )
      const card = all.filter(({ text: shown }) => shown.includes(name))
      for (const phase of operation?.phases ?? []) {
        if (phase.state !== 'succeeded' || !phase.endedAt) continue
        delays[`${name}: ${phase.name}`] = delay(card, Date.parse(phase.endedAt), new RegExp(`\\n${titles[phase.name]}\\ndone`))
      }
      delays[`${name} is deployed`] = delay(all, Date.parse(operation?.endedAt ?? ''), new RegExp(`${name} is deployed`))
    }
    console.log(
      `the script took ${Math.round(tookMs / 1000)} s, allowed ${Math.round(withinMs)} ms; ms until the page showed it: ${JSON.stringify(delays)}`,
    )
    expect(Object.keys(delays).length).toBeGreaterThan(14)
    expect(Object.entries(delays).filter(([, ms]) => ms > withinMs)).toEqual([])
    expect(tookMs).toBeLessThan(60_000)
  } finally {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
})
