'use client'

import { useParams } from 'next/navigation'
import { NotFoundPage } from '@/components/frame/NotFoundPage'
import { EndpointMissing } from '@/components/overview/EndpointMissing'

/** No such page, or no endpoint of the name in the address. */
export default function StudioNotFound() {
  const { endpoint } = useParams<{ endpoint?: string }>()
  return endpoint === undefined ? <NotFoundPage /> : <EndpointMissing />
}
