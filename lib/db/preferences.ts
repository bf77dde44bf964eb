import 'server-only'
import type { Prisma } from '@/generated/prisma/client'
import { getDb } from './client'

/** What was stored under `key`, or undefined. The reader parses it: older versions may have written another shape. */
export async function readPreference(key: string): Promise<unknown> {
  return (await getDb().preference.findUnique({ where: { key } }))?.value ?? undefined
}

/** Stores `value` under `key`, replacing what was there. */
export async function writePreference(key: string, value: Prisma.InputJsonValue): Promise<void> {
  await getDb().preference.upsert({ where: { key }, create: { key, value }, update: { value } })
}
