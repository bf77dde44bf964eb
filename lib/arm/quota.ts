import 'server-only'
import { agentJson } from '@/lib/arm/agent-fetch'
import type { Connection } from '@/lib/arm/connection'
import type { QuotaReport, QuotaSettings } from '@/lib/contract/quota'

/** The simulated quota and every deployment with the cores it holds. */
export const quotaReport = (connection: Connection, signal?: AbortSignal): Promise<QuotaReport> =>
  agentJson<QuotaReport>(connection, '/_scorepoint/quota', { signal })

/** Settles the simulated quota; ProblemError 400 naming the field. */
export const saveQuota = (connection: Connection, settings: QuotaSettings): Promise<QuotaSettings> =>
  agentJson<QuotaSettings>(connection, '/_scorepoint/quota', { method: 'PUT', json: settings })
