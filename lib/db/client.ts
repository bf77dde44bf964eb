import 'server-only'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaClient } from '@/generated/prisma/client'
import { homeLayout } from '@/lib/domain/home-layout'
import { studioHome } from './studio-home'

const shared = globalThis as { scorepointPrisma?: PrismaClient }

/** The studio's database; one client per process, opened at the first use (never while `next build` looks at the modules). */
export function getDb(): PrismaClient {
  shared.scorepointPrisma ??= new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: `file:${homeLayout(studioHome()).studioDb}` }) })
  return shared.scorepointPrisma
}
