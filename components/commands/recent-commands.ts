const key = 'scorepoint.recent-commands'
const kept = 8

/** Ids of the commands used last in this browser, newest first. */
export function recentCommands(): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : []
  } catch {
    // No storage (private window) or something else's text: nothing is recent.
    return []
  }
}

/** Puts a command first. */
export function rememberCommand(id: string): void {
  try {
    localStorage.setItem(key, JSON.stringify([id, ...recentCommands().filter((one) => one !== id)].slice(0, kept)))
  } catch {
    // No storage: the order is the usual one next time.
  }
}
