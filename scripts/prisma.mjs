/**
 * Runs Prisma's CLI without its downloaded schema engine: the CLI asks for the engine before every command, and any
 * existing executable satisfies it; `generate` and `validate` never call it. Migrations are plain SQL (lib/db/migrate.ts).
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/prisma/build/index.js'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  },
})
process.exit(status ?? 1)
