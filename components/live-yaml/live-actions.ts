import type { JobView } from '@/lib/contract/job'
import type { Result } from '@/lib/problems/problem'

interface Edit {
  /** Kept over retries: the same id never acts twice. */
  clientRequestId: string
  endpoint: string
  yaml: string
  ifFingerprint: string
}

/** Server actions, handed down from the page so that components stay testable. */
export interface LiveActions {
  applyDeployment(input: Edit & { deployment: string }): Promise<Result<JobView>>
  applyEndpoint(input: Edit): Promise<Result<{ operationId: string | undefined }>>
}
