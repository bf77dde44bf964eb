'use client'

import { useEffect, useRef } from 'react'

/**
 * Calls back with the paths other programs wrote in these folders of the project; with undefined when they may have been missed (the
 * connection was made anew, the window was elsewhere).
 */
export function useProjectChanges(id: string, folders: readonly string[], onChange: (paths: readonly string[] | undefined) => void): void {
  const call = useRef(onChange)
  call.current = onChange
  const query = new URLSearchParams([...folders].sort().map((folder) => ['below', folder])).toString()
  useEffect(() => {
    const source = new EventSource(`/api/projects/${encodeURIComponent(id)}/changes?${query}`)
    let isFirst = true
    source.addEventListener('ready', () => {
      if (!isFirst) call.current(undefined)
      isFirst = false
    })
    source.addEventListener('changed', (event: MessageEvent<string>) => {
      const { paths } = JSON.parse(event.data) as { paths: string[] }
      call.current(paths)
    })
    return () => source.close()
  }, [id, query])
  useEffect(() => {
    const onFocus = () => call.current(undefined)
    window.addEventListener('focus', onFocus)
    return () => window.removeEventListener('focus', onFocus)
  }, [])
}
