'use client'

import { Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, useRef } from 'react'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { checkJson } from '@/components/test/check-json'
import { prettyJson } from '@/components/test/read-events'
import { Button } from '@/components/ui/Button'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { Duration } from '@/components/ui/Duration'
import { IconButton } from '@/components/ui/IconButton'
import { RadioCards } from '@/components/ui/RadioCards'
import { TextArea } from '@/components/ui/TextArea'
import { TextField } from '@/components/ui/TextField'
import { isReservedRequestHeader } from '@/lib/contract/invoke'
import { newClientRequestId } from '@/lib/queries/client-request-id'

export interface HeaderRow {
  id: string
  name: string
  value: string
}

const byTraffic = '/by-traffic'

/** What is sent, and to whom. Ctrl or Cmd with Enter sends from anywhere inside. */
export function RequestPanel(props: {
  body: string
  onBody: (body: string) => void
  sample: string | undefined
  headers: HeaderRow[]
  onHeaders: (headers: HeaderRow[]) => void
  deployment: string | undefined
  onDeployment: (name: string | undefined) => void
  /** When the running request was sent. */
  runningSince: string | undefined
  onSend: () => void
  onCancel: () => void
}) {
  const t = useTranslations('test')
  const { detail } = useEndpoint()
  const { body, onBody, sample, runningSince, onSend, onCancel } = props
  const area = useRef<HTMLTextAreaElement>(null)
  const check = checkJson(body)
  const sendByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    if (!runningSince) onSend()
  }
  const goToError = () => {
    if (check.ok || !area.current) return
    const lines = body.split('\n')
    const at = lines.slice(0, check.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + check.column - 1
    area.current.focus()
    area.current.setSelectionRange(at, at + 1)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the shortcut works from every field inside and has a button of its own
    <div className="flex min-w-0 flex-col overflow-hidden rounded-panel border bg-raised" onKeyDown={sendByKey}>
      <div className="flex items-start gap-2 border-b px-3 py-2.5">
        <RadioCards
          className="min-w-0 flex-1"
          layout="chips"
          label={t('target')}
          hideLabel
          value={props.deployment ?? byTraffic}
          onChange={(value) => props.onDeployment(value === byTraffic ? undefined : value)}
          options={[
            { value: byTraffic, title: t('byTraffic') },
            ...detail.deployments.map(({ name }) => ({ value: name, title: <DeploymentDot name={name} label /> })),
          ]}
        />
        <span>
          {runningSince ? (
            <Button size="sm" onPress={onCancel}>
              {t('cancel')} <Duration since={runningSince} />
            </Button>
          ) : (
            <Button size="sm" variant="primary" onPress={onSend}>
              {t('send')}
              <kbd className="rounded-sm border border-current px-1 text-[0.6875rem] leading-4 max-sm:hidden">Ctrl ↵</kbd>
            </Button>
          )}
        </span>
      </div>
      <p className="truncate border-b px-3 py-1.5 font-mono text-ink-2 text-small" title={detail.scoringUri}>
        POST {detail.scoringUri}
      </p>
      <TextArea
        label={t('body')}
        hideLabel
        mono
        rows={16}
        spellCheck="false"
        value={body}
        onChange={onBody}
        areaRef={area}
        className="flex-1 p-2"
        areaClassName="min-h-60 resize-y overflow-x-auto whitespace-pre leading-5!"
      />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 pb-2 text-small">
        {check.ok ? (
          <span className="text-ink-3">{t('validJson')}</span>
        ) : (
          <span role="status" className="text-failure">
            {t('jsonError', { line: check.line, column: check.column })}{' '}
            {t(`fault.${check.reason}`, {
              found: check.found === '' ? t('found.end') : check.found === '\n' ? t('found.lineBreak') : check.found,
            })}{' '}
            <span className="text-ink-2">{t('sentAsWritten')}</span>
          </span>
        )}
        <span className="ml-auto flex gap-1">
          {check.ok ? (
            <Button size="sm" variant="quiet" onPress={() => onBody(prettyJson(body) ?? body)}>
              {t('format')}
            </Button>
          ) : (
            <Button size="sm" variant="quiet" onPress={goToError}>
              {t('goToError')}
            </Button>
          )}
          {sample && sample !== body ? (
            <Button size="sm" variant="quiet" onPress={() => onBody(sample)}>
              {t('useSample')}
            </Button>
          ) : null}
        </span>
      </div>
      <HeadersEditor headers={props.headers} onHeaders={props.onHeaders} deployment={props.deployment} />
    </div>
  )
}

function HeadersEditor(props: { headers: HeaderRow[]; onHeaders: (headers: HeaderRow[]) => void; deployment: string | undefined }) {
  const t = useTranslations('test')
  const { headers, onHeaders, deployment } = props
  const change = (id: string, part: Partial<HeaderRow>) => onHeaders(headers.map((row) => (row.id === id ? { ...row, ...part } : row)))
  const fixed = [
    ['Authorization', t('keyByStudio')],
    ['Content-Type', 'application/json'],
    ...(deployment ? [['azureml-model-deployment', deployment]] : []),
  ]
  return (
    <details className="border-t px-3 py-2" open={headers.length > 0}>
      <summary className="cursor-pointer text-ink-2 text-small">{t('headers', { count: fixed.length + headers.length })}</summary>
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 font-mono text-ink-3 text-small">
        {fixed.map(([name, value]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd className="truncate">{value}</dd>
          </div>
        ))}
      </dl>
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
              onPress={() => onHeaders(headers.filter((each) => each.id !== row.id))}
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
        onPress={() => onHeaders([...headers, { id: newClientRequestId(), name: '', value: '' }])}
      >
        {t('addHeader')}
      </Button>
    </details>
  )
}
