/** From a fresh clone to something that can be started: install, generate, bundle, build; each skipped when its inputs are unchanged. Only node: modules. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { hashInputs, isInstalled, isMarked, mark, root } from './inputs.mjs'
import { missingRequirements } from './requirements.mjs'
import { runStep, StepFailure } from './run-step.mjs'

const quietPrisma = { PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' }
const bundled = [
  'agent',
  'server',
  'lib',
  'prisma/migrations',
  'scripts/bundle.mjs',
  'scripts/validate.ts',
  'tsconfig.json',
  'package-lock.json',
]
const pages = [
  'app',
  'components',
  'lib',
  'i18n',
  'messages',
  'public',
  'prisma/schema.prisma',
  'next.config.mjs',
  'scripts/aria-languages.cjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]

/** What was edited while the step ran may be in its result or not: then it runs again the next time. */
function markUnlessEdited(step, hash, inputs) {
  if (hashInputs(inputs) === hash) mark(step, hash)
}

/** Does what is needed up to `until`: 'install', 'bundle' or 'build'. Throws StepFailure with a sentence. Returns the seconds of each step that ran. */
export async function prepare(until = 'build') {
  const lacks = await missingRequirements()
  if (lacks.length > 0) throw new StepFailure(lacks.join('\n'))
  const ran = {}

  const lock = hashInputs(['package-lock.json'])
  if (!isMarked('install', lock)) {
    if (!isInstalled()) {
      ran.install = await runStep('Installing packages', 'npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
        env: { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1', PRISMA_SCHEMA_ENGINE_BINARY: process.execPath },
      })
    }
    mark('install', lock)
  }

  const schema = hashInputs(['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'])
  if (!isMarked('generate', schema) || !existsSync(join(root, 'generated/prisma/client.ts'))) {
    ran.generate = await runStep('Generating the database client', process.execPath, ['scripts/prisma.mjs', 'generate'], {
      env: quietPrisma,
      timeoutMs: 120_000,
    })
    mark('generate', schema)
  }
  if (until === 'install') return ran

  const processes = hashInputs(bundled)
  if (!isMarked('bundle', processes) || !existsSync(join(root, 'dist/launcher.mjs'))) {
    ran.bundle = await runStep('Bundling launcher, studio server, agent and router', process.execPath, ['scripts/bundle.mjs'], {
      timeoutMs: 120_000,
    })
    markUnlessEdited('bundle', processes, bundled)
  }
  if (until === 'bundle') return ran

  const site = hashInputs(pages)
  if (!isMarked('build', site) || !existsSync(join(root, '.next/BUILD_ID'))) {
    ran.build = await runStep('Building the pages', process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
      env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
      timeoutMs: 10 * 60_000,
    })
    markUnlessEdited('build', site, pages)
  }
  return ran
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await prepare(process.argv[2]?.replace('--', '') || 'build')
  } catch (error) {
    console.error(error instanceof StepFailure ? error.message : error)
    process.exit(1)
  }
}
