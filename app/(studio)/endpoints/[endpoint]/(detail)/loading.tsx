import { Skeleton } from '@/components/ui/Skeleton'

/** The shape of an endpoint page while its content is on the way. */
export default function EndpointLoading() {
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)]">
      <Skeleton className="h-80 rounded-panel" />
      <Skeleton className="h-44 rounded-panel" />
    </div>
  )
}
