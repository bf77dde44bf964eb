'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { useChange } from '@/components/overview/use-change'
import { Button } from '@/components/ui/Button'
import { NumberField } from '@/components/ui/NumberField'
import { Panel } from '@/components/ui/Panel'
import type { DeploymentStatus } from '@/lib/contract/scorepoint'
import { maxInstancesPerDeployment } from '@/lib/contract/yaml/limits'

/** The instance count, changed alone: instances are added or drained, the others go on. */
export function ScalePanel({ deployment }: { deployment: DeploymentStatus }) {
  const t = useTranslations('overview.scale')
  const { detail, actions } = useEndpoint()
  const { isPending, requestId, run } = useChange()
  const [wanted, setWanted] = useState<number>()
  const { name, instanceCount: live } = deployment
  const count = wanted ?? live
  const isBusy = deployment.operation?.status === 'InProgress'
  const isValid = Number.isInteger(count) && count >= 1 && count <= maxInstancesPerDeployment
  const reason = isBusy
    ? t('busy')
    : count === live
      ? t('unchanged')
      : isValid
        ? undefined
        : t('invalid', { max: maxInstancesPerDeployment })
  const apply = async () => {
    const input = { endpoint: detail.name, deployment: name, instanceCount: count, clientRequestId: requestId }
    const result = await run(() => actions.scaleDeployment(input), { failed: t('failed', { name }), done: t('started', { name, count }) })
    if (result.ok) setWanted(undefined)
  }
  return (
    <Panel title={t('title')}>
      <div className="flex flex-wrap items-end gap-2">
        <NumberField
          label={t('count')}
          value={count}
          onChange={setWanted}
          minValue={1}
          maxValue={maxInstancesPerDeployment}
          className="w-36"
        />
        <Button variant="primary" isPending={isPending} onPress={() => void apply()} {...(reason ? { disabledReason: reason } : {})}>
          {t('apply')}
        </Button>
      </div>
      <p className="mt-2 text-ink-2 text-small">
        {count > live ? t('adds', { count: count - live }) : count < live ? t('removes', { count: live - count }) : t('help')}
      </p>
    </Panel>
  )
}
