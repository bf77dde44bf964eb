/**
 * Runs one bench: `node bench/run.mjs <name>|all [--quick] [--guard] …`. Bundles it with its child processes and
 * the router into .dev, so that what is measured is bundled as it ships.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const outdir = join(root, '.dev')
const [name, ...options] = process.argv.slice(2)
const benches = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length))
const chosen = name === 'all' ? benches : benches.filter((bench) => bench === name)
if (chosen.length === 0) {
  console.error(`usage: node bench/run.mjs ${benches.join('|')}|all [--quick] [--guard]`)
  process.exit(2)
}
const peers = readdirSync(join(import.meta.dirname, 'peers'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join('bench/peers', file))
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  logLevel: 'warning',
  tsconfig: 'tsconfig.json',
  loader: { '.sql': 'text', '.py': 'text', '.sh': 'text' },
}
await build({
  ...common,
  entryPoints: [
    ...chosen.map((bench) => ({ in: `bench/${bench}.bench.ts`, out: bench })),
    ...peers.map((file) => ({ in: file, out: file.slice('bench/'.length, -'.ts'.length) })),
  ],
  outdir,
  outExtension: { '.js': '.mjs' },
  packages: 'external',
  alias: {
    'server-only': join(root, 'test/empty-module.ts'),
    // Node wants the whole file name, which the framework's own bundler adds.
    'next/navigation': 'next/navigation.js',
    'next/headers': 'next/headers.js',
  },
})
// As scripts/bundle.mjs makes it: one file with its packages in it.
await build({
  ...common,
  entryPoints: ['agent/router/main.ts'],
  outfile: join(outdir, 'router.mjs'),
  minifySyntax: true,
  minifyWhitespace: true,
  banner: { js: "import { createRequire as nodeRequire } from 'node:module'; const require = nodeRequire(import.meta.url);" },
})
const env = { ...process.env, NODE_ENV: 'production' }
let failed = 0
for (const bench of chosen) {
  const { status } = spawnSync(process.execPath, [join(outdir, `${bench}.mjs`), ...options], { cwd: root, env, stdio: 'inherit' })
  failed ||= status ?? 1
}
process.exit(failed)
