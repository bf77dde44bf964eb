'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { ClientSetup } from '@/components/clients/ClientSetup'
import { NotReachable } from '@/components/endpoints/ListStates'
import { FactList } from '@/components/settings/FactList'
import { Code } from '@/components/ui/Code'
import { Section } from '@/components/ui/Section'
import { Skeleton } from '@/components/ui/Skeleton'
import type { ClientTarget } from '@/lib/domain/client-setup/client-setup'
import { aboutQuery } from '@/lib/queries/settings'

/** Where the studio, the agent and the router of this computer listen, how Microsoft's clients reach them, and under which further addresses a browser may come. */
export function ConnectionsSection(props: { clients: ClientTarget }) {
  const t = useTranslations('settings.connections')
  const clients = useTranslations('clients')
  const { data, failureReason, refetch } = useQuery(aboutQuery())
  if (!data) return failureReason ? <NotReachable problem={failureReason} onRetry={() => void refetch()} /> : <Skeleton className="h-48" />
  return (
    <div className="flex flex-col gap-6">
      <Section title={t('thisComputer')} description={t('thisComputerText')}>
        <FactList
          facts={[
            { label: t('studio'), value: data.studioUrl, isMono: true },
            { label: t('agent'), value: data.agentUrl, isMono: true },
            { label: t('agentVersion'), value: data.agentVersion ?? t('noAnswer') },
            { label: t('router'), value: data.scoringUrl, isMono: true },
            { label: t('home'), value: data.home, isMono: true },
          ]}
        />
      </Section>
      <Section title={clients('title')}>
        <ClientSetup target={props.clients} />
      </Section>
      <Section title={t('origins')} description={t('originsText')}>
        {data.origins.length === 0 ? (
          <p className="mb-3 text-ink-2">{t('noOrigins')}</p>
        ) : (
          <ul className="mb-3 font-mono text-small">
            {data.origins.map((origin) => (
              <li key={origin}>{origin}</li>
            ))}
          </ul>
        )}
        <Code text="SCOREPOINT_ORIGINS=https://my-host:8443 npm start" title={t('originsHow')} />
      </Section>
    </div>
  )
}
