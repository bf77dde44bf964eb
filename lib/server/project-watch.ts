import 'server-only'
import { join, relative, sep } from 'node:path'
import { watch } from 'chokidar'
import { ProblemError } from '@/lib/problems/problem'
import { logger } from '@/lib/server/logger'
import { listProjectFolder, projectFolder } from '@/lib/server/project-files'
import { sessionById } from '@/lib/server/session'

/** An editor writes a file in several steps; what comes within this time is told once. */
const coalesceMs = 60
const sessionCheckMs = 60_000
const maxFolders = 100

/**
 * Server-sent events `changed` with the paths that were written, made or removed in these folders of the project (not below them), until
 * the page goes or its session ends. Only what is shown is watched: a home folder opened by mistake costs nothing.
 */
export async function projectChanges(folder: string, below: readonly string[], session: string, signal: AbortSignal): Promise<Response> {
  const root = await projectFolder(folder)
  const folders: string[] = []
  for (const path of below.slice(0, maxFolders)) {
    try {
      await listProjectFolder(root, path)
      folders.push(join(root, path))
    } catch (error) {
      // Gone meanwhile or refused: the folder above tells of it.
      if (!(error instanceof ProblemError)) throw error
    }
  }
  const encoder = new TextEncoder()
  let end = () => undefined as unknown
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const changed = new Set<string>()
      let pause: NodeJS.Timeout | undefined
      const watcher = watch(folders, { ignoreInitial: true, depth: 0, followSymlinks: false, atomic: false })
      const send = (text: string) => {
        try {
          controller.enqueue(encoder.encode(text))
        } catch {
          // The page has gone between two events.
          end()
        }
      }
      watcher.on('all', (_event, path) => {
        const name = relative(root, path).split(sep).join('/')
        if (name === '' || name.split('/').some((part) => part.startsWith('.') || part === '__pycache__')) return
        changed.add(name)
        pause ??= setTimeout(() => {
          pause = undefined
          send(`event: changed\ndata: ${JSON.stringify({ paths: [...changed] })}\n\n`)
          changed.clear()
        }, coalesceMs)
      })
      watcher.on('error', (error) => logger().warn({ err: error, folder: root }, 'a project folder cannot be watched'))
      watcher.on('ready', () => send('event: ready\ndata: {}\n\n'))
      const timer = setInterval(() => {
        // A session that cannot be read counts as ended: the page signs in again.
        sessionById(session).then((found) => (found ? send(': alive\n\n') : end()), end)
      }, sessionCheckMs)
      end = () => {
        end = () => undefined
        clearInterval(timer)
        clearTimeout(pause)
        watcher.close().catch((error: unknown) => logger().warn({ err: error, folder: root }, 'the watcher of a project did not close'))
        try {
          controller.close()
        } catch {
          // Closed by the page already.
        }
        return undefined
      }
      if (signal.aborted) end()
      else signal.addEventListener('abort', () => end(), { once: true })
    },
    cancel: () => void end(),
  })
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' },
  })
}
