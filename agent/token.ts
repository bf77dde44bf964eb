/** The bearer token every caller of the agent must show. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { writePrivateFile } from '@/agent/private-files'
import type { HomeLayout } from '@/lib/domain/home-layout'

/** 256 bits as base64url: what we make ourselves, and the only thing we keep from an earlier start. */
const generated = /^[\w-]{43}$/

function tokenOfEarlierStart(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim()
    return generated.test(text) ? text : undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Settles the effective token and writes it to run/agent-token (0600): SCOREPOINT_TOKEN when set, else the random one of the
 * earlier start, else a new random one. Removes SCOREPOINT_TOKEN from `env`, so that no child process inherits it.
 */
export function settleToken(layout: HomeLayout, env: Record<string, string | undefined>): string {
  const given = env.SCOREPOINT_TOKEN
  delete env.SCOREPOINT_TOKEN
  const token = given || tokenOfEarlierStart(layout.agentToken) || randomBytes(32).toString('base64url')
  writePrivateFile(layout.agentToken, token)
  return token
}
