'use client'

import { useFormatter, useTranslations } from 'next-intl'
import { NotReachable } from '@/components/endpoints/ListStates'
import { FamilyMeter } from '@/components/quota/FamilyMeter'
import type { QuotaActions } from '@/components/quota/quota-actions'
import { SimulatedQuota } from '@/components/quota/SimulatedQuota'
import type { QuotaViewState } from '@/components/quota/view-state'
import { SplitDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { LinkButton } from '@/components/ui/LinkButton'
import { Notice } from '@/components/ui/Notice'
import { Section } from '@/components/ui/Section'
import { Skeleton } from '@/components/ui/Skeleton'
import { StatusBadge } from '@/components/ui/StatusBadge'
import { EmptyCell, RowLink, Table, Td, Th, Tr } from '@/components/ui/Table'
import type { QuotaHolder, QuotaReport } from '@/lib/contract/quota'
import { coreArithmetic } from '@/lib/domain/quota/required-cores'
import { familyUses, usedCores } from '@/lib/domain/quota/usage'
import { skuOf } from '@/lib/domain/skus/skus'

/** Who holds which cores on this computer, and the simulated limits. */
export function UseSection(props: { quota: QuotaViewState['quota']; save: QuotaActions['saveQuota'] }) {
  const { data, failureReason, refetch } = props.quota
  if (!data) return failureReason ? <NotReachable problem={failureReason} onRetry={() => void refetch()} /> : <Skeleton className="h-80" />
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
      <SimulatedQuota report={data} save={props.save} />
      <FamilyTable report={data} />
      <HolderTable holders={data.holders} />
      <ComputerNotice report={data} />
    </div>
  )
}

function FamilyTable({ report }: { report: QuotaReport }) {
  const t = useTranslations('quota.use')
  const { settings, holders } = report
  const { families, all } = familyUses(settings, usedCores(holders))
  const named = families.filter(
    ({ family, used }) => used > 0 || Object.keys(settings.families).some((one) => one.toLowerCase() === family.toLowerCase()),
  )
  const rows = [...named.sort((a, b) => b.used - a.used), { ...all, family: t('all') }]
  return (
    <Section title={t('families')} description={settings.enabled ? t('familiesText') : t('familiesOff')}>
      <Table
        label={t('families')}
        head={
          <>
            <Th>{t('family')}</Th>
            <Th numeric>{t('used')}</Th>
            {settings.enabled ? <Th numeric>{t('limit')}</Th> : null}
            {settings.enabled ? <Th numeric>{t('free')}</Th> : null}
            {settings.enabled ? <Th hiddenLabel={t('share')} className="max-md:hidden" /> : null}
          </>
        }
      >
        {rows.map(({ family, used, limit }) => (
          <Tr key={family}>
            <Td mono={family !== t('all')} className="max-md:whitespace-normal max-md:py-2 max-md:[overflow-wrap:anywhere]">
              {family}
              {settings.enabled ? (
                <span className="mt-1 block md:hidden">
                  <FamilyMeter used={used} limit={limit} />
                </span>
              ) : null}
            </Td>
            <Td numeric>{used}</Td>
            {settings.enabled ? <Td numeric>{limit}</Td> : null}
            {settings.enabled ? <Td numeric>{Math.max(0, limit - used)}</Td> : null}
            {settings.enabled ? (
              <Td className="max-md:hidden">
                <FamilyMeter used={used} limit={limit} />
              </Td>
            ) : null}
          </Tr>
        ))}
      </Table>
    </Section>
  )
}

function HolderTable({ holders }: { holders: readonly QuotaHolder[] }) {
  const t = useTranslations('quota.use')
  const format = useFormatter()
  if (holders.length === 0)
    return (
      <Section title={t('who')}>
        <EmptyState
          headingLevel={3}
          title={t('nobody')}
          description={t('nobodyText')}
          drawing={<SplitDrawing />}
          action={<LinkButton href="/endpoints">{t('toEndpoints')}</LinkButton>}
        />
      </Section>
    )
  const total = (holder: QuotaHolder) => Object.values(holder.cores).reduce((sum, one) => sum + one, 0)
  const sorted = [...holders].sort((a, b) => total(b) - total(a) || a.endpoint.localeCompare(b.endpoint))
  return (
    <Section title={t('who')} description={t('whoText')}>
      <Table
        label={t('who')}
        head={
          <>
            <Th>{t('deployment')}</Th>
            <Th className="max-lg:hidden">{t('size')}</Th>
            <Th className="max-lg:hidden">{t('sum')}</Th>
            <Th numeric>{t('cores')}</Th>
            <Th className="max-lg:hidden">{t('family')}</Th>
            <Th className="max-sm:hidden">{t('state')}</Th>
          </>
        }
      >
        {sorted.map((holder) => {
          const sku = skuOf(holder.instanceType)
          const sum = sku && coreArithmetic(sku, holder.instances)
          const written =
            sum && (sum.reserveExempt ? `${sum.instances} × ${sum.cores}` : `ceil(${format.number(1.2)} × ${sum.instances}) × ${sum.cores}`)
          const size = `${holder.instances} × ${holder.instanceType || '–'}`
          const families = Object.keys(holder.cores).join(', ')
          const state = <StatusBadge state={holder.provisioningState} stopped={holder.stopped} />
          return (
            <Tr key={`${holder.endpoint}/${holder.deployment}`}>
              <Td className="max-lg:whitespace-normal max-lg:py-2">
                <RowLink href={`/endpoints/${encodeURIComponent(holder.endpoint)}/deployments/${encodeURIComponent(holder.deployment)}`}>
                  {holder.endpoint} / {holder.deployment}
                </RowLink>
                <span className="num block text-ink-2 text-small lg:hidden">{[size, written, families].filter(Boolean).join(' · ')}</span>
                <span className="mt-1 block sm:hidden">{state}</span>
              </Td>
              <Td mono className="max-lg:hidden">
                {size}
              </Td>
              <Td className="num text-ink-2 max-lg:hidden">{written ?? <EmptyCell reason={t('unknownSize')} />}</Td>
              <Td numeric>{sum ? total(holder) : <EmptyCell reason={t('unknownSize')} />}</Td>
              <Td mono className="max-lg:hidden">
                {families || <EmptyCell reason={t('unknownSize')} />}
              </Td>
              <Td className="max-sm:hidden">{state}</Td>
            </Tr>
          )
        })}
      </Table>
    </Section>
  )
}

/** The machine itself: it shares its cores among all, so this is told and nothing is refused. */
function ComputerNotice({ report }: { report: QuotaReport }) {
  const t = useTranslations('quota.use')
  const running = report.holders.filter((holder) => !holder.stopped)
  const ask = (per: (sku: NonNullable<ReturnType<typeof skuOf>>) => number) =>
    running.reduce((sum, holder) => {
      const sku = skuOf(holder.instanceType)
      return sum + (sku ? per(sku) * holder.instances : 0)
    }, 0)
  const cores = ask((sku) => sku.cores)
  const memory = ask((sku) => sku.memoryGib)
  const here = { cores: report.computer.cores, memory: Math.round(report.computer.memoryBytes / 1024 ** 3) }
  const isMore = cores > here.cores || memory > here.memory
  return (
    <Notice tone={isMore ? 'attention' : 'info'} title={t('computer', { cores: here.cores, memory: here.memory })}>
      {t(isMore ? 'computerMore' : 'computerEnough', { cores, memory: Math.round(memory) })}
    </Notice>
  )
}
