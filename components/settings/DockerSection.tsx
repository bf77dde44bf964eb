'use client'

import { useQuery } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { NotReachable } from '@/components/endpoints/ListStates'
import { CheckBadge } from '@/components/settings/CheckBadge'
import { type Fact, FactList } from '@/components/settings/FactList'
import { ImageSettingsForm } from '@/components/settings/ImageSettingsForm'
import { LocalModeContainers } from '@/components/settings/LocalModeContainers'
import type { SettingsActions } from '@/components/settings/settings-actions'
import { Badge } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { CommandLine } from '@/components/ui/CommandLine'
import { Section } from '@/components/ui/Section'
import { Skeleton } from '@/components/ui/Skeleton'
import type { EngineFacts, EngineView } from '@/lib/contract/engine'
import type { DoctorCheck } from '@/lib/contract/scorepoint'
import { engineQuery } from '@/lib/queries/settings'

/** An engine that is started or stopped elsewhere sends no event. */
const lookEveryMs = 5_000

/** The container engine: what it is, what is wrong with it and how to mend it, which images are used, and what the official local mode runs. */
export function DockerSection({ save }: { save: SettingsActions['saveImages'] }) {
  const t = useTranslations('settings.docker')
  const { data, failureReason, refetch, isFetching } = useQuery({ ...engineQuery(), refetchInterval: lookEveryMs })
  if (!data) return failureReason ? <NotReachable problem={failureReason} onRetry={() => void refetch()} /> : <Skeleton className="h-64" />
  return (
    <div className="flex flex-col gap-6">
      <Section
        title={t('engine')}
        description={t('engineText')}
        actions={
          <Button icon={<RotateCw aria-hidden />} isPending={isFetching} onPress={() => void refetch()}>
            {t('again')}
          </Button>
        }
      >
        <EngineState view={data} />
        <Checks checks={data.doctor} />
      </Section>
      {data.images ? <ImageSettingsForm view={data.images} save={save} /> : null}
      <LocalModeContainers containers={data.localModeContainers} isKnown={data.state === 'ready'} />
    </div>
  )
}

function EngineState({ view }: { view: EngineView }) {
  const t = useTranslations('settings.docker')
  const facts = useEngineFacts(view.engine)
  return (
    <>
      <p className="mb-3">
        <Badge hue={view.state === 'ready' ? 'success' : 'attention'}>{t(view.state)}</Badge>
      </p>
      <FactList facts={facts} />
    </>
  )
}

function useEngineFacts(engine: EngineFacts): Fact[] {
  const t = useTranslations('settings.docker')
  const format = useFormatter()
  const { version, apiVersion, cpus, memoryBytes, architecture, operatingSystem, kind } = engine
  const fact = (label: Parameters<typeof t>[0], value: string | undefined, isMono = false): Fact[] =>
    value === undefined ? [] : [{ label: t(label), value, isMono }]
  const yesNo = (value: boolean | undefined) => (value === undefined ? undefined : t(value ? 'yes' : 'no'))
  return [
    { label: t('address'), value: engine.address, isMono: true },
    { label: t('source'), value: engine.context ? t('byContext', { context: engine.context }) : t(`by.${engine.source}`) },
    ...fact('kind', kind && t(`kinds.${kind}`)),
    ...fact('version', version && (apiVersion ? t('versionValue', { version, api: apiVersion }) : version)),
    ...fact('architecture', architecture && [architecture, operatingSystem].filter(Boolean).join(' · ')),
    ...(cpus === undefined || memoryBytes === undefined
      ? []
      : fact('size', t('sizeValue', { cores: cpus, gib: format.number(memoryBytes / 1024 ** 3, { maximumFractionDigits: 1 }) }))),
    ...fact('rootless', yesNo(engine.rootless)),
    ...fact('buildKit', engine.buildKit === undefined ? undefined : t(engine.buildKit ? 'buildKitYes' : 'buildKitNo')),
    ...fact('gpu', yesNo(engine.gpu)),
  ]
}

/** Every check with what to do; commands are there to be copied. */
function Checks({ checks }: { checks: readonly DoctorCheck[] }) {
  const t = useTranslations('settings.docker')
  if (checks.length === 0) return null
  return (
    <ul aria-label={t('checks')} className="mt-4 divide-y rounded-panel border bg-raised">
      {checks.map((check) => (
        <li key={check.detail} className="grid gap-1.5 px-4 py-3">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <CheckBadge state={check.state} />
            <span className="font-[560]">{check.title}</span>
          </p>
          {/* Texts of the agent are quoted in its language. */}
          <p lang="en" className="text-ink-2 [overflow-wrap:anywhere]">
            {check.detail} {check.state === 'ok' ? null : check.fix}
          </p>
          {check.commands?.map((command) => (
            <CommandLine key={command} command={command} />
          ))}
        </li>
      ))}
    </ul>
  )
}
