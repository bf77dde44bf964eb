/** logs/agent.log: JSON lines, nothing that opens a door. */
import { join } from 'node:path'
import pino, { type Logger } from 'pino'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { redactText } from '@/lib/gate/redact'

/** Opens the agent's log for appending (0600). What looks like a credential is redacted by its shape, also inside errors of tools. */
export function openAgentLog(layout: Pick<HomeLayout, 'logs'>): Logger {
  return pino(
    {
      base: { pid: process.pid },
      redact: { paths: ['*.token', '*.authorization', '*.cookie', '*.primaryKey', '*.secondaryKey'], censor: '[redacted]' },
      hooks: { streamWrite: redactText },
    },
    pino.destination({ dest: join(layout.logs, 'agent.log'), append: true, mkdir: true, mode: 0o600, sync: true }),
  )
}
