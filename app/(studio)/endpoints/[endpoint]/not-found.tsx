import { EndpointMissing } from '@/components/overview/EndpointMissing'

/** No endpoint of this name on this computer. */
export default function EndpointNotFound() {
  return <EndpointMissing />
}
