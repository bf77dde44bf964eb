import { defineConfig } from 'vitest/config'

const root = import.meta.dirname
const alias = { '@': root, 'server-only': `${root}/test/empty-module.ts` }
const node = { environment: 'node' as const, testTimeout: 20_000, hookTimeout: 60_000 }

/** unit: pure and in-process (seconds). integration: real inference server, real processes (`*.real.test.ts`). */
export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          ...node,
          include: ['{lib,agent,server,scripts,components,app,test}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/*.real.test.ts'],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'integration',
          ...node,
          testTimeout: 240_000,
          hookTimeout: 400_000,
          fileParallelism: false,
          include: ['{lib,agent,server,test}/**/*.real.test.ts'],
        },
      },
    ],
  },
})
