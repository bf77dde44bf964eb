import { EndpointLoading } from '@/components/overview/EndpointLoading'

/** Shown while an endpoint is read. */
export default function Loading() {
  return <EndpointLoading />
}
