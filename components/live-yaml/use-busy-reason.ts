'use client'

import { useTranslations } from 'next-intl'
import { useEndpoint } from '@/components/overview/endpoint-context'

/** Why nothing can be applied now: an operation of the object, or of the endpoint, is under way. */
export function useBusyReason(deployment: string | undefined): string | undefined {
  const t = useTranslations('live')
  const { detail } = useEndpoint()
  if (detail.operation?.status === 'InProgress') return t('busyEndpoint')
  const isRunning = (state: string) => state === 'Queued' || state === 'Running'
  const busy = detail.deployments
    .filter(
      ({ name, operation }) =>
        operation?.status === 'InProgress' || detail.jobs.some((job) => job.deployment === name && isRunning(job.state)),
    )
    .find(({ name }) => deployment === undefined || name === deployment)
  // An endpoint's own settings can change while a deployment does; only the deployment itself has to wait.
  return busy && deployment !== undefined ? t('busyDeployment', { name: busy.name }) : undefined
}
