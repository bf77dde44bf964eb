import 'server-only'
import { homedir, release, userInfo } from 'node:os'
import { apiVersion } from '@/lib/arm/api-version'
import { doctor } from '@/lib/arm/status'
import type { AboutReport } from '@/lib/contract/about'
import { redactText } from '@/lib/gate/redact'
import { parseOrigins } from '@/lib/gate/settings'
import { getConnection } from '@/lib/server/connection'
import { studioEnv } from '@/lib/server/env'
import manifest from '@/package.json'

/** Versions, addresses and checks of this installation, fit to be pasted into an issue: no keys, no tokens, no names of people. */
export async function loadAbout(signal?: AbortSignal): Promise<AboutReport> {
  const env = studioEnv()
  const report = await doctor(getConnection(), signal).catch(() => undefined)
  const about: AboutReport = {
    version: manifest.version,
    ...(report ? { agentVersion: report.agentVersion } : {}),
    apiVersion,
    node: process.version,
    platform: `${process.platform} ${release()} ${process.arch}`,
    home: env.layout.home,
    studioUrl: `http://127.0.0.1:${env.port}`,
    agentUrl: env.agentUrl,
    scoringUrl: `http://127.0.0.1:${env.scoringPort}`,
    origins: parseOrigins(process.env.SCOREPOINT_ORIGINS),
    ...(report ? { doctor: report } : {}),
  }
  return JSON.parse(withoutPeople(JSON.stringify(about))) as AboutReport
}

/** Redacts what looks like a secret and shortens paths of people: this one's home folder to `~`, other home folders to their root. */
export function withoutPeople(text: string, home = homedir(), user = userInfo().username): string {
  const token = process.env.SCOREPOINT_TOKEN
  const shortened = text
    .replaceAll(home === '/' ? '\0' : home, '~')
    .replace(/\/(home|Users)\/[^/"\s]+/g, '/$1/…')
    .replaceAll(user.length > 3 && user !== 'root' ? `/${user}/` : '\0', '/…/')
  return redactText(token && token.length > 3 ? shortened.replaceAll(token, '[redacted]') : shortened)
}
