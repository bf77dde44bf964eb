import 'server-only'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** `$SCOREPOINT_HOME`, absolute; `~/.scorepoint` when unset or empty. */
export function studioHome(): string {
  return process.env.SCOREPOINT_HOME || join(homedir(), '.scorepoint')
}
