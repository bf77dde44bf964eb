/** Bundles everything that runs outside Next into dist/. Nothing strips types at run time. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')

/** source → bundle; what is not written yet is left out and named. */
const entries = {
  launcher: 'server/launcher.ts',
  studio: 'server/studio.ts',
  agent: 'agent/main.ts',
  router: 'agent/router/main.ts',
  validate: 'scripts/validate.ts',
}

const present = Object.entries(entries).filter(([, source]) => existsSync(join(root, source)))
const missing = Object.keys(entries).filter((name) => !present.some(([found]) => found === name))

await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(present),
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  packages: 'external',
  sourcemap: 'linked',
  logLevel: 'warning',
  loader: { '.sql': 'text', '.py': 'text', '.sh': 'text' },
  tsconfig: 'tsconfig.json',
})
console.log(`dist: ${present.map(([name]) => name).join(', ')}${missing.length > 0 ? ` (no source for ${missing.join(', ')})` : ''}`)
