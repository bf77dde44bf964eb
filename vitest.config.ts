import { readdirSync, readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const root = import.meta.dirname
const alias = { '@': root, 'server-only': `${root}/test/empty-module.ts` }
const node = { environment: 'node' as const, testTimeout: 20_000, hookTimeout: 60_000 }
const unit = { ...node, setupFiles: [`${root}/test/patience.ts`] }

/** The same as esbuild's `text` loader in scripts/bundle.mjs. */
const textAssets: Plugin = {
  name: 'text-assets',
  enforce: 'pre',
  load(id) {
    return /\.(sql|py|sh)$/.test(id) ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))}` : undefined
  },
}
const plugins = [textAssets]

/** Unit tests that replace modules or the environment they read once: modules shared with other files would keep the one or the other. */
const unitTests = ['lib', 'agent', 'server', 'scripts', 'components', 'app', 'test', 'i18n', 'messages']
  .flatMap((folder) => readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`))
  .filter((file) => /\.test\.tsx?$/.test(file) && !/\.(?:real|docker)\.test\.ts$|^test\/(faults|hostile)\//.test(file))
const alone = unitTests.filter((file) => /\bvi\.(mock|stubEnv)\(/.test(readFileSync(`${root}/${file}`, 'utf8')))

/** Integration tests that look at milliseconds, at requests under load, or at an end that must come within ten seconds. */
const measured = ['rounds', 'acceptance/scoring', 'product/stop-while-busy', 'code-watch'].map((name) => `test/${name}.real.test.ts`)

/** Fault tests that judge what a kill leaves and not how long anything takes: they run beside another stage. */
const killed = ['failpoints', 'moments'].map((name) => `test/faults/${name}.test.ts`)

/** unit and unit-alone: pure and in-process (seconds). integration and integration-alone: real inference server, real processes (`*.real.test.ts`); clients: Microsoft's own. docker: a real container engine (`*.docker.test.ts`). kills, faults, hostile: the built product. */
export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      // Most files share their modules with the next one in the same worker: loading them anew takes longer than the tests.
      {
        resolve: { alias },
        plugins,
        test: { name: 'unit', ...unit, isolate: false, include: unitTests.filter((file) => !alone.includes(file)) },
      },
      { resolve: { alias }, plugins, test: { name: 'unit-alone', ...unit, include: alone } },
      // What runs beside another stage, and what measures time or load and runs by itself.
      ...(['integration', 'integration-alone'] as const).map((name) => ({
        resolve: { alias },
        plugins,
        test: {
          name,
          ...node,
          testTimeout: 240_000,
          hookTimeout: 400_000,
          fileParallelism: false,
          include: name === 'integration' ? ['{lib,agent,server,test}/**/*.real.test.ts'] : measured,
          exclude: ['**/node_modules/**', 'test/{faults,hostile,clients,loaders}/**', ...(name === 'integration' ? measured : [])],
        },
      })),
      // `az` is large to fetch: npm run test:az.
      ...(['clients', 'az'] as const).map((name) => ({
        resolve: { alias },
        plugins,
        test: {
          name,
          ...node,
          testTimeout: 240_000,
          hookTimeout: 400_000,
          fileParallelism: false,
          include: name === 'az' ? ['test/clients/az.real.test.ts'] : ['test/{clients,loaders}/**/*.real.test.ts'],
          exclude: ['**/node_modules/**', ...(name === 'az' ? [] : ['test/clients/az.real.test.ts'])],
        },
      })),
      {
        resolve: { alias },
        plugins,
        test: {
          name: 'docker',
          ...node,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          include: ['{lib,agent,server,test}/**/*.docker.test.ts'],
        },
      },
      ...(['kills', 'faults', 'hostile'] as const).map((name) => ({
        resolve: { alias },
        plugins,
        test: {
          name,
          ...node,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          include: name === 'kills' ? killed : [`test/${name}/**/*.test.ts`],
          exclude: ['**/node_modules/**', ...(name === 'faults' ? killed : [])],
        },
      })),
    ],
  },
})
