import 'server-only'
import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { type FSWatcher, watch as watchFolder } from 'chokidar'
import { filesOf, type HashedTree, hashTree, readLocalTree } from '@/lib/arm/local-files'
import type { CodeSourceView } from '@/lib/contract/code-source'
import { type CodeSourceRow, codeSources, deleteCodeSources, saveCodeSource, setCodeWatch } from '@/lib/db/code-sources'
import { changedFiles, mayBeHalfWritten } from '@/lib/domain/code-changes/code-changes'
import { type Problem, ProblemError } from '@/lib/problems/problem'
import { allowedPath } from '@/lib/server/allowed-paths'
import type { SentCode } from '@/lib/server/deploy-steps'
import { studioEnv } from '@/lib/server/env'
import { logger } from '@/lib/server/logger'
import { redeployCode, sendCodeOf, untilEnded } from '@/lib/server/redeploy-code'
import { announceEndpoint } from '@/lib/server/studio-events'
import { problemOf } from '@/lib/server/unexpected'

/** An editor writes a file in several steps; what comes within this time is one save. */
const coalesceMs = 20
/** Meanwhile the code is sent, so that it is there when the save has ended; not at once, as a file may be moved into its place. */
const sendAheadMs = 3
/** A file that is gone or empty may be about to be written: looked at once more before it counts. */
const settleMs = 150
const neverWatched = new Set(['__pycache__', 'node_modules'])

interface Watched {
  row: CodeSourceRow
  watcher: FSWatcher
  timer?: NodeJS.Timeout
  /** The code as it was sent while the save was under way; undefined inside = it was not. One per save. */
  ahead?: Promise<SentCode | undefined>
  changed?: { files: string[]; at: string; now: Record<string, string> }
  /** What was sent last, or tried to: the same is not sent twice by itself. */
  attempted?: Record<string, string>
  redeploying?: { accepted: Promise<{ operationId: string | undefined }> }
  /** Why the folder cannot be read now. */
  unreadable?: Problem
  /** Why the code could not be sent the last time. */
  notSent?: Problem
  ended: AbortController
}

const shared = globalThis as { scorepointCodeWatch?: Map<string, Watched> }
shared.scorepointCodeWatch ??= new Map()
/** By endpoint and deployment; on globalThis because Next may load this module more than once. */
const watched = shared.scorepointCodeWatch

const keyOf = (endpoint: string, deployment: string) => `${endpoint.toLowerCase()}/${deployment.toLowerCase()}`

/** Called once when the studio starts: watches every known folder, and sends what was saved meanwhile where that is asked for. */
export async function startCodeWatch(): Promise<void> {
  for (const row of await codeSources()) track(row)
}

/** Ends all watching (tests; the studio's end ends it anyway). */
export async function stopCodeWatch(): Promise<void> {
  await Promise.all([...watched.keys()].map(untrack))
}

/** What is known of the code folders of an endpoint's deployments. */
export function codeSourceViews(endpoint: string): CodeSourceView[] {
  return [...watched.values()]
    .filter(({ row }) => row.endpoint.toLowerCase() === endpoint.toLowerCase())
    .map(({ row, changed, redeploying, unreadable, notSent }) => ({
      deployment: row.deployment,
      folder: row.folder,
      watch: row.watch,
      ...(changed ? { changed: { files: changed.files, at: changed.at } } : {}),
      isRedeploying: redeploying !== undefined,
      ...((unreadable ?? notSent) ? { problem: unreadable ?? notSent } : {}),
    }))
}

/** Notes where the code of a deployment came from; without `sent` it came from nowhere on this computer. */
export async function rememberCode(endpoint: string, deployment: string, sent: SentCode | undefined): Promise<void> {
  const uploads = join(studioEnv().layout.cache, 'uploads')
  if (sent === undefined || sent.folder.startsWith(uploads)) return forgetCode(endpoint, deployment)
  const row = await saveCodeSource({ endpoint, deployment, folder: sent.folder, files: sent.files })
  const entry = watched.get(keyOf(endpoint, deployment))
  if (entry?.row.folder === row.folder) {
    entry.row = row
    soon(entry)
  } else track(row)
}

/** Forgets the folders of a deployment that is deleted, or of all of an endpoint. */
export async function forgetCode(endpoint: string, deployment?: string): Promise<void> {
  await deleteCodeSources(endpoint, deployment)
  const gone = [...watched].filter(
    ([key, { row }]) => row.endpoint === endpoint && (deployment === undefined || key === keyOf(endpoint, deployment)),
  )
  await Promise.all(gone.map(([key]) => untrack(key)))
}

/** Switches watching on or off; what has changed until now is sent at once. Throws ProblemError 404 when no folder is known. */
export async function switchCodeWatch(endpoint: string, deployment: string, watch: boolean): Promise<void> {
  const entry = existing(endpoint, deployment)
  await setCodeWatch(entry.row, watch)
  entry.row = { ...entry.row, watch }
  // Asked for by a person: also what failed before is tried again.
  entry.attempted = undefined
  announceEndpoint(entry.row.endpoint)
  soon(entry)
}

/** Sends the code of a deployment now; answers when it was accepted. Throws ProblemError. */
export async function redeployNow(endpoint: string, deployment: string, clientRequestId: string): Promise<{ operationId?: string }> {
  const entry = existing(endpoint, deployment)
  const { operationId } = await (entry.redeploying ?? redeploy(entry, clientRequestId)).accepted
  return operationId === undefined ? {} : { operationId }
}

function existing(endpoint: string, deployment: string): Watched {
  const entry = watched.get(keyOf(endpoint, deployment))
  if (entry) return entry
  const message = `The local code folder of ${deployment} is not known; deploy it once from a folder of this computer.`
  throw new ProblemError({ code: 'Studio.CodeFolderUnknown', message, target: deployment, origin: 'input', retryable: false }, 404)
}

function track(row: CodeSourceRow): void {
  const key = keyOf(row.endpoint, row.deployment)
  void untrack(key)
  const watcher = watchFolder(row.folder, {
    ignoreInitial: true,
    followSymlinks: false,
    atomic: false,
    ignored: (path) => path !== row.folder && (basename(path).startsWith('.') || neverWatched.has(basename(path))),
  })
  const entry: Watched = { row, watcher, ended: new AbortController() }
  watcher.on('all', () => {
    soon(entry)
    entry.ahead ??= sendAhead(entry)
  })
  watcher.on('ready', () => soon(entry))
  watcher.on('error', (error) => logger().warn({ err: error, folder: row.folder }, 'a code folder cannot be watched'))
  watched.set(key, entry)
}

async function untrack(key: string): Promise<void> {
  const entry = watched.get(key)
  if (!entry) return
  watched.delete(key)
  clearTimeout(entry.timer)
  entry.ended.abort()
  await entry.watcher.close()
}

/** Looks when nothing more was written for a moment. */
function soon(entry: Watched): void {
  clearTimeout(entry.timer)
  if (entry.ended.signal.aborted) return
  entry.timer = setTimeout(() => {
    look(entry).catch((error: unknown) => logger().error({ err: error, folder: entry.row.folder }, 'a code folder could not be compared'))
  }, coalesceMs)
}

/** Sends what a save has brought until now, where that may soon be deployed. Never fails: what is not sent now is sent by the redeployment. */
async function sendAhead(entry: Watched): Promise<SentCode | undefined> {
  const { signal } = entry.ended
  try {
    await delay(sendAheadMs, undefined, { signal })
    if (!entry.row.watch) return undefined
    const found = await readFiles(entry.row.folder)
    if ('problem' in found || mayBeHalfWritten(entry.row.files, found.files)) return undefined
    if (changedFiles(entry.row.files, found.files).length === 0 || isDeepStrictEqual(entry.attempted, found.files)) return undefined
    return await sendCodeOf(entry.row.folder, signal, found.tree)
  } catch {
    // Aborted, changed while it was read, or refused: the redeployment meets the same and says so.
    return undefined
  }
}

/** The files as an upload would send them now; a problem when they may not or cannot be read. */
async function readFiles(folder: string): Promise<{ files: Record<string, string>; tree: HashedTree } | { problem: Problem }> {
  try {
    const tree = await hashTree(await readLocalTree(allowedPath(folder)))
    return { files: filesOf(tree), tree }
  } catch (error) {
    return { problem: problemOf(error, randomUUID()).problem }
  }
}

/** When the newest of these files was saved; now, when they are gone. */
function savedAt(folder: string, names: string[]): string {
  const times = names.map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
  return new Date(Math.min(Date.now(), Math.max(...times))).toISOString()
}

async function look(entry: Watched): Promise<void> {
  const before = codeSourceViews(entry.row.endpoint)
  const { ahead } = entry
  entry.ahead = undefined
  let found = await readFiles(entry.row.folder)
  if ('problem' in found || mayBeHalfWritten(entry.row.files, found.files)) {
    await delay(settleMs)
    found = await readFiles(entry.row.folder)
  }
  if (entry.ended.signal.aborted) return
  entry.unreadable = 'problem' in found ? found.problem : undefined
  if ('files' in found) {
    const now = found.files
    const names = changedFiles(entry.row.files, now)
    const isNew = !isDeepStrictEqual(entry.changed?.now, now)
    if (names.length === 0) entry.changed = undefined
    else if (isNew) entry.changed = { files: names, at: savedAt(entry.row.folder, names), now }
    const isDue = entry.row.watch && entry.changed !== undefined && !isDeepStrictEqual(entry.attempted, now)
    // While one is under way nothing is begun: its end looks again, which makes many saves one more.
    if (isDue && !entry.redeploying) redeploy(entry, randomUUID(), ahead)
  }
  if (!isDeepStrictEqual(before, codeSourceViews(entry.row.endpoint))) announceEndpoint(entry.row.endpoint)
}

/** Sends the code and follows the rollout to its end; then looks whether more was saved meanwhile. */
function redeploy(entry: Watched, clientRequestId: string, ahead?: Watched['ahead']): NonNullable<Watched['redeploying']> {
  const { signal } = entry.ended
  const { endpoint, deployment, folder } = entry.row
  const wanted = entry.changed?.now
  entry.attempted = wanted
  entry.notSent = undefined
  const send = async () => {
    const early = await ahead
    // Only what is there now that the save has ended.
    return early !== undefined && isDeepStrictEqual(early.files, wanted) ? early : sendCodeOf(folder, signal)
  }
  const accept = async () => {
    const { sent, operationId } = await redeployCode({ endpoint, deployment, sending: send(), clientRequestId }, signal)
    entry.attempted = sent.files
    entry.row = await saveCodeSource({ endpoint, deployment, folder, files: sent.files })
    entry.changed = undefined
    announceEndpoint(endpoint)
    return { operationId }
  }
  const accepted = accept()
  const running = { accepted }
  entry.redeploying = running
  accepted
    .then(({ operationId }) => (operationId === undefined ? undefined : untilEnded(operationId, signal)))
    .catch((error: unknown) => {
      if (signal.aborted) return
      if (error instanceof ProblemError && error.problem.code === 'ResourceNotFound') return forgetCode(endpoint, deployment)
      if (error instanceof ProblemError && error.problem.code === 'Studio.FileChanged') {
        // Saved while it was read: the look that follows sends what is there then.
        entry.attempted = undefined
        return
      }
      entry.notSent = problemOf(error, clientRequestId).problem
    })
    .finally(() => {
      entry.redeploying = undefined
      announceEndpoint(endpoint)
      soon(entry)
    })
    .catch((error: unknown) => logger().error({ err: error, endpoint, deployment }, 'the end of a redeployment could not be noted'))
  return running
}
