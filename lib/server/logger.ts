import 'server-only'
import pino, { type Logger } from 'pino'
import { redactText } from '@/lib/gate/redact'

const shared = globalThis as { scorepointLogger?: Logger }

/** The studio's logger: JSON lines on stdout, which the launcher keeps in logs/studio.log. Secrets are redacted by shape and by field name. */
export function logger(): Logger {
  shared.scorepointLogger ??= pino({
    name: 'studio',
    level: process.env.SCOREPOINT_LOG_LEVEL ?? 'info',
    redact: {
      paths: ['token', 'code', 'key', 'authorization', '*.token', '*.authorization', '*.cookie', '*.primaryKey', '*.secondaryKey'],
      censor: '[redacted]',
    },
    hooks: { streamWrite: redactText },
  })
  return shared.scorepointLogger
}
