'use client'

import { ArrowDownToLine, CalendarClock, Download, Pause, Play, SlidersHorizontal } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { type LogChoice, logLevels } from '@/components/logs/log-choice'
import type { LogFacts } from '@/components/logs/log-model'
import { RangeDialog } from '@/components/logs/RangeDialog'
import { SourceChips } from '@/components/logs/SourceChips'
import { fontSizes, type LogSettings, timeStyles } from '@/components/logs/use-log-settings'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { Button } from '@/components/ui/Button'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { Menu, type MenuEntry } from '@/components/ui/Menu'
import { Select } from '@/components/ui/Select'

const everyInstance = '/all'

/** What is shown of the log and how: sources, deployment, instance, level, range; follow and pause; looks; download. */
export function LogToolbar(props: {
  deployment: string
  choice: LogChoice
  facts: LogFacts | undefined
  isPaused: boolean
  /** Lines that came while paused. */
  waiting: number
  settings: LogSettings
  onSettings: (change: Partial<LogSettings>) => void
  isFollowing: boolean
  onFollow: (isFollowing: boolean) => void
  onPause: (isPaused: boolean) => void
  onChange: (changes: Record<string, string | undefined>) => void
  downloads: { all: string; filtered: string }
  onCopyFiltered: () => void
  /** The search, which stands before the actions. */
  children: ReactNode
}) {
  const t = useTranslations('logs')
  const { detail } = useEndpoint()
  const {
    deployment,
    choice,
    facts,
    isPaused,
    waiting,
    settings,
    onSettings,
    isFollowing,
    onFollow,
    onPause,
    onChange,
    downloads,
    onCopyFiltered,
    children,
  } = props
  const [isRangeOpen, setRangeOpen] = useState(false)
  const known = facts?.instances ?? []
  const instances = choice.instance && !known.includes(choice.instance) ? [...known, choice.instance] : known
  const hasRange = choice.last !== undefined || choice.since !== undefined || choice.until !== undefined
  const looks: MenuEntry[][] = [
    timeStyles.map((style) => ({
      id: `time-${style}`,
      label: t(`timeStyle.${style}`),
      isChosen: settings.time === style,
      onAction: () => onSettings({ time: style }),
    })),
    [
      { id: 'wrap', label: t('wrap'), isChosen: settings.wrap, onAction: () => onSettings({ wrap: !settings.wrap }) },
      { id: 'compact', label: t('compact'), isChosen: settings.compact, onAction: () => onSettings({ compact: !settings.compact }) },
      { id: 'fold', label: t('foldAll'), isChosen: choice.folded, onAction: () => onChange({ fold: choice.folded ? undefined : 'on' }) },
    ],
    fontSizes.map((size) => ({
      id: `size-${size}`,
      label: t('fontSize', { size }),
      isChosen: settings.fontSize === size,
      onAction: () => onSettings({ fontSize: size }),
    })),
  ]
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SourceChips sources={choice.sources} facts={facts} onChange={onChange} />
      <Select
        label={t('deployment')}
        hideLabel
        size="sm"
        value={deployment}
        onChange={(name) => onChange({ deployment: name, instance: undefined, line: undefined })}
        options={detail.deployments.map(({ name }) => ({ value: name, label: name, mark: <DeploymentDot name={name} /> }))}
      />
      <Select
        label={t('instance')}
        hideLabel
        size="sm"
        value={choice.instance ?? everyInstance}
        onChange={(id) => onChange({ instance: id === everyInstance ? undefined : id })}
        options={[{ value: everyInstance, label: t('allInstances') }, ...instances.map((id) => ({ value: id, label: id }))]}
      />
      <Select
        label={t('level')}
        hideLabel
        size="sm"
        value={choice.level ?? 'debug'}
        onChange={(level) => onChange({ level: level === 'debug' ? undefined : level })}
        options={logLevels.map((level) => ({ value: level, label: t(`levelFrom.${level}`) }))}
      />
      <div className="flex w-full flex-wrap items-center gap-2">
        {children}
        <div className="ml-auto flex flex-wrap items-center gap-1 max-sm:ml-0">
          <Button
            size="sm"
            variant={hasRange ? 'default' : 'quiet'}
            icon={<CalendarClock aria-hidden />}
            onPress={() => setRangeOpen(true)}
          >
            {hasRange ? t('rangeOn') : t('range')}
          </Button>
          <Button
            size="sm"
            variant={isPaused ? 'primary' : 'quiet'}
            icon={isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
            onPress={() => onPause(!isPaused)}
          >
            {isPaused ? t('resume', { count: waiting }) : t('pause')}
          </Button>
          <Button
            size="sm"
            variant={isFollowing ? 'default' : 'quiet'}
            icon={<ArrowDownToLine aria-hidden />}
            onPress={() => onFollow(!isFollowing)}
          >
            {t('follow')}
          </Button>
          <Menu label={t('looks')} sections={looks} size="sm">
            <SlidersHorizontal aria-hidden />
          </Menu>
          <Menu
            label={t('download')}
            size="sm"
            sections={[
              [
                { id: 'all', label: t('downloadAll'), href: downloads.all },
                { id: 'filtered', label: t('downloadFiltered'), href: downloads.filtered },
                { id: 'copy', label: t('copyFiltered'), onAction: onCopyFiltered },
              ],
            ]}
          >
            <Download aria-hidden />
          </Menu>
        </div>
      </div>
      {isRangeOpen ? <RangeDialog choice={choice} onChange={onChange} onClose={() => setRangeOpen(false)} /> : null}
    </div>
  )
}
