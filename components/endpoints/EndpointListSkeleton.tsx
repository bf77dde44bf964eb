'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { HeadCells } from '@/components/endpoints/EndpointTable'
import { useNowMs } from '@/components/ui/now'
import { Skeleton } from '@/components/ui/Skeleton'
import { Table, Td } from '@/components/ui/Table'

const widths = ['w-28', 'w-24', 'w-16', 'w-48', 'w-10', 'w-32', 'w-10', 'w-8', 'w-8', 'w-16']
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
      <Table label={t('title')} minWidth={1040} head={<HeadCells />} className="max-md:hidden">
        {rows.map((row) => (
          <tr key={row}>
            {widths.map((width, column) => (
              <Td key={`${row}-${width}-${column === 7 ? 'p95' : 'cell'}`}>
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
