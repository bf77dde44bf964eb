'use client'

import { ArrowDown } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { type AnsiColour, parseAnsi } from '@/components/logs/ansi'
import { formatLogTime, shownLevel, shownText, splitMatches, type TimeStyle, visibleRange } from '@/components/logs/log-rows'
import { Button } from '@/components/ui/Button'
import { cx } from '@/components/ui/class-names'
import type { LogLine } from '@/lib/contract/scorepoint'

/** Fixed, so that any of the lines can be found without measuring; long lines scroll sideways. */
const rowHeight = 20
/** Nearer to the end than this counts as being at the end. */
const endSlack = 8

/**
 * The lines, of which only those in view exist in the page. At the end it follows; scrolling up stops that at once and
 * counts what arrives below.
 */
export function LogList(props: {
  lines: readonly LogLine[]
  query: string
  time: TimeStyle
  /** Row of the current search match. */
  current: number | undefined
  /** Counts the steps between matches: a step to the same match brings it back into view. */
  steps: number
  /** Lines before the first one: how many were dropped here, and how to get them. */
  older: { count: number; load: (() => void) | undefined } | undefined
  version: number
}) {
  const t = useTranslations('logs')
  const { lines, query, time, current, steps, older, version } = props
  const box = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 600 })
  const [isFollowing, setFollowing] = useState(true)
  const [seen, setSeen] = useState(lines.length)
  const lead = older ? 1 : 0

  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => setView((last) => ({ ...last, height: element.clientHeight })))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed version or filter is what moves the end
  useLayoutEffect(() => {
    const element = box.current
    if (!element || !isFollowing) return
    element.scrollTop = element.scrollHeight
    setSeen(lines.length)
  }, [version, lines.length, isFollowing])

  // Lines that leave at the front, or come in before, must not move what is being read.
  const held = useRef<{ cursor: string; offset: number } | undefined>(undefined)
  useLayoutEffect(() => {
    const element = box.current
    const anchor = held.current
    if (!element || isFollowing || !anchor) return
    const index = lines.findIndex((line) => line.cursor === anchor.cursor)
    if (index >= 0) element.scrollTop = (index + lead) * rowHeight + anchor.offset
  }, [lines, lead, isFollowing])

  // As in a browser's find: typing and stepping bring the match into view, and the end stops pulling.
  const found = current === undefined ? undefined : lines[current]?.cursor
  const jumpedTo = useRef<number | undefined>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new search, match or step is what moves; lines that shift the row are not
  useLayoutEffect(() => {
    const element = box.current
    if (!element || current === undefined) return
    element.scrollTop = Math.max(0, (current + lead) * rowHeight - element.clientHeight / 2)
    jumpedTo.current = element.scrollTop
    const line = lines[current]
    held.current = line && { cursor: line.cursor, offset: element.scrollTop - (current + lead) * rowHeight }
    setFollowing(false)
    setView({ top: element.scrollTop, height: element.clientHeight })
  }, [found, query, steps])

  const onScroll = () => {
    const element = box.current
    if (!element) return
    setView({ top: element.scrollTop, height: element.clientHeight })
    const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - endSlack
    // A match in the last screen lies at the end too, but nobody scrolled there to follow.
    if (element.scrollTop !== jumpedTo.current) {
      jumpedTo.current = undefined
      setFollowing(atEnd)
    }
    if (atEnd) setSeen(lines.length)
    const top = Math.max(0, Math.floor(element.scrollTop / rowHeight) - lead)
    const line = lines[top]
    held.current = line && { cursor: line.cursor, offset: element.scrollTop - (top + lead) * rowHeight }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const element = box.current
    if (!element) return
    if (event.key === 'End') element.scrollTop = element.scrollHeight
    else if (event.key === 'Home') element.scrollTop = 0
    else return
    event.preventDefault()
  }
  const { first, last } = visibleRange(view.top - lead * rowHeight, view.height, rowHeight, lines.length)
  const unseen = Math.max(0, lines.length - seen)
  return (
    <div className="relative min-w-0 overflow-hidden rounded-panel border bg-raised">
      <div
        ref={box}
        role="log"
        aria-label={t('title')}
        aria-live={isFollowing ? 'off' : 'polite'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        className="h-[max(320px,calc(100dvh-270px))] overflow-auto py-2 font-mono text-small leading-5! focus-visible:-outline-offset-2"
      >
        {older ? (
          <div className="sticky left-0 h-5 px-3 text-center text-ink-3">
            {older.count > 0 ? t('earlier', { count: older.count }) : t('earlierUnknown')}
            {older.load ? (
              <button type="button" className="ml-2 cursor-pointer text-accent-text underline" onClick={older.load}>
                {t('loadOlder')}
              </button>
            ) : (
              <span> · {t('inDownload')}</span>
            )}
          </div>
        ) : null}
        <div className="relative min-w-max" style={{ height: lines.length * rowHeight }}>
          {lines.slice(first, last).map((line, offset) => (
            <Row
              key={line.cursor}
              line={line}
              level={shownLevel(lines, first + offset)}
              top={(first + offset) * rowHeight}
              time={time}
              query={query}
              isCurrent={first + offset === current}
              repeatsHead={isContinuation(lines[first + offset - 1], line)}
            />
          ))}
        </div>
      </div>
      {isFollowing ? null : (
        <div className="absolute right-4.5 bottom-4 shadow-overlay">
          <Button size="sm" variant="primary" icon={<ArrowDown aria-hidden />} onPress={() => setFollowing(true)}>
            {unseen > 0 ? t('newLines', { count: unseen }) : t('toEnd')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Tracebacks come as several lines of one moment: the stamp stands on the first only. */
function isContinuation(before: LogLine | undefined, line: LogLine): boolean {
  return (
    before !== undefined &&
    before.time === line.time &&
    before.source === line.source &&
    before.instance === line.instance &&
    !line.level &&
    /^(\s|$)/.test(line.text)
  )
}

const colours: Record<AnsiColour, string> = {
  red: 'text-failure',
  green: 'text-success',
  yellow: 'text-attention',
  blue: 'text-progress',
  magenta: 'text-deploy-violet',
  cyan: 'text-accent-text',
  grey: 'text-ink-3',
}

function Row(props: {
  line: LogLine
  level: LogLine['level']
  top: number
  time: TimeStyle
  query: string
  isCurrent: boolean
  repeatsHead: boolean
}) {
  const t = useTranslations('logs')
  const { line, level, top, time, query, isCurrent, repeatsHead } = props
  return (
    <div
      className={cx(
        'absolute flex min-w-full gap-4 whitespace-pre px-3',
        level === 'error' && 'bg-failure-soft',
        level === 'warning' && 'bg-attention-soft',
        isCurrent && 'outline-1 outline-accent -outline-offset-1',
      )}
      style={{ top, height: rowHeight }}
    >
      {time === 'off' ? null : (
        <time dateTime={line.time} title={line.time} className="w-[92px] shrink-0 text-ink-3" suppressHydrationWarning>
          {repeatsHead ? '' : formatLogTime(line.time, time)}
        </time>
      )}
      <span className="w-[84px] shrink-0 truncate text-ink-3 max-sm:hidden" title={line.instance}>
        {repeatsHead ? '' : t(`mark.${line.source}`)}
      </span>
      <span className={cx(line.source === 'events' && level !== 'error' && 'text-progress', level === 'debug' && 'text-ink-3')}>
        {parseAnsi(shownText(line.text, time)).map((run, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: the runs of a line never change
            key={index}
            className={cx(run.colour && colours[run.colour], run.bold && 'font-[650]', run.dim && 'opacity-70')}
          >
            {splitMatches(run.text, query).map((part, at) =>
              part.match ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <mark key={at} className="rounded-[2px] bg-mark text-mark-ink">
                  {part.text}
                </mark>
              ) : (
                part.text
              ),
            )}
          </span>
        ))}
      </span>
    </div>
  )
}
