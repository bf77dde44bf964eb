'use client'

import { ChevronDown, ChevronUp, Download, Search } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { ToggleButton } from 'react-aria-components'
import { type LogSnapshot, logSources } from '@/components/logs/log-buffer'
import { downloadName, downloadText, type TimeStyle, timeStyles } from '@/components/logs/log-rows'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { Checkbox } from '@/components/ui/Checkbox'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { IconButton } from '@/components/ui/IconButton'
import { Select } from '@/components/ui/Select'
import { TextField } from '@/components/ui/TextField'
import type { LogLine, LogSource } from '@/lib/contract/scorepoint'

const everyInstance = '/all'

/** What is shown of the log: sources, deployment, instance, search, time stamps; and the download of exactly that. */
export function LogToolbar(props: {
  deployment: string
  instance: string | undefined
  snapshot: LogSnapshot
  sources: readonly LogSource[]
  query: string
  matchesOnly: boolean
  time: TimeStyle
  matchPosition: { at: number; of: number } | undefined
  onStep: (by: number) => void
  onChange: (changes: Record<string, string | undefined>) => void
  lines: readonly LogLine[]
}) {
  const t = useTranslations('logs')
  const { detail } = useEndpoint()
  const { deployment, instance, snapshot, query, time, matchPosition, onStep, onChange, lines } = props
  const search = useRef<HTMLInputElement>(null)
  // The address follows a moment later; a field bound to it would lose fast keystrokes.
  const [text, setText] = useState(query)
  useEffect(() => {
    const find = (event: KeyboardEvent) => {
      if (event.key !== 'f' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      search.current?.focus()
      search.current?.select()
    }
    window.addEventListener('keydown', find)
    return () => window.removeEventListener('keydown', find)
  }, [])
  const instances = instance && !snapshot.instances.includes(instance) ? [...snapshot.instances, instance] : snapshot.instances
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SourceChips sources={props.sources} counts={snapshot.counts} onChange={onChange} />
      <Select
        label={t('deployment')}
        hideLabel
        size="sm"
        value={deployment}
        onChange={(name) => onChange({ deployment: name, instance: undefined })}
        options={detail.deployments.map(({ name }) => ({ value: name, label: name, mark: <DeploymentDot name={name} /> }))}
      />
      <Select
        label={t('instance')}
        hideLabel
        size="sm"
        value={instance ?? everyInstance}
        onChange={(id) => onChange({ instance: id === everyInstance ? undefined : id })}
        options={[{ value: everyInstance, label: t('allInstances') }, ...instances.map((id) => ({ value: id, label: id }))]}
      />
      <div className="ml-auto flex flex-wrap items-center gap-2 max-sm:ml-0">
        <TextField
          label={t('search')}
          hideLabel
          type="search"
          placeholder={t('search')}
          value={text}
          inputRef={search}
          onChange={(next) => {
            setText(next)
            onChange({ q: next })
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            onStep('shiftKey' in event && event.shiftKey ? -1 : 1)
          }}
          className="w-52"
          prefix={<Search className="size-3.5!" aria-hidden />}
          suffix={
            query === '' ? null : (
              <span className="num whitespace-nowrap pr-1 text-small" role="status">
                {matchPosition ? t('matchOf', matchPosition) : t('noMatch')}
              </span>
            )
          }
        />
        {query === '' ? null : (
          <>
            <IconButton size="sm" label={t('previousMatch')} onPress={() => onStep(-1)}>
              <ChevronUp aria-hidden />
            </IconButton>
            <IconButton size="sm" label={t('nextMatch')} onPress={() => onStep(1)}>
              <ChevronDown aria-hidden />
            </IconButton>
            <Checkbox isSelected={props.matchesOnly} onChange={(only) => onChange({ only: only ? 'matches' : undefined })}>
              {t('matchesOnly')}
            </Checkbox>
          </>
        )}
        <Select
          label={t('time')}
          hideLabel
          size="sm"
          value={time}
          onChange={(style) => onChange({ time: style === 'local' ? undefined : style })}
          options={timeStyles.map((style) => ({ value: style, label: t(`timeStyle.${style}`) }))}
        />
        <IconButton label={t('download')} onPress={() => save(downloadName(detail.name, deployment, new Date()), downloadText(lines))}>
          <Download aria-hidden />
        </IconButton>
      </div>
    </div>
  )
}

function SourceChips(props: {
  sources: readonly LogSource[]
  counts: Record<LogSource, number>
  onChange: (changes: Record<string, string | undefined>) => void
}) {
  const t = useTranslations('logs')
  const format = useFormatter()
  const { sources, counts, onChange } = props
  const toggle = (source: LogSource, isOn: boolean) => {
    const next = logSources.filter((each) => (each === source ? isOn : sources.includes(each)))
    onChange({ sources: next.length === logSources.length ? undefined : next.join(',') || 'none' })
  }
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="sr-only">{t('sources')}</legend>
      {logSources.map((source) => (
        <ToggleButton
          key={source}
          isSelected={sources.includes(source)}
          onChange={(isOn) => toggle(source, isOn)}
          className="inline-flex h-7 items-center gap-1.5 rounded-full border bg-raised px-2.5 text-[0.8125rem] text-ink-2 transition-colors duration-[120ms] hover:bg-hover data-selected:border-accent data-selected:bg-accent-soft data-selected:text-ink"
        >
          {t(`source.${source}`)} <span className="num text-ink-2">{format.number(counts[source])}</span>
        </ToggleButton>
      ))}
    </fieldset>
  )
}

function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
