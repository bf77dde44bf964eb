/**
 * bench:editor: from a keystroke to new diagnostics and to a list of proposals, ours beside yaml-language-server on the same text and
 * schema, both in this process; then keys typed into the real editor in Chromium, and into bare Monaco (performance.md).
 */
import { createServer } from 'node:http'
import { type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test'
import { build } from 'esbuild'
import { endChildren, temporaryDirectory } from '@/bench/children'
import { yamlLanguageServer } from '@/bench/peers/yaml-language-server'
import { finish, hasOption, record, showGoal, showTitle, spread } from '@/bench/report'
import { yamlChecker } from '@/lib/domain/checks/check-document'
import { completeYaml } from '@/lib/domain/yaml-language/complete'
import { createEndpoint } from '@/test/deploy-folder'
import { agentOf } from '@/test/product/product-agent'
import { startProduct } from '@/test/product/start-product'

const quick = hasOption('quick')
const rounds = quick ? 5 : 9
const keysPerRound = quick ? 5 : 20
/** In the browser: two pages in turn, as they share one processor's moods. */
const typingRounds = quick ? 2 : 5
const firstKeys = 8

const head = `$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue # the first one
endpoint_name: my-endpoint
model:
  path: model/
code_configuration:
  code: onlinescoring/
  scoring_script: score.py
environment:
  conda_file: environment/conda.yaml
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest
instance_type: Standard_DS3_v2
instance_count: 1
request_settings:
  request_timeout_ms: 5000
  max_concurrent_requests_per_instance: 1
readiness_probe:
  initial_delay: 10
  period: 10
liveness_probe:
  initial_delay: 10
  period: 10
environment_variables:
  WORKER_COUNT: "1"
  LOG_LEVEL: debug
`
const lines = (count: number) =>
  head + Array.from({ length: count - 25 }, (_, index) => `  VARIABLE_${index}: "value of variable ${index}" # note ${index}\n`).join('')
const states = {
  valid: (text: string) => text,
  'one error': (text: string) => text.replace('instance_count: 1', 'instance_count: many'),
  broken: (text: string) => text.replace('name: blue', 'name: "blue'),
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Where somebody types, one key after another: a comment at the end of a line, a value, a new line with a key. */
const places: Record<string, { behind: string; keys: (index: number) => string }> = {
  comment: { behind: 'score.py', keys: (index) => ` # ${'checked again'.slice(0, index % 13)}${index}` },
  value: { behind: 'my-endpoint', keys: (index) => `-${'production'.slice(0, index % 10)}${index}` },
  'new line': { behind: 'initial_delay: 10', keys: (index) => `\n  ${`success_threshold: ${index}`.slice(0, 1 + index)}` },
}

/** The texts of somebody who types there. */
function typed(text: string, { behind, keys }: (typeof places)[string]): string[] {
  const at = text.indexOf(behind) + behind.length
  return Array.from({ length: keysPerRound }, (_, index) => text.slice(0, at) + keys(index) + text.slice(at))
}

async function timed(run: () => unknown): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

interface Sides {
  ours: number[]
  theirs: number[]
}

/** Alternating rounds, the first thrown away. */
async function sideBySide(
  texts: string[],
  ours: (text: string) => unknown,
  theirs: ((text: string) => unknown) | undefined,
): Promise<Sides> {
  const found: Sides = { ours: [], theirs: [] }
  for (let round = 0; round <= rounds; round += 1)
    for (const text of texts) {
      const mine = await timed(() => ours(text))
      const other = theirs && (await timed(() => theirs(text)))
      if (round === 0) continue
      found.ours.push(mine)
      if (other !== undefined) found.theirs.push(other)
    }
  return found
}

function show(name: string, { ours, theirs }: Sides): number | undefined {
  const line = (values: number[]) => `p50 ${percentile(values, 0.5).toFixed(2)} p95 ${percentile(values, 0.95).toFixed(2)} ms`
  const ratio = theirs.length > 0 ? spread(ours).median / spread(theirs).median : undefined
  const other =
    ratio === undefined ? 'skipped: yaml-language-server not found' : `yaml-language-server ${line(theirs)}   ratio ${ratio.toFixed(3)}`
  console.log(`  ${name.padEnd(34)} ours ${line(ours).padEnd(26)} ${other}`)
  record('editor', {
    name,
    ours: { p50: percentile(ours, 0.5), p95: percentile(ours, 0.95) },
    theirs: { p50: percentile(theirs, 0.5), p95: percentile(theirs, 0.95) },
  })
  return ratio
}

const taskMs = async (session: CDPSession) => {
  const { metrics } = await session.send('Performance.getMetrics')
  return 1000 * (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? Number.NaN)
}

interface Typed {
  /** From each key to the frame that shows it. */
  paints: number[]
  /** What the main thread did per key altogether, until the next one: its own processor time, so that other programs count nothing. */
  perKey: number[]
}

/** Notes from each key to the first task behind the frame that shows it, which runs when it is painted. */
async function watchPaints(page: Page): Promise<void> {
  await page.evaluate(() => {
    const paints: number[] = []
    document.addEventListener(
      'keydown',
      ({ timeStamp }) => {
        requestAnimationFrame(() => {
          const channel = new MessageChannel()
          channel.port1.onmessage = () => paints.push(performance.now() - timeStamp)
          channel.port2.postMessage(undefined)
        })
      },
      { capture: true },
    )
    Object.assign(window, { paints })
  })
}

async function typeAndMeasure({ page, session }: TypedPage, keys: number): Promise<Typed> {
  await page.bringToFront()
  const perKey: number[] = []
  // The first keys of a round compile what the others run, and wake what slept.
  for (let key = -firstKeys; key < keys; key += 1) {
    const before = await taskMs(session)
    await page.keyboard.press('x', { delay: 20 })
    await page.waitForTimeout(80)
    if (key >= 0) perKey.push((await taskMs(session)) - before)
  }
  const paints = await page.evaluate(() => (window as { paints?: number[] }).paints ?? [])
  return { paints: paints.slice(-keys), perKey }
}

interface TypedPage {
  page: Page
  session: CDPSession
}

async function readyToType(page: Page): Promise<TypedPage> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await beginComment(page)
  await watchPaints(page)
  return { page, session }
}

/** Behind the first key of the second line a comment begins, which is typed in. */
async function beginComment(page: Page): Promise<void> {
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('End')
  await page.keyboard.type(' # ')
  await page.waitForTimeout(1_000)
}

/** Bare Monaco with the studio's options on an empty page, served on loopback: what nobody can take from a key. */
async function serveFloor(): Promise<{ url: string; close(): void }> {
  const bundle = await build({
    absWorkingDir: process.cwd(),
    entryPoints: ['bench/editor-floor-page.ts'],
    bundle: true,
    write: false,
    outdir: '.dev',
    format: 'esm',
    minify: true,
    logLevel: 'error',
    loader: { '.ttf': 'dataurl' },
  })
  const ending = (end: string) => bundle.outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
  const answers: Record<string, [string, string]> = {
    '/': ['text/html', '<!doctype html><link rel="stylesheet" href="/page.css"><body><script type="module" src="/page.js"></script>'],
    '/page.js': ['text/javascript', ending('.js')],
    '/page.css': ['text/css', ending('.css')],
  }
  const server = createServer((request, response) => {
    const [type, body] = answers[request.url ?? ''] ?? ['text/plain', '']
    response.setHeader('content-type', `${type}; charset=utf-8`).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() }
}

async function openFloor(context: BrowserContext, url: string, text: string): Promise<TypedPage> {
  const page = await context.newPage()
  await page.goto(url)
  await page.waitForFunction(() => 'openFloor' in window)
  await page.evaluate((shown) => (window as { openFloor?: (text: string) => void }).openFloor?.(shown), text)
  await page.waitForTimeout(1_000)
  return readyToType(page)
}

async function openWizard(context: BrowserContext, url: string, text: string): Promise<TypedPage> {
  const page = await context.newPage()
  await page.goto(`${url}/endpoints/typing/deployments/new`)
  const input = page.locator('.monaco-editor').getByRole('textbox', { name: 'Deployment YAML' })
  await input.waitFor({ state: 'attached', timeout: 60_000 })
  await input.focus()
  await page.keyboard.press('Control+A')
  await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text)
  await page.keyboard.press('Control+V')
  await page.waitForTimeout(2_000)
  return readyToType(page)
}

/** Keys typed into both in turn, round by round. */
async function typeInTurn(floor: TypedPage, wizard: TypedPage, keys: number): Promise<{ floor: Typed; found: Typed }> {
  const sides = { floor: { paints: [], perKey: [] } as Typed, found: { paints: [], perKey: [] } as Typed }
  for (let round = 0; round < typingRounds; round += 1)
    for (const [side, page] of [
      ['floor', floor],
      ['found', wizard],
    ] as const) {
      const typed = await typeAndMeasure(page, keys)
      sides[side].paints.push(...typed.paints)
      sides[side].perKey.push(...typed.perKey)
    }
  return sides
}

async function inTheBrowser(): Promise<void> {
  const product = await startProduct({ home: temporaryDirectory('sp-editor-'), env: { SCOREPOINT_RUNTIME: 'fake' } })
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
  const bare = await serveFloor()
  try {
    await createEndpoint(agentOf(product), 'typing')
    const [name = '', value = ''] = (await product.signIn()).split('=')
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    await context.addCookies([{ name, value, url: product.url, httpOnly: true, sameSite: 'Strict' }])
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    for (const count of quick ? [2000] : [25, 2000, 5000]) {
      const pages = [await openFloor(context, bare.url, lines(count)), await openWizard(context, product.url, lines(count))] as const
      const { floor, found } = await typeInTurn(...pages, keysPerRound)
      for (const { page } of pages) await page.close()
      // Like is compared with like: Monaco's own slow keys are no work of ours, its quick ones no credit.
      const more = (share: number) => percentile(found.perKey, share) - percentile(floor.perKey, share)
      const line = (values: number[]) => `p50 ${percentile(values, 0.5).toFixed(1)} p95 ${percentile(values, 0.95).toFixed(1)}`
      console.log(
        `  typed into ${String(count).padStart(5)} lines  keystroke to paint ${line(found.paints)} ms   main thread per key ${line(found.perKey)} ms, bare Monaco ${line(floor.perKey)} ms, ours p50 ${more(0.5).toFixed(1)} p95 ${more(0.95).toFixed(1)} ms`,
      )
      const both = (values: number[]) => ({ p50: percentile(values, 0.5), p95: percentile(values, 0.95) })
      record('editor', {
        name: `typed ${count}`,
        paint: both(found.paints),
        perKey: both(found.perKey),
        bare: both(floor.perKey),
        ours: { p50: more(0.5), p95: more(0.95) },
      })
      if (count !== 5000) showGoal({ name: `main thread per key beside bare Monaco, ${count} lines, p95 ms`, got: more(0.95), atMost: 4 })
      if (count === 2000) showGoal({ name: 'keystroke to paint, 2,000 lines, p95 ms', got: percentile(found.paints, 0.95), atMost: 50 })
    }
  } finally {
    bare.close()
    await browser.close()
    await product.stop('keep')
    await endChildren()
  }
}

async function inThisProcess(): Promise<void> {
  const peer = yamlLanguageServer('deployment')
  showTitle(
    'editor',
    `keystroke to diagnostics, ${rounds} rounds of ${keysPerRound} keys; peer ${peer ? `yaml-language-server ${peer.version}` : 'none'}`,
  )
  let worst: number | undefined
  let p95: number | undefined
  for (const count of [25, 2000])
    for (const [state, make] of Object.entries(states))
      for (const [place, how] of Object.entries(places)) {
        const texts = typed(make(lines(count)), how)
        const check = yamlChecker()
        const sides = await sideBySide(texts, (text) => check(text, { kind: 'deployment' }), peer && ((text) => peer.diagnostics(text)))
        const ratio = show(`${count} lines, ${state}, ${place}`, sides)
        if (ratio !== undefined) worst = Math.max(worst ?? 0, ratio)
        if (count === 25) p95 = Math.max(p95 ?? 0, percentile(sides.ours, 0.95))
      }
  for (const count of [25, 2000]) {
    const text = `${lines(count)}req`
    const texts = Array.from({ length: keysPerRound }, (_, index) => text.replace('first one', `first one ${index}`))
    const ours = (one: string) => completeYaml({ text: one, offset: one.length, kind: 'deployment' })
    const ratio = show(`${count} lines, proposals`, await sideBySide(texts, ours, peer && ((one) => peer.completions(one, one.length))))
    if (ratio !== undefined) worst = Math.max(worst ?? 0, ratio)
  }
  showGoal({ name: 'worst ratio to yaml-language-server', got: worst, atMost: 0.5 })
  showGoal({ name: '25 lines, p95 ms', got: p95, atMost: 10 })
}

async function main(): Promise<void> {
  if (!hasOption('browser')) await inThisProcess()
  if (!hasOption('service')) await inTheBrowser()
  finish()
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
