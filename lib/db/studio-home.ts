import 'server-only'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** `$SCOREPOINT_HOME`, absolute; `~/.scorepoint` when unset or empty. */
export function studioHome(): string {
  return resolve(/*turbopackIgnore: true*/ process.env.SCOREPOINT_HOME || join(homedir(), '.scorepoint'))
}
