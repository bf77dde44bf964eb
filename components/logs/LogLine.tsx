'use client'

import { ChevronDown, ChevronRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { memo, type ReactNode } from 'react'
import type { AnsiColour } from '@/components/logs/ansi'
import { formatLogTime, type LinePart, lineParts, type PlainSearch, startedInstance } from '@/components/logs/line-parts'
import type { TimeStyle } from '@/components/logs/use-log-settings'
import { cx } from '@/components/ui/class-names'
import { RelativeTime } from '@/components/ui/RelativeTime'
import type { LogRow } from '@/lib/contract/scorepoint'

const colours: Record<AnsiColour, string> = {
  red: 'text-failure',
  green: 'text-success',
  yellow: 'text-attention',
  blue: 'text-progress',
  magenta: 'text-deploy-violet',
  cyan: 'text-accent-text',
  grey: 'text-ink-3',
}

/** One line. Text of the log is always text: colours are classes of ours, and nothing of it becomes markup. */
export const LogLine = memo(function LogLine(props: {
  row: LogRow
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
  const t = useTranslations('logs')
  const { row, time, wrap, search, isCurrent, isSelected, showsInstance, showsHead, isFolded, onFold, actions } = props
  const started = row.source === 'inference-server' ? startedInstance(row.text) : undefined
  const mark = !showsHead ? '' : `${t(`mark.${row.source}`)}${showsInstance && row.instance ? ` ${shortInstance(row.instance)}` : ''}`
  return (
    <div
      data-number={row.number}
      className={cx(
        'flex min-w-full gap-4 px-3',
        wrap ? 'whitespace-pre-wrap break-words' : 'h-(--row-height) whitespace-pre',
        row.level === 'error' && 'bg-failure-soft',
        row.level === 'warning' && 'bg-attention-soft',
        started && 'text-ink-3',
        isSelected && 'bg-hover',
        isCurrent && 'outline-1 outline-accent -outline-offset-1',
      )}
    >
      {time === 'off' ? null : (
        <span className={cx('shrink-0 text-ink-3', time === 'relative' ? 'w-[7.5em] truncate' : 'w-[7.4em]')} title={row.time}>
          {!showsHead ? (
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
      <span className={cx('shrink-0 truncate text-ink-3 max-sm:hidden', showsInstance ? 'w-[10em]' : 'w-[6.8em]')} title={row.instance}>
        {mark}
      </span>
      <span
        className={cx(
          'min-w-0',
          row.source === 'events' && row.level !== 'error' && 'text-progress',
          row.level === 'debug' && 'text-ink-3',
        )}
      >
        {isFolded === undefined ? null : (
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
        )}
        {row.skippedBytes ? <Divider text={t('skippedBytes', { count: row.skippedBytes })} /> : null}
        {started ? (
          <Divider
            text={
              started.before
                ? t('restarted', { instance: started.instance, before: started.before })
                : t('started', { instance: started.instance })
            }
          />
        ) : (
          lineParts(row, time !== 'off', search).map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line never change places
            <Part key={index} part={part} isAccess={/ gunicorn\.access - /.test(row.text)} />
          ))
        )}
        {row.cutBytes ? <span className="text-ink-3"> {t('cut', { count: row.cutBytes })}</span> : null}
        {isFolded ? <span className="text-ink-3"> {t('foldedLines', { count: row.lines ?? 0 })}</span> : null}
      </span>
      {actions}
    </div>
  )
})

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
