'use client'

import { X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type Buffers, isUnsaved } from '@/components/projects/buffers'
import { cx } from '@/components/ui/class-names'

/** The tab that was chosen elsewhere is not left beside the edge. */
function intoView(element: HTMLElement | null) {
  const list = element?.parentElement
  if (!element || !list) return
  const left = element.getBoundingClientRect().left - list.getBoundingClientRect().left
  // Only the tabs move, never the page.
  if (left < 0) list.scrollLeft += left
  else list.scrollLeft += Math.max(0, left + element.offsetWidth - list.clientWidth)
}

/** The open files, each with its unsaved mark and a way to close it. */
export function FileTabs(props: {
  open: readonly string[]
  chosen: string | undefined
  buffers: Buffers
  onChoose: (path: string) => void
  onClose: (path: string) => void
}) {
  const t = useTranslations('projects')
  const names = props.open.map((path) => path.slice(path.lastIndexOf('/') + 1))
  return (
    <ul aria-label={t('openFiles')} className="flex min-w-0 flex-1 overflow-x-auto max-md:basis-full">
      {props.open.map((path, index) => {
        const buffer = props.buffers[path]
        const name = names[index] ?? path
        // Two files of one name are told apart by their folders.
        const isDouble = names.filter((other) => other === name).length > 1
        const isChosen = path === props.chosen
        const unsaved = buffer !== undefined && isUnsaved(buffer)
        return (
          <li
            key={path}
            ref={isChosen ? intoView : undefined}
            className={cx('flex h-9 shrink-0 items-center border-r', isChosen ? 'bg-raised' : 'bg-page text-ink-2')}
          >
            <button
              type="button"
              aria-current={isChosen ? 'true' : undefined}
              title={path}
              onClick={() => props.onChoose(path)}
              onAuxClick={(event) => {
                if (event.button === 1) props.onClose(path)
              }}
              className={cx(
                'flex h-full max-w-56 items-center gap-2 pr-1 pl-3 focus-visible:-outline-offset-2',
                isChosen ? 'shadow-[inset_0_2px_0_var(--color-accent)]' : 'hover:text-ink',
              )}
            >
              <span className="truncate">{isDouble ? path : name}</span>
              {unsaved ? (
                <span className="size-2 shrink-0 rounded-full bg-accent" role="img" aria-label={t('unsaved')} title={t('unsaved')} />
              ) : null}
            </button>
            <button
              type="button"
              aria-label={t('closeFile', { name: isDouble ? path : name })}
              title={t('closeFile', { name })}
              onClick={() => props.onClose(path)}
              className="mr-1 flex size-6 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink [&_svg]:size-3.5"
            >
              <X aria-hidden />
            </button>
          </li>
        )
      })}
    </ul>
  )
}
