/** The studio's one process: migrations, then node:http → gate → Next's own request handler. Started by the launcher. */
import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { homeLayout } from '@/lib/domain/home-layout'
import { parseOrigins, studioGateSettings } from '@/lib/gate/settings'
import { createGatedServer } from './gated-server'
import { applyMigrations } from './migrations'

/** How to end when told to; until requests are served there is nothing to finish. */
let leave: () => void = () => process.exit(0)
// Before anything slow: 'disconnect' comes once, and it may come while the studio still starts.
process.on('SIGTERM', () => leave())
process.on('SIGINT', () => leave())
// The launcher is gone: a studio without it would be nobody's.
process.on('disconnect', () => process.exit(0))
// It may even have gone while this file was being loaded.
if (process.connected === false) process.exit(0)

const root = join(import.meta.dirname, '..')
const port = Number(process.env.SCOREPOINT_PORT || 3000)
const layout = homeLayout(process.env.SCOREPOINT_HOME || join(homedir(), '.scorepoint'))

process.umask(0o077)
mkdirSync(layout.home, { recursive: true, mode: 0o700 })
applyMigrations(layout.studioDb)

// Loading the framework takes most of the start: not before the handlers above stand.
const { default: next } = await import('next')
const app = next({ dev: false, dir: root, hostname: '127.0.0.1', port })
const handle = app.getRequestHandler()
await app.prepare()

const server = createGatedServer(studioGateSettings(port, parseOrigins(process.env.SCOREPOINT_ORIGINS)), (request, response) =>
  handle(request, response),
)

leave = () => {
  // A second signal is the same stop.
  leave = () => undefined
  server.close(() => process.exit(0))
  server.closeIdleConnections()
  // Event streams never end by themselves; running requests get a second.
  setTimeout(() => server.closeAllConnections(), 1000).unref()
  setTimeout(() => process.exit(0), 3000).unref()
}

server.on('error', (error) => {
  console.error(`the studio cannot listen on 127.0.0.1:${port}: ${error.message}`)
  process.exit(1)
})
server.listen(port, '127.0.0.1', () => {
  console.log(`studio: listening on http://127.0.0.1:${port}`)
  process.send?.({ type: 'ready' })
})
