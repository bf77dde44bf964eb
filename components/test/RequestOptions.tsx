'use client'

import { Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { clientRequestIdHeader, type HeaderRow, type RequestDraft } from '@/components/test/request-draft'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { NumberField } from '@/components/ui/NumberField'
import { TextField } from '@/components/ui/TextField'
import { isReservedRequestHeader, maxInvokeTimeoutMs } from '@/lib/contract/invoke'
import { newClientRequestId } from '@/lib/queries/client-request-id'

/** Headers, query string and time limit of a request; what the studio adds by itself stands above, credentials masked. */
export function RequestOptions(props: {
  draft: RequestDraft
  onChange: (change: Partial<RequestDraft>) => void
  deployment: string | undefined
  /** Bearer token or key. */
  authMode: 'Key' | 'AMLToken' | 'AADToken'
}) {
  const t = useTranslations('test')
  const { draft, onChange, deployment, authMode } = props
  const { headers, query, timeoutMs } = draft
  const change = (id: string, part: Partial<HeaderRow>) =>
    onChange({ headers: headers.map((row) => (row.id === id ? { ...row, ...part } : row)) })
  const ownId = headers.some(({ name }) => name.trim().toLowerCase() === clientRequestIdHeader)
  const fixed = [
    ['Authorization', authMode === 'Key' ? t('keyByStudio') : t('tokenByStudio')],
    ...(deployment ? [['azureml-model-deployment', deployment]] : []),
    ...(ownId ? [] : [[clientRequestIdHeader, t('idByStudio')]]),
  ]
  const set = [
    t('headers', { count: fixed.length + 1 + headers.length }),
    ...(query ? [t('queryShort', { query: query.length > 30 ? `${query.slice(0, 30)}…` : query })] : []),
    Number.isNaN(timeoutMs) ? t('timeoutOfDeployment') : t('timeoutShort', { ms: timeoutMs }),
  ]
  return (
    <details className="border-t px-3 py-2" open={headers.length > 0}>
      <summary className="cursor-pointer text-ink-2 text-small">{set.join(' · ')}</summary>
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 font-mono text-ink-3 text-small">
        {fixed.map(([name, value]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd className="truncate">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="mt-2 grid gap-2 sm:grid-cols-[1.4fr_1.4fr_1fr]">
        <TextField label={t('contentType')} mono value={draft.contentType} onChange={(contentType) => onChange({ contentType })} />
        <TextField label={t('query')} mono value={query} placeholder="a=1&b=x" onChange={(next) => onChange({ query: next })} />
        <NumberField
          label={t('timeout')}
          value={timeoutMs}
          onChange={(next) => onChange({ timeoutMs: next })}
          minValue={1}
          maxValue={maxInvokeTimeoutMs}
          step={1}
          unit="ms"
        />
      </div>
      <ul className="mt-2 grid gap-2">
        {headers.map((row, index) => (
          <li key={row.id} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)_auto] items-start gap-2">
            <TextField
              label={t('headerName', { number: index + 1 })}
              hideLabel
              mono
              value={row.name}
              placeholder="x-trace-id"
              onChange={(name) => change(row.id, { name })}
              error={isReservedRequestHeader(row.name.trim()) ? t('reserved') : undefined}
            />
            <TextField
              label={t('headerValue', { number: index + 1 })}
              hideLabel
              mono
              value={row.value}
              onChange={(value) => change(row.id, { value })}
            />
            <IconButton
              label={t('removeHeader', { number: index + 1 })}
              onPress={() => onChange({ headers: headers.filter((each) => each.id !== row.id) })}
            >
              <X aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <Button
        size="sm"
        variant="quiet"
        className="mt-2"
        icon={<Plus aria-hidden />}
        onPress={() => onChange({ headers: [...headers, { id: newClientRequestId(), name: '', value: '' }] })}
      >
        {t('addHeader')}
      </Button>
    </details>
  )
}
