'use client'

import { Bug, Square } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { RunAction } from '@/components/overview/endpoint-actions'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { launchConfiguration } from '@/components/overview/launch-configuration'
import { useChange } from '@/components/overview/use-change'
import { Button } from '@/components/ui/Button'
import { Code } from '@/components/ui/Code'
import type { MenuEntry } from '@/components/ui/Menu'
import { Notice } from '@/components/ui/Notice'
import type { DeploymentStatus } from '@/lib/contract/scorepoint'

/** Stands on the deployment page while its instance runs below a debugger: where to attach, with what, and how it ends. */
export function DebugNotice({ deployment }: { deployment: DeploymentStatus }) {
  const t = useTranslations('overview.debug')
  const { detail, actions } = useEndpoint()
  const { isPending, requestId, run } = useChange()
  const { debugging, name } = deployment
  if (!debugging) return null
  const { port, waitsForClient, codeRoot } = debugging
  const isStarting = deployment.operation?.status === 'InProgress'
  const isWaiting = waitsForClient && isStarting
  const source = detail.sources?.find((one) => one.deployment.toLowerCase() === name.toLowerCase())
  const stop = () =>
    run(() => actions.setRunning({ endpoint: detail.name, deployment: name, action: 'stop-debugging', clientRequestId: requestId }), {
      failed: t('stopFailed', { name }),
    })
  return (
    <Notice
      tone="attention"
      live
      title={isWaiting ? t('waitingTitle', { name }) : t('title', { name })}
      actions={
        <Button size="sm" icon={<Square aria-hidden />} isPending={isPending} onPress={() => void stop()}>
          {t('stop')}
        </Button>
      }
    >
      {port === undefined ? (
        <p>{t('preparing')}</p>
      ) : (
        <>
          <p>{isWaiting ? t('waitingText', { port: String(port) }) : t('text', { port: String(port) })}</p>
          <Code
            className="my-2 text-ink"
            title={t('launch')}
            text={launchConfiguration({ name: `${detail.name}/${name}`, port, localRoot: source?.folder, remoteRoot: codeRoot })}
          />
          <p className="text-ink-2">{t('launchHint')}</p>
        </>
      )}
    </Notice>
  )
}

/** What the deployment's menu offers about debugging. */
export function debugEntries(
  deployment: DeploymentStatus,
  t: ReturnType<typeof useTranslations<'overview.debug'>>,
  change: (action: RunAction) => unknown,
): MenuEntry[] {
  if (deployment.stopped || deployment.debugging || deployment.runtime === 'docker') return []
  return [
    {
      id: 'debug',
      label: t('start'),
      description: t('startHint'),
      icon: <Bug aria-hidden />,
      onAction: () => void change('debug'),
    },
    {
      id: 'debug-wait',
      label: t('startWaiting'),
      description: t('startWaitingHint'),
      icon: <Bug aria-hidden />,
      onAction: () => void change('debug-wait'),
    },
  ]
}
