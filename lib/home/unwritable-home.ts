import { accessSync, constants, mkdirSync } from 'node:fs'

/** Makes the data folder (0700). Answers why nothing can be written there, in one sentence, or undefined. */
export function unwritableHome(home: string): string | undefined {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    accessSync(home, constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return `The data folder ${home} cannot be written (${code}). Make it writable, or set SCOREPOINT_HOME to another folder.`
  }
}
