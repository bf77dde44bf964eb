'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import {
  agreed,
  type Buffer,
  type Buffers,
  isUnsaved,
  keyOf,
  opened,
  readKept,
  reloaded,
  saved,
  seenInTab,
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
  /** Goes on with this text, between the one of this tab and the one of another. */
  agree: (path: string, text: string) => void
  /** Opens a file again as it was when it was closed, unsaved text and all. */
  restore: (buffer: Buffer) => void
  /** Other programs may have written these: undefined = all that are open. */
  look: (paths?: readonly string[]) => void
  moved: (from: string, to: string) => void
  removed: (path: string) => void
}

/**
 * The open files of a project; what is not saved survives a reload in this browser. Tabs of one project share it: what is typed in one is
 * seen in the others.
 */
export function useProjectFiles(id: string): ProjectFiles {
  const [open, setOpen] = useState<readonly string[]>([])
  const [buffers, setBuffers] = useState<Buffers>({})
  const [faults, setFaults] = useState<Readonly<Record<string, Problem>>>({})
  const [isUnkept, setUnkept] = useState(false)
  const now = useRef({ open, buffers })
  now.current.open = open
  now.current.buffers = buffers
  const reading = useRef(new Set<string>())
  /** Unsaved texts as this tab last saw them kept; undefined until it has looked. */
  const known = useRef<ReadonlyMap<string, string>>(undefined)
  /** Closed or renamed here since the last time something was kept. */
  const dropped = useRef(new Set<string>())

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
          [path]: before[path] ? seenOnDisk(before[path], file) : opened(file, readKept(id).unsaved[path]),
        }))
        setFaults(({ [path]: _gone, ...rest }) => rest)
      } catch (error) {
        const problem = problemFrom(error)
        const isGone = problem.code === 'Studio.ProjectFileMissing'
        const left = readKept(id).unsaved[path]
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

  /** Takes in what other tabs keep; answers the open files with it. */
  const meet = useCallback((): Buffers => {
    const { unsaved } = readKept(id)
    const before = known.current
    const seen = (buffers: Buffers): Buffers =>
      Object.fromEntries(
        Object.entries(buffers).map(([path, buffer]) => [path, seenInTab(buffer, unsaved[path], before?.get(path))] as const),
      )
    const met = seen(now.current.buffers)
    if (Object.entries(met).some(([path, buffer]) => buffer !== now.current.buffers[path])) setBuffers(seen)
    known.current = new Map(
      Object.entries(unsaved).map(([path, { text, other }]) => {
        // The other tab asks about the text of this one, which stays what it was until that is decided.
        const isAsked = other !== undefined && other === met[path]?.text
        return [path, (isAsked ? before?.get(path) : undefined) ?? text]
      }),
    )
    return met
  }, [id])

  // Not while rendering: the server knows nothing of this browser's storage.
  useEffect(() => {
    const kept = readKept(id)
    known.current = new Map(Object.entries(kept.unsaved).map(([path, { text }]) => [path, text]))
    const paths = [...new Set([...kept.open, ...Object.keys(kept.unsaved)])]
    setOpen((before) => [...new Set([...paths, ...before])])
    for (const path of paths) void load(path)
  }, [id, load])
  useEffect(() => {
    const onStorage = ({ key }: StorageEvent) => {
      if (key === keyOf(id)) meet()
    }
    window.addEventListener('storage', onStorage)
    return () => window.removeEventListener('storage', onStorage)
  }, [id, meet])

  const keep = useCallback(() => {
    if (known.current === undefined) return
    const met = meet()
    setUnkept(!writeKept(id, now.current.open, met, dropped.current))
    dropped.current.clear()
    known.current = new Map([
      ...known.current,
      ...Object.values(met)
        .filter(isUnsaved)
        .map(({ path, text }) => [path, text] as const),
    ])
  }, [id, meet])
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
    dropped.current.add(path)
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
    agree: useCallback((path, text) => put(path, (buffer) => agreed(buffer, text)), [put]),
    restore: useCallback((buffer) => {
      dropped.current.delete(buffer.path)
      setOpen((before) => (before.includes(buffer.path) ? before : [...before, buffer.path]))
      setBuffers((before) => {
        const open = before[buffer.path]
        if (open && isUnsaved(open)) return before
        return { ...before, [buffer.path]: { ...buffer, generation: (open ?? buffer).generation + 1 } }
      })
    }, []),
    look: useCallback(
      (paths) => {
        for (const path of now.current.open) if (paths === undefined || paths.includes(path)) void load(path)
      },
      [load],
    ),
    moved: useCallback((from, to) => {
      for (const path of Object.keys(now.current.buffers)) if (path === from || path.startsWith(`${from}/`)) dropped.current.add(path)
      const renamed = (path: string) => (path === from ? to : path.startsWith(`${from}/`) ? to + path.slice(from.length) : path)
      setOpen((before) => before.map(renamed))
      setBuffers((before) =>
        Object.fromEntries(Object.values(before).map((buffer) => [renamed(buffer.path), { ...buffer, path: renamed(buffer.path) }])),
      )
    }, []),
  }
}
