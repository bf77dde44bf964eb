'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useParams } from 'next/navigation'
import { StartingCard } from '@/components/overview/StartingCard'
import { PageHead } from '@/components/ui/PageHead'
import { Skeleton } from '@/components/ui/Skeleton'
import { startingAt } from '@/lib/queries/starting'

/** The shape of an endpoint's page, there in the moment of the click; a deployment just asked for already stands in it. */
export function EndpointLoading() {
  const client = useQueryClient()
  const { endpoint } = useParams<{ endpoint?: string }>()
  const name = endpoint === undefined ? undefined : decodeURIComponent(endpoint)
  const starting = startingAt(client, name)
  return (
    <div>
      {starting ? (
        <PageHead title={starting.endpoint} />
      ) : (
        <div aria-hidden className="flex items-center gap-3 pt-4.5 pb-3">
          <Skeleton className="h-7 w-44" />
          <Skeleton className="h-5.5 w-24 rounded-full" />
        </div>
      )}
      <div aria-hidden className="mb-4.5 flex gap-5 border-b pt-2 pb-3">
        {['w-16', 'w-24', 'w-12', 'w-9', 'w-9', 'w-16'].map((width, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing
          <Skeleton key={index} className={`h-4 ${width}`} />
        ))}
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)]">
        {starting ? <StartingCard job={starting} /> : <Skeleton className="h-80 rounded-panel" />}
        <Skeleton className="h-44 rounded-panel" />
      </div>
    </div>
  )
}
