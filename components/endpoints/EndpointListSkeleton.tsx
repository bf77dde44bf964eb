'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { HeadCells } from '@/components/endpoints/EndpointTable'
import { useNowMs } from '@/components/ui/now'
import { Skeleton } from '@/components/ui/Skeleton'
import { Table, Td } from '@/components/ui/Table'

const cells = {
  select: 'w-4',
  name: 'w-28',
  state: 'w-24',
  health: 'w-16',
  traffic: 'w-48',
  auth: 'w-10',
  instances: 'w-20',
  requests: 'w-10',
  p95: 'w-8',
  errors: 'w-8',
  changed: 'w-16',
}
const rows = ['a', 'b', 'c', 'd']
const slowMs = 10_000

/** Rows of the final height while the first answer is awaited; says what is awaited when that takes long (L7). */
export function EndpointListSkeleton() {
  const t = useTranslations('endpoints')
  const now = useNowMs(1000)
  const [since] = useState(now)
  return (
    <div aria-busy="true">
      <p role="status" className={now - since > slowMs ? 'pb-2 text-ink-2 text-small' : 'sr-only'}>
        {now - since > slowMs ? t('slow') : t('loading')}
      </p>
      <Table label={t('title')} minWidth={1080} head={<HeadCells />} className="[&_td]:px-2.5 [&_th]:px-2.5 max-md:hidden">
        {rows.map((row) => (
          <tr key={row}>
            {Object.entries(cells).map(([cell, width]) => (
              <Td key={cell} className={cell === 'traffic' ? 'w-full' : ''}>
                <Skeleton className={`h-3.5 ${width}`} />
              </Td>
            ))}
            <Td />
          </tr>
        ))}
      </Table>
      <div className="overflow-hidden rounded-panel border bg-raised md:hidden">
        {rows.map((row) => (
          <div key={row} className="flex h-[118px] flex-col gap-2.5 border-b px-3 py-3 last:border-0">
            <Skeleton className="h-4 w-32" />
            <Skeleton className="h-5 w-44" />
            <Skeleton className="h-3 w-56" />
          </div>
        ))}
      </div>
    </div>
  )
}
