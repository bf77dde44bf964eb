/** Bundles everything that runs outside Next into dist/. Nothing strips types at run time. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')

/** source → bundle; what is not written yet is left out and named. */
const entries = {
  launcher: 'server/launcher.ts',
  studio: 'server/studio.ts',
  validate: 'scripts/validate.ts',
}

/** What is started again after a crash is back as fast as it loads: one file each, so that no package is looked up. Only native code stays outside, and the engine's client, which most never load. */
const selfContained = { agent: 'agent/main.ts', logs: 'agent/logs/log-thread.ts', router: 'agent/router/main.ts' }

const present = Object.entries(entries).filter(([, source]) => existsSync(join(root, source)))
const missing = Object.keys(entries).filter((name) => !present.some(([found]) => found === name))

const common = {
  absWorkingDir: root,
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: 'linked',
  logLevel: 'warning',
  loader: { '.sql': 'text', '.py': 'text', '.sh': 'text' },
  tsconfig: 'tsconfig.json',
}
await build({ ...common, entryPoints: Object.fromEntries(present), packages: 'external' })
await build({
  ...common,
  entryPoints: selfContained,
  external: ['better-sqlite3', 'dockerode', '@grpc/grpc-js'],
  minifySyntax: true,
  minifyWhitespace: true,
  // Packages written as CommonJS ask for Node's own modules by require.
  banner: { js: "import { createRequire as nodeRequire } from 'node:module'; const require = nodeRequire(import.meta.url);" },
})
console.log(
  `dist: ${[...present.map(([name]) => name), ...Object.keys(selfContained)].join(', ')}${missing.length > 0 ? ` (no source for ${missing.join(', ')})` : ''}`,
)
