'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import {
  type Buffer,
  type Buffers,
  isUnsaved,
  opened,
  readKept,
  reloaded,
  saved,
  seenOnDisk,
  writeKept,
} from '@/components/projects/buffers'
import { type Problem, ProblemError } from '@/lib/problems/problem'
import { readFile, saveFile } from '@/lib/queries/projects'

const keepAfterMs = 250

const problemFrom = (error: unknown): Problem =>
  error instanceof ProblemError
    ? error.problem
    : { code: 'Studio.Unexpected', message: error instanceof Error ? error.message : String(error), origin: 'studio', retryable: true }

export interface ProjectFiles {
  /** Paths of the tabs, in their order. */
  open: readonly string[]
  buffers: Buffers
  /** Why a file of a tab cannot be shown. */
  faults: Readonly<Record<string, Problem>>
  /** The browser has no room for unsaved texts: a reload would lose them. */
  isUnkept: boolean
  /** Reads the file unless it is open already. */
  show: (path: string) => void
  close: (path: string) => void
  edit: (path: string, text: string) => void
  /** Saves over the version it was made from; undefined = done. A change on the disk becomes `theirs` of the buffer. */
  save: (path: string, force?: boolean) => Promise<Problem | undefined>
  /** Takes over the version on the disk. */
  reload: (path: string) => void
  /** Goes on from their version with this text. */
  settle: (path: string, text: string) => void
  /** Other programs may have written these: undefined = all that are open. */
  look: (paths?: readonly string[]) => void
  moved: (from: string, to: string) => void
  removed: (path: string) => void
}

/** The open files of a project; what is not saved survives a reload in this browser. */
export function useProjectFiles(id: string): ProjectFiles {
  const [open, setOpen] = useState<readonly string[]>([])
  const [buffers, setBuffers] = useState<Buffers>({})
  const [faults, setFaults] = useState<Readonly<Record<string, Problem>>>({})
  const [isUnkept, setUnkept] = useState(false)
  const now = useRef<{ open: readonly string[]; buffers: Buffers; kept: ReturnType<typeof readKept> | undefined }>({
    open,
    buffers,
    kept: undefined,
  })
  now.current.open = open
  now.current.buffers = buffers
  const reading = useRef(new Set<string>())

  const put = useCallback((path: string, change: (before: Buffer) => Buffer) => {
    setBuffers((before) => {
      const buffer = before[path]
      if (!buffer) return before
      const next = change(buffer)
      return next === buffer ? before : { ...before, [path]: next }
    })
  }, [])

  const load = useCallback(
    async (path: string) => {
      if (reading.current.has(path)) return
      reading.current.add(path)
      try {
        const file = await readFile(id, path)
        setBuffers((before) => ({
          ...before,
          [path]: before[path] ? seenOnDisk(before[path], file) : opened(file, now.current.kept?.unsaved[path]),
        }))
        setFaults(({ [path]: _gone, ...rest }) => rest)
      } catch (error) {
        const problem = problemFrom(error)
        const isGone = problem.code === 'Studio.ProjectFileMissing'
        const left = now.current.kept?.unsaved[path]
        if (isGone && now.current.buffers[path]) put(path, (buffer) => seenOnDisk(buffer, undefined))
        else if (isGone && left)
          setBuffers((before) => ({ ...before, [path]: { path, ...left, isReadOnly: false, theirs: null, generation: 0 } }))
        else setFaults((before) => ({ ...before, [path]: problem }))
      } finally {
        reading.current.delete(path)
      }
    },
    [id, put],
  )

  // Not while rendering: the server knows nothing of this browser's storage.
  useEffect(() => {
    const kept = readKept(id)
    now.current.kept = kept
    const paths = [...new Set([...kept.open, ...Object.keys(kept.unsaved)])]
    setOpen((before) => [...new Set([...paths, ...before])])
    for (const path of paths) void load(path)
  }, [id, load])

  const keep = useCallback(() => {
    if (now.current.kept === undefined) return
    setUnkept(!writeKept(id, now.current.open, now.current.buffers))
  }, [id])
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of a text or tab is kept after a pause
  useEffect(() => {
    const timer = setTimeout(keep, keepAfterMs)
    return () => clearTimeout(timer)
  }, [open, buffers, keep])
  useEffect(() => {
    window.addEventListener('pagehide', keep)
    return () => {
      window.removeEventListener('pagehide', keep)
      keep()
    }
  }, [keep])

  const forget = useCallback((path: string) => {
    setOpen((before) => before.filter((one) => one !== path))
    setBuffers(({ [path]: _gone, ...rest }) => rest)
    setFaults(({ [path]: _gone, ...rest }) => rest)
    if (now.current.kept) delete now.current.kept.unsaved[path]
  }, [])

  return {
    open,
    buffers,
    faults,
    isUnkept,
    show: useCallback(
      (path) => {
        setOpen((before) => (before.includes(path) ? before : [...before, path]))
        if (!now.current.buffers[path]) void load(path)
      },
      [load],
    ),
    close: forget,
    removed: forget,
    edit: useCallback((path, text) => put(path, (buffer) => ({ ...buffer, text })), [put]),
    save: useCallback(
      async (path, force = false) => {
        const buffer = now.current.buffers[path]
        if (!buffer || (!force && !isUnsaved(buffer))) return undefined
        const { text, hash } = buffer
        try {
          const done = await saveFile(id, { path, text, ifHash: force ? 'any' : hash })
          put(path, (before) => saved(before, text, done.hash))
          return undefined
        } catch (error) {
          const problem = problemFrom(error)
          if (problem.code === 'Studio.ProjectFileChanged') await load(path)
          return problem
        }
      },
      [id, put, load],
    ),
    reload: useCallback(
      (path) =>
        put(path, (buffer) =>
          buffer.theirs ? reloaded(buffer, buffer.theirs) : { ...buffer, text: buffer.base, generation: buffer.generation + 1 },
        ),
      [put],
    ),
    settle: useCallback(
      (path, text) =>
        put(path, (buffer) => {
          const { theirs, ...rest } = buffer
          const disk = theirs ? { base: theirs.text, hash: theirs.hash } : { base: '', hash: null }
          return { ...rest, ...disk, text, generation: buffer.generation + 1 }
        }),
      [put],
    ),
    look: useCallback(
      (paths) => {
        for (const path of now.current.open) if (paths === undefined || paths.includes(path)) void load(path)
      },
      [load],
    ),
    moved: useCallback((from, to) => {
      const renamed = (path: string) => (path === from ? to : path.startsWith(`${from}/`) ? to + path.slice(from.length) : path)
      setOpen((before) => before.map(renamed))
      setBuffers((before) =>
        Object.fromEntries(Object.values(before).map((buffer) => [renamed(buffer.path), { ...buffer, path: renamed(buffer.path) }])),
      )
    }, []),
  }
}
