'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { stripAnsi } from '@/components/logs/ansi'
import { jsonOf } from '@/components/logs/line-parts'
import { CopyButton } from '@/components/ui/CopyButton'
import { Dialog } from '@/components/ui/Dialog'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import type { LogRow } from '@/lib/contract/scorepoint'
import { ProblemError } from '@/lib/problems/problem'
import { fetchJson } from '@/lib/queries/fetch-json'

/** One line, whole and by itself: when, from where, and its JSON as a tree. */
export function LogLineDialog({ root, row, onClose }: { root: string; row: LogRow; onClose: () => void }) {
  const t = useTranslations('logs')
  const whole = useQuery({
    queryKey: ['log-line', root, row.id],
    queryFn: ({ signal }) => fetchJson<LogRow>(`${root}/line?id=${encodeURIComponent(row.id)}`, signal),
    enabled: row.cutBytes !== undefined,
  })
  const text = stripAnsi((whole.data ?? row).text)
  const json = jsonOf(text)
  return (
    <Dialog
      title={t('details')}
      isOpen
      onOpenChange={onClose}
      size="lg"
      footer={
        <CopyButton what={t('copyLine')} text={text}>
          {t('copyLine')}
        </CopyButton>
      }
    >
      <dl className="mb-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <dt className="text-ink-3">{t('lineTime')}</dt>
        <dd className="num">{row.time}</dd>
        <dt className="text-ink-3">{t('lineSource')}</dt>
        <dd>
          {t(`source.${row.source}`)} {row.instance}
        </dd>
      </dl>
      {whole.error instanceof ProblemError ? <ProblemNotice problem={whole.error.problem} /> : null}
      <pre className="max-h-64 overflow-auto whitespace-pre-wrap break-words rounded-control border bg-sunken p-3 font-mono text-small">
        {text}
      </pre>
      {json === undefined ? null : (
        <div className="mt-3 max-h-80 overflow-auto rounded-control border bg-sunken p-3 font-mono text-small">
          <JsonTree name="" value={json} isOpen />
        </div>
      )}
    </Dialog>
  )
}

/** Entries of one level; thousands of them would keep the page busy. */
const mostEntries = 500

/** A value that can be opened level by level. */
function JsonTree({ name, value, isOpen = false }: { name: string; value: unknown; isOpen?: boolean }) {
  const t = useTranslations('logs')
  const label = name === '' ? null : <span className="text-accent-text">{name}: </span>
  if (typeof value !== 'object' || value === null) {
    return (
      <div className="pl-4">
        {label}
        <span className={typeof value === 'string' ? 'text-success' : 'text-progress'}>{JSON.stringify(value)}</span>
      </div>
    )
  }
  const entries = Object.entries(value)
  return (
    <details open={isOpen} className="pl-4">
      <summary className="-ml-4 cursor-pointer">
        {label}
        <span className="text-ink-3">{Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </summary>
      {entries.slice(0, mostEntries).map(([key, inner]) => (
        <JsonTree key={key} name={key} value={inner} />
      ))}
      {entries.length > mostEntries ? <p className="pl-4 text-ink-3">{t('jsonMore', { count: entries.length - mostEntries })}</p> : null}
    </details>
  )
}
