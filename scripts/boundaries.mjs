/** Checks the direction of imports. Fails also when it saw no module: a tool that sees nothing must not pass. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = process.argv[2] ?? join(import.meta.dirname, '..')
const rooms = ['app', 'components', 'lib', 'agent', 'server', 'i18n', 'messages', 'e2e', 'test', 'bench'].filter((room) =>
  existsSync(join(root, room)),
)
const { stdout, stderr, error } = spawnSync(
  process.execPath,
  [
    join(import.meta.dirname, '../node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
    '--config',
    join(import.meta.dirname, '../.dependency-cruiser.cjs'),
    '--output-type',
    'json',
    ...rooms,
  ],
  { cwd: root, encoding: 'utf8', maxBuffer: 512 * 1024 * 1024 },
)
if (error || !stdout.startsWith('{')) {
  console.error(`boundaries: dependency-cruiser did not run: ${error?.message ?? stderr}`)
  process.exit(2)
}
const { summary, modules } = JSON.parse(stdout)
const own = modules.filter((module) => rooms.some((room) => module.source.startsWith(`${room}/`))).length
const edges = modules.reduce((sum, module) => sum + module.dependencies.length, 0)
for (const violation of summary.violations) {
  console.error(`${violation.rule.severity} ${violation.rule.name}: ${violation.from} → ${violation.to}`)
}
if (own === 0 || edges === 0) {
  console.error(`boundaries: saw ${own} modules and ${edges} imports; a check that sees nothing does not pass`)
  process.exit(2)
}
console.log(`boundaries: ${own} modules, ${edges} imports, ${summary.violations.length} violations`)
process.exit(summary.error > 0 ? 1 : 0)
