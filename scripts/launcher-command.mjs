/** Runs one command of the launcher (`signin`, `status`, `down`, `remove`) from its bundle. Only node: modules. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './inputs.mjs'

/** Exits with the command's own exit code. */
export function launcherCommand(command) {
  const script = join(root, 'dist', 'launcher.mjs')
  if (!existsSync(script)) {
    console.error('scorepoint: it was never started here; npm start builds and starts it.')
    process.exit(1)
  }
  process.exit(spawnSync(process.execPath, [script, command, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1)
}
