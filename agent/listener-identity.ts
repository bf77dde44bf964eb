/**
 * Which socket listens on a loopback port, as the kernel numbers it. A port may be given to somebody else at any moment; the number of
 * the listening socket is not. Whoever was verified under a number is still the one that answers as long as the number is the same.
 */
import { closeSync, openSync, readSync } from 'node:fs'

const table = '/proc/net/tcp'
/** Small: whatever is read beyond the listening sockets makes the kernel walk the far larger table of connections. */
const pieceBytes = 2048
/** 127.0.0.1 as the kernel writes it on the machines that Node runs on (little endian). */
const loopback = '0100007F'
const listening = '0A'

/**
 * The listening sockets stand first in the table, however many connections there are, so reading ends with them.
 * @returns the inode of the socket that listens on 127.0.0.1:`port`; undefined when none does or the system does not tell (no Linux)
 */
export function listenerOf(port: number): string | undefined {
  const wanted = `${loopback}:${port.toString(16).toUpperCase().padStart(4, '0')}`
  let handle: number
  try {
    handle = openSync(table, 'r')
  } catch {
    return undefined // not a Linux
  }
  try {
    const piece = Buffer.allocUnsafe(pieceBytes)
    let rest = ''
    for (let isHead = true; ; ) {
      const count = readSync(handle, piece, 0, pieceBytes, null)
      if (count === 0) return undefined
      const lines = (rest + piece.toString('latin1', 0, count)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (isHead) {
          isHead = false
          continue
        }
        // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …
        const fields = line.trim().split(/\s+/)
        if (fields[3] !== listening) return undefined
        if (fields[1] === wanted) return fields[9]
      }
    }
  } finally {
    closeSync(handle)
  }
}

/** False where the system does not tell who listens. */
export const tellsListeners = process.platform === 'linux'
