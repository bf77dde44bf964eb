import type { QuotaHolder } from '@/lib/contract/quota'
import { coresOf } from '@/lib/domain/quota/usage'

/** A deployment of the endpoint iris that holds its cores. */
export const aHolder = (deployment: string, instanceType: string, instances: number): QuotaHolder => ({
  endpoint: 'iris',
  deployment,
  instanceType,
  instances,
  cores: coresOf(instanceType, instances),
  provisioningState: 'Succeeded',
  stopped: false,
})
