'use client'

import { useTranslations } from 'next-intl'
import { cx } from '@/components/ui/class-names'
import { LinkButton } from '@/components/ui/LinkButton'
import { Skeleton } from '@/components/ui/Skeleton'
import type { RequestLog } from '@/lib/contract/scorepoint'

/** What the inference server wrote while it worked on this request. */
export function RequestLogs(props: { log: RequestLog | undefined; isPending: boolean; failed: string | undefined; logsHref: string }) {
  const t = useTranslations('test')
  const { log, isPending, failed, logsHref } = props
  return (
    <div className="flex flex-col items-start gap-2">
      {isPending ? <Skeleton className="h-20 w-full" /> : null}
      {failed ? <p className="text-ink-2">{t('logsFailed', { message: failed })}</p> : null}
      {log && log.rows.length === 0 ? <p className="text-ink-2">{log.reason ?? t('noLines')}</p> : null}
      {log && log.rows.length > 0 ? (
        <>
          {log.by === 'time' ? <p className="text-ink-3 text-small">{t('linesByTime')}</p> : null}
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            tabIndex={0}
            className="max-h-[420px] w-full overflow-auto rounded-control bg-sunken px-3 py-2.5 leading-5! focus-visible:-outline-offset-2"
          >
            {log.rows.map((row) => (
              <span
                key={row.id}
                className={cx('block min-h-5', row.level === 'error' && 'text-failure', row.level === 'warning' && 'text-attention')}
              >
                {row.text.replaceAll(colourSequence, '')}
              </span>
            ))}
          </pre>
        </>
      ) : null}
      <LinkButton size="sm" variant="quiet" href={logsHref}>
        {t('link.logs')}
      </LinkButton>
    </div>
  )
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences begin with one
const colourSequence = /\u001b\[[\d;]*m/g
