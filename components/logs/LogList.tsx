'use client'

import { ArrowDown } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { LogLine } from '@/components/logs/LogLine'
import type { PlainSearch } from '@/components/logs/line-parts'
import { drawnRows, endTopOf, type Geometry, scrollOfTop, scrollRange, topOfScroll } from '@/components/logs/log-geometry'
import type { LogModel, LogState } from '@/components/logs/log-model'
import type { RowMap } from '@/components/logs/row-map'
import { type LogSettings, rowHeightOf } from '@/components/logs/use-log-settings'
import { Button } from '@/components/ui/Button'
import { Skeleton } from '@/components/ui/Skeleton'
import type { LogRow, LogSource } from '@/lib/contract/scorepoint'

/** Rows read ahead of and behind what is drawn. */
const ahead = 60

/** A row that is no numbered line. */
export type ListItem = { kind: 'notice'; id: string; content: ReactNode } | { kind: 'entry'; row: LogRow }

/** A place to go to; `step` tells two visits of the same line apart. */
export interface GoTo {
  number: number
  step: number
}

/**
 * The lines, of which only those in view exist in the page, in a pool of elements that is filled anew as the list moves. At the end it
 * follows; any move upwards stops that at once, and what is being read stays where it is, whatever arrives. It stands before the first
 * lines come, so that only their text is left to paint then.
 */
export function LogList(props: {
  model: LogModel
  state: LogState
  map: RowMap<ListItem>
  settings: LogSettings
  search: PlainSearch | undefined
  /** Time and source on every row: the row above is not the line before. */
  showsEveryHead: boolean
  current: number | undefined
  goTo: GoTo | undefined
  selected: string | undefined
  isFollowing: boolean
  onFollow: (isFollowing: boolean) => void
  onSelect: (row: LogRow) => void
  onOpen: (row: LogRow) => void
  foldOf: (row: LogRow) => boolean | undefined
  onFold: (row: LogRow) => void
  actionsOf: (row: LogRow) => ReactNode
}) {
  const t = useTranslations('logs')
  const {
    model,
    state,
    map,
    settings,
    search,
    showsEveryHead,
    current,
    goTo,
    selected,
    isFollowing,
    onFollow,
    onSelect,
    onOpen,
    foldOf,
    onFold,
    actionsOf,
  } = props
  const box = useRef<HTMLDivElement>(null)
  const pool = useRef<HTMLDivElement>(null)
  const [viewHeight, setViewHeight] = useState(600)
  const [position, setPosition] = useState(0)
  const [hovered, setHovered] = useState<number>()
  /** Rows that fill the last screen; wrapped lines need fewer. */
  const [tailRows, setTailRows] = useState<number>()
  /** Where the log ended when the end was in view last. */
  const seen = useRef(state.facts?.end ?? 0)
  const rowHeight = rowHeightOf(settings)
  const plainEnd = endTopOf(map.count, rowHeight, viewHeight)
  const endTop = settings.wrap && tailRows !== undefined ? Math.max(0, map.count - tailRows) : plainEnd
  const geometry: Geometry = { rows: map.count, rowHeight, viewHeight, endTop }

  // Lines that come in before, or leave, must not move what is being read: the place is a line, not a row.
  const anchor = useRef<{ map: RowMap<ListItem>; generation: number; number: number; rest: number } | undefined>(undefined)
  const held = anchor.current
  const isNew = held !== undefined && held.generation !== state.generation && state.anchor !== undefined
  const heldNumber = isNew ? state.anchor : held?.number
  const moved = held && heldNumber !== undefined && held.map !== map ? map.rowOf(heldNumber) + held.rest : position
  const top = isFollowing ? endTop : Math.min(Math.max(0, moved), endTop)
  const { first, count } = drawnRows(geometry, top)
  const rows = Array.from({ length: count }, (_, offset) => map.at(first + offset))
  const sourceNames = useMemo(() => {
    const nameOf = (source: LogSource) => t(`mark.${source}`)
    return {
      'inference-server': nameOf('inference-server'),
      'storage-initializer': nameOf('storage-initializer'),
      build: nameOf('build'),
      events: nameOf('events'),
    }
  }, [t])
  const showsInstance = (state.facts?.instances.length ?? 0) > 1

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    // Never taller than the window: without its styles the box would grow with what it holds.
    const measure = () => setViewHeight(Math.min(element.clientHeight || 600, window.innerHeight || 600))
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [])

  const expected = useRef(0)
  useLayoutEffect(() => {
    const element = box.current
    const layer = pool.current
    if (!element || !layer) return
    const wanted = scrollOfTop(geometry, top)
    // Asking the element where it stands makes the browser lay out the page, so it is asked only after it was moved.
    if (Math.abs(expected.current - wanted) > 1) {
      element.scrollTop = wanted
      expected.current = element.scrollTop
    }
    const firstHeight = settings.wrap ? (layer.children[0]?.clientHeight ?? rowHeight) : rowHeight
    layer.style.transform = `translateY(${-(top - first) * firstHeight}px)`
    if (top !== position && !isFollowing) setPosition(top)
    const line = rows.find((one) => one?.kind === 'line')
    if (line?.kind === 'line')
      anchor.current = { map, generation: state.generation, number: line.number, rest: top - map.rowOf(line.number) }
    if (state.facts) model.keep(isFollowing || line?.kind !== 'line' ? undefined : model.row(line.number)?.id)
    if (settings.wrap && first + count >= map.count) measureTail(layer)
    if (isFollowing && state.facts) seen.current = state.facts.end
  })

  function measureTail(layer: HTMLElement): void {
    let sum = 0
    for (let index = count - 1; index >= 0; index--) {
      const height = layer.children[index]?.clientHeight ?? rowHeight
      sum += height
      if (sum < viewHeight - 16) continue
      const next = count - index - (sum - (viewHeight - 16)) / Math.max(1, height)
      if (Math.abs(next - (tailRows ?? -1)) > 0.01) setTailRows(next)
      return
    }
  }

  const wantedKey = `${first}:${count}:${state.version}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is drawn
  useEffect(() => {
    const numbers: number[] = []
    const add = (row: number) => {
      const one = map.at(row)
      if (one?.kind === 'line') numbers.push(one.number)
    }
    for (let row = first; row < first + count; row++) add(row)
    for (let row = Math.max(0, first - ahead); row < first; row++) add(row)
    for (let row = first + count; row < Math.min(map.count, first + count + ahead); row++) add(row)
    model.want(numbers.sort((a, b) => a - b))
  }, [wantedKey, map, model])

  // As in a browser's find: typing and stepping bring the line into view, and the end stops pulling.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new place or step is what moves; lines that shift the row are not
  useLayoutEffect(() => {
    if (goTo === undefined) return
    anchor.current = undefined
    setPosition(Math.min(endTop, Math.max(0, map.rowOf(goTo.number) - viewHeight / rowHeight / 2)))
    onFollow(false)
  }, [goTo?.number, goTo?.step])

  const moveTo = useCallback(
    (next: number) => {
      anchor.current = undefined
      setPosition(next)
      onFollow(next >= endTop - 0.01)
    },
    [endTop, onFollow],
  )
  const onScroll = () => {
    const element = box.current
    if (!element || Math.abs(element.scrollTop - expected.current) <= 1) return
    expected.current = element.scrollTop
    anchor.current = undefined
    setPosition(topOfScroll(geometry, element.scrollTop))
    onFollow(element.scrollTop >= scrollRange(geometry) - 1)
  }
  const stopFollowing = () => {
    if (!isFollowing || scrollRange(geometry) === 0) return
    anchor.current = undefined
    setPosition(endTop)
    onFollow(false)
  }
  function select(row: number): void {
    const one = map.at(row)
    const line = one?.kind === 'line' ? model.row(one.number) : undefined
    if (line) onSelect(line)
    const page = viewHeight / rowHeight
    if (row < top + 1) moveTo(Math.max(0, row - 1))
    else if (row > top + page - 2) moveTo(Math.min(endTop, row - page + 2))
    else if (isFollowing) stopFollowing()
  }
  const selectedRow = rows.findIndex((one) => one?.kind === 'line' && model.row(one.number)?.id === selected)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== box.current || event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor(viewHeight / rowHeight) - 2)
    const chosen = selectedRow === -1 ? undefined : first + selectedRow
    if (event.key === 'End') onFollow(true)
    else if (event.key === 'Home') moveTo(0)
    else if (event.key === 'PageUp') moveTo(Math.max(0, top - page))
    else if (event.key === 'PageDown') moveTo(Math.min(endTop, top + page))
    else if (event.key === 'ArrowUp') select(Math.max(0, (chosen ?? Math.min(map.count, Math.floor(top + viewHeight / rowHeight))) - 1))
    else if (event.key === 'ArrowDown') select(Math.min(map.count - 1, (chosen ?? Math.ceil(top) - 1) + 1))
    else if (event.key === 'Enter' && chosen !== undefined) {
      const one = map.at(chosen)
      const line = one?.kind === 'line' ? model.row(one.number) : undefined
      if (line) onOpen(line)
    } else return
    event.preventDefault()
  }
  const unseen = Math.max(0, (state.facts?.end ?? 0) - seen.current)
  return (
    // The ring stands around the panel: inside, coloured lines would cover it.
    <div className="relative min-w-0 overflow-hidden rounded-panel border bg-raised has-[>[role=log]:focus-visible]:outline-2 has-[>[role=log]:focus-visible]:outline-accent">
      <div
        ref={box}
        role="log"
        aria-label={t('title')}
        aria-busy={state.facts === undefined}
        // What arrives is announced apart, and seldom: rows change with every turn of the wheel.
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
        onWheel={(event) => event.deltaY < 0 && stopFollowing()}
        onTouchMove={stopFollowing}
        onPointerDown={(event) => event.target === box.current && stopFollowing()}
        onPointerOver={(event) => {
          const line = event.target instanceof Element ? event.target.closest('[data-number]') : null
          setHovered(line ? Number(line.getAttribute('data-number')) : undefined)
        }}
        onPointerLeave={() => setHovered(undefined)}
        onKeyDown={onKeyDown}
        className="h-[max(320px,calc(100dvh-296px))] overflow-auto font-mono focus-visible:outline-none!"
        style={{
          fontSize: settings.fontSize,
          lineHeight: `${rowHeight}px`,
          overflowAnchor: 'none',
          ['--row-height' as string]: `${rowHeight}px`,
        }}
      >
        <div
          className="min-w-full"
          style={{ height: scrollRange(geometry) + viewHeight, width: settings.wrap ? undefined : 'max-content' }}
        >
          <div className="sticky top-0" style={{ height: viewHeight, overflowY: 'clip' }}>
            <div ref={pool}>
              {rows.map((one, index) => {
                if (one?.kind === 'insert' && one.item.kind === 'notice')
                  return (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a pool of elements, filled anew as the list moves
                    <div key={index} className="sticky left-0 px-3 text-center text-ink-3" style={{ height: rowHeight }}>
                      {one.item.content}
                    </div>
                  )
                const row = one?.kind === 'line' ? model.row(one.number) : one?.item.kind === 'entry' ? one.item.row : undefined
                const isLine = one?.kind === 'line' && row !== undefined
                return (
                  <LogLine
                    // biome-ignore lint/suspicious/noArrayIndexKey: a pool of elements, filled anew as the list moves
                    key={index}
                    row={row}
                    sourceNames={sourceNames}
                    time={settings.time}
                    wrap={settings.wrap}
                    search={search}
                    isCurrent={isLine && row.number === current}
                    isSelected={row !== undefined && row.id === selected}
                    showsInstance={showsInstance}
                    showsHead={showsEveryHead || !row?.continues}
                    isFolded={row && foldOf(row)}
                    onFold={onFold}
                    actions={isLine && (row.number === hovered || row.id === selected) ? actionsOf(row) : null}
                  />
                )
              })}
            </div>
          </div>
        </div>
      </div>
      {state.facts ? null : <Skeleton className="absolute inset-0" />}
      {isFollowing || scrollRange(geometry) === 0 ? null : (
        <div className="absolute right-4.5 bottom-4 shadow-overlay">
          <Button size="sm" variant="primary" icon={<ArrowDown aria-hidden />} onPress={() => onFollow(true)}>
            {unseen > 0 ? t('newLines', { count: unseen }) : t('toEnd')}
          </Button>
        </div>
      )}
    </div>
  )
}
