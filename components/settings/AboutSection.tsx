'use client'

import { useQuery } from '@tanstack/react-query'
import { useFormatter, useTranslations } from 'next-intl'
import { NotReachable } from '@/components/endpoints/ListStates'
import { CheckBadge } from '@/components/settings/CheckBadge'
import { diagnosticsText } from '@/components/settings/diagnostics'
import { FactList } from '@/components/settings/FactList'
import { CopyButton } from '@/components/ui/CopyButton'
import { Section } from '@/components/ui/Section'
import { Skeleton } from '@/components/ui/Skeleton'
import { aboutQuery } from '@/lib/queries/settings'

/** Versions and the checks of this computer, with one button that copies them for an issue. */
export function AboutSection() {
  const t = useTranslations('settings.about')
  const format = useFormatter()
  const { data, failureReason, refetch } = useQuery(aboutQuery())
  if (!data) return failureReason ? <NotReachable problem={failureReason} onRetry={() => void refetch()} /> : <Skeleton className="h-64" />
  return (
    <div className="flex flex-col gap-6">
      <Section
        title="Scorepoint"
        description={t('text')}
        actions={
          <CopyButton what={t('diagnostics')} getText={async () => diagnosticsText(data, navigator.userAgent)}>
            {t('copy')}
          </CopyButton>
        }
      >
        <FactList
          facts={[
            { label: t('version'), value: data.version },
            { label: t('agentVersion'), value: data.agentVersion ?? t('noAnswer') },
            { label: t('apiVersion'), value: data.apiVersion },
            { label: t('node'), value: data.node },
            { label: t('platform'), value: data.platform },
            ...(data.doctor
              ? [
                  {
                    label: t('machine'),
                    value: t('machineValue', {
                      cores: data.doctor.cores,
                      memory: format.number(data.doctor.memoryBytes / 1024 ** 3, { maximumFractionDigits: 1 }),
                    }),
                  },
                ]
              : []),
            { label: t('home'), value: data.home, isMono: true },
          ]}
        />
      </Section>
      {data.doctor ? (
        <Section title={t('checks')} description={t('checksText')}>
          <ul className="divide-y rounded-panel border bg-raised">
            {data.doctor.checks.map((check) => (
              <li key={`${check.id} ${check.detail}`} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5">
                <CheckBadge state={check.state} />
                <span className="font-[560]">{check.title}</span>
                <span className="min-w-0 flex-1 basis-64 text-ink-2 [overflow-wrap:anywhere]">
                  {check.detail} {check.fix ?? ''}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </div>
  )
}
