'use client'

import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { FamilyMeter } from '@/components/quota/FamilyMeter'
import type { QuotaViewState } from '@/components/quota/view-state'
import { Badge } from '@/components/ui/Badge'
import { cx } from '@/components/ui/class-names'
import { Notice } from '@/components/ui/Notice'
import { ProblemText } from '@/components/ui/ProblemText'
import { Section } from '@/components/ui/Section'
import { Skeleton } from '@/components/ui/Skeleton'
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/Table'
import type { QuotaLimits } from '@/lib/contract/quota'
import { type Cores, familyLimit, shortfallOf } from '@/lib/domain/quota/usage'

/** What the plan needs of each family, beside what is held already. */
export function PlanTotals(props: { families: Cores; used: Cores; limits: QuotaLimits | undefined; quota: QuotaViewState['quota'] }) {
  const t = useTranslations('quota.totals')
  const { families, used, limits, quota } = props
  if (!quota.data && !quota.failureReason) return <Skeleton className="h-28" />
  const sum = (cores: Cores) => Object.values(cores).reduce((all, one) => all + one, 0)
  const short = limits ? shortfallOf(limits, used, families) : undefined
  const planned = sum(families)
  const rows = [
    ...Object.entries(families).map(([family, cores]) => ({
      family,
      cores,
      used: used[family] ?? 0,
      limit: limits ? familyLimit(limits, family) : undefined,
    })),
    ...(Object.keys(families).length > 1 || limits ? [{ family: t('all'), cores: planned, used: sum(used), limit: limits?.total }] : []),
  ]
  return (
    <Section title={t('title')} description={limits ? t('textSimulated') : t('text')}>
      {quota.data ? null : (
        <Notice tone="attention" className="mb-3" title={t('unread')}>
          {quota.failureReason ? <ProblemText error={quota.failureReason} /> : null}
        </Notice>
      )}
      <Table
        label={t('title')}
        head={
          <>
            <Th>{t('family')}</Th>
            <Th numeric>{t('needed')}</Th>
            <Th numeric>{t('used')}</Th>
            <Th numeric className={cx(limits && 'max-md:hidden')}>
              {t('together')}
            </Th>
            {limits ? <Th numeric>{t('limit')}</Th> : null}
            {limits ? <Th className="max-md:hidden">{t('verdict')}</Th> : null}
          </>
        }
      >
        {rows.map((row) => (
          <Tr key={row.family}>
            <Td mono={row.family !== t('all')} className="max-md:whitespace-normal max-md:py-2 max-md:[overflow-wrap:anywhere]">
              {row.family}
              {row.limit === undefined ? null : <Verdict {...row} limit={row.limit} className="mt-1 font-sans md:hidden" />}
            </Td>
            <Td numeric>{row.cores}</Td>
            <Td numeric>{quota.data ? row.used : <EmptyCell reason={t('unread')} />}</Td>
            <Td numeric className={cx(limits && 'max-md:hidden')}>
              {quota.data ? row.cores + row.used : <EmptyCell reason={t('unread')} />}
            </Td>
            {row.limit === undefined ? null : <Td numeric>{row.limit}</Td>}
            {row.limit === undefined ? null : (
              <Td className="max-md:hidden">
                <Verdict {...row} limit={row.limit} />
              </Td>
            )}
          </Tr>
        ))}
      </Table>
      {short ? (
        <p className="num mt-2 text-failure text-small" role="status">
          {t('refused', { used: short.used, limit: short.limit, needed: short.needed })}
        </p>
      ) : null}
      {Object.keys(families).length === 0 ? <p className="mt-2 text-ink-2 text-small">{t('nothing')}</p> : null}
    </Section>
  )
}

/** The meter with the word: whether it fits, or how much is missing. */
function Verdict(props: { cores: number; used: number; limit: number; className?: string }) {
  const t = useTranslations('quota.totals')
  const { cores, used, limit } = props
  const missing = used + cores - limit
  return (
    <span className={cx('flex gap-x-2 gap-y-1 max-md:flex-col max-md:items-start md:items-center', props.className)}>
      <FamilyMeter used={used} planned={cores} limit={limit} />
      {missing > 0 ? (
        <Badge hue="failure" icon={<TriangleAlert aria-hidden />}>
          {t('missing', { cores: missing })}
        </Badge>
      ) : (
        <Badge hue="success" icon={<CircleCheck aria-hidden />}>
          {t('fits')}
        </Badge>
      )}
    </span>
  )
}
