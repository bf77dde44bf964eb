'use client'

import { ChevronDown, ChevronRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { memo, type ReactNode } from 'react'
import type { AnsiColour } from '@/components/logs/ansi'
import { formatLogTime, type LinePart, lineParts, type PlainSearch, startedInstance } from '@/components/logs/line-parts'
import type { TimeStyle } from '@/components/logs/use-log-settings'
import { cx } from '@/components/ui/class-names'
import { RelativeTime } from '@/components/ui/RelativeTime'
import type { LogRow, LogSource } from '@/lib/contract/scorepoint'

const colours: Record<AnsiColour, string> = {
  red: 'text-failure',
  green: 'text-success',
  yellow: 'text-attention',
  blue: 'text-progress',
  magenta: 'text-deploy-violet',
  cyan: 'text-accent-text',
  grey: 'text-ink-3',
}

/**
 * One row of the pool. Text of the log is always text: colours are classes of ours, and nothing of it becomes markup. A row whose line is
 * still being read has the same elements, so that a fast scroll fills them again instead of exchanging them.
 */
export const LogLine = memo(function LogLine(props: {
  /** Undefined while the line is being read. */
  row: LogRow | undefined
  /** What each source is called beside its lines. */
  sourceNames: Record<LogSource, string>
  time: TimeStyle
  wrap: boolean
  search: PlainSearch | undefined
  isCurrent: boolean
  isSelected: boolean
  /** The mark names the instance when there are several. */
  showsInstance: boolean
  /** Lines that continue an entry leave time and source out. */
  showsHead: boolean
  /** Undefined when the line begins no entry of several lines. */
  isFolded: boolean | undefined
  onFold: (row: LogRow) => void
  /** What can be done with the line, while it is pointed at or selected. */
  actions: ReactNode
}) {
  const { row, sourceNames, time, wrap, search, isCurrent, isSelected, showsInstance, showsHead, isFolded, onFold, actions } = props
  const started = row?.source === 'inference-server' ? startedInstance(row.text) : undefined
  const isHeaded = row !== undefined && showsHead
  const instance = isHeaded && showsInstance && row.instance ? ` ${shortInstance(row.instance)}` : ''
  return (
    <div
      data-number={row?.number}
      aria-hidden={row === undefined}
      className={cx(
        'flex min-w-full gap-4 px-3',
        wrap ? 'whitespace-pre-wrap break-words' : 'h-(--row-height) whitespace-pre',
        row?.level === 'error' && 'bg-failure-soft',
        row?.level === 'warning' && 'bg-attention-soft',
        (started || !row) && 'text-ink-3',
        isSelected && 'bg-hover',
        isCurrent && 'outline-1 outline-accent -outline-offset-1',
      )}
    >
      {time === 'off' ? null : (
        <span className={cx('shrink-0 text-ink-3', time === 'relative' ? 'w-[7.5em] truncate' : 'w-[7.4em]')} title={row?.time}>
          {!isHeaded ? (
            ''
          ) : time === 'relative' ? (
            <RelativeTime iso={row.time} />
          ) : (
            <time dateTime={row.time} suppressHydrationWarning>
              {formatLogTime(row.time, time)}
            </time>
          )}
        </span>
      )}
      <span className={cx('shrink-0 truncate text-ink-3 max-sm:hidden', showsInstance ? 'w-[10em]' : 'w-[6.8em]')} title={row?.instance}>
        {isHeaded ? sourceNames[row.source] + instance : ''}
      </span>
      <span
        className={cx(
          'min-w-0',
          row?.source === 'events' && row.level !== 'error' && 'text-progress',
          row?.level === 'debug' && 'text-ink-3',
        )}
      >
        {row === undefined ? (
          '⋯'
        ) : (
          <>
            {isFolded === undefined ? null : <Fold row={row} isFolded={isFolded} onFold={onFold} />}
            {row.skippedBytes ? <Skipped count={row.skippedBytes} /> : null}
            {started ? (
              <Started {...started} />
            ) : (
              lineParts(row, time !== 'off', search).map((part, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line never change places
                <Part key={index} part={part} isAccess={row.text.includes(' gunicorn.access - ')} />
              ))
            )}
            {row.cutBytes ? <Cut count={row.cutBytes} /> : null}
            {isFolded ? <FoldedLines count={row.lines ?? 0} /> : null}
          </>
        )}
      </span>
      {actions}
    </div>
  )
})

// Their words are looked up only by the rows that show them.

function Fold({ row, isFolded, onFold }: { row: LogRow; isFolded: boolean; onFold: (row: LogRow) => void }) {
  const t = useTranslations('logs')
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={t(isFolded ? 'unfold' : 'fold', { count: row.lines ?? 0 })}
      aria-expanded={!isFolded}
      onClick={(event) => {
        event.stopPropagation()
        onFold(row)
      }}
      className="-ml-4 inline-flex w-4 cursor-pointer items-center align-middle text-ink-3 hover:text-ink [&_svg]:size-3"
    >
      {isFolded ? <ChevronRight aria-hidden /> : <ChevronDown aria-hidden />}
    </button>
  )
}

function Started({ instance, before }: { instance: string; before?: string }) {
  const t = useTranslations('logs')
  return <Divider text={before ? t('restarted', { instance, before }) : t('started', { instance })} />
}

function Skipped({ count }: { count: number }) {
  const t = useTranslations('logs')
  return <Divider text={t('skippedBytes', { count })} />
}

function Cut({ count }: { count: number }) {
  const t = useTranslations('logs')
  return <span className="text-ink-3"> {t('cut', { count })}</span>
}

function FoldedLines({ count }: { count: number }) {
  const t = useTranslations('logs')
  return <span className="text-ink-3"> {t('foldedLines', { count })}</span>
}

function Part({ part, isAccess }: { part: LinePart; isAccess: boolean }) {
  if (part.isMatch) return <mark className="rounded-[2px] bg-mark text-mark-ink">{part.text}</mark>
  const isFaint = part.isHead || isAccess
  if (!(part.colour || part.bold || part.dim || isFaint)) return part.text
  return (
    <span
      className={cx(
        part.colour && colours[part.colour],
        part.bold && 'font-[650]',
        part.dim && 'opacity-70',
        !part.colour && isFaint && 'text-ink-3',
        part.isHead && 'max-sm:hidden',
      )}
    >
      {part.text}
    </span>
  )
}

/** A row that is no line: a restart, a lost connection, lines that were dropped. */
export function Divider({ text }: { text: string }) {
  return <span className="text-ink-3">— {text} —</span>
}

/** `diabetes.blue.1.0` → `1.0`: endpoint and deployment stand above. */
const shortInstance = (id: string) => id.split('.').slice(-2).join('.')
