'use client'

import { Ban, Check, CirclePause, LoaderCircle, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Badge, type Hue } from '@/components/ui/Badge'
import type { ProvisioningState } from '@/lib/contract/scorepoint'

const hueOf: Record<ProvisioningState, Hue> = {
  Creating: 'progress',
  Updating: 'progress',
  Scaling: 'progress',
  Deleting: 'progress',
  Succeeded: 'success',
  Failed: 'failure',
  Canceled: 'unknown',
}

/** Provisioning state in the contract's vocabulary; `stopped` is the local state of a deployment at rest on purpose. */
export function StatusBadge(props: { state: ProvisioningState; stopped?: boolean }) {
  const t = useTranslations('ui.state')
  if (props.stopped && props.state === 'Succeeded') {
    return (
      <Badge hue="unknown" icon={<CirclePause aria-hidden />}>
        {t('stopped')}
      </Badge>
    )
  }
  const hue = hueOf[props.state]
  const icon =
    hue === 'progress' ? (
      <LoaderCircle className="animate-spin" aria-hidden />
    ) : hue === 'success' ? (
      <Check aria-hidden />
    ) : hue === 'failure' ? (
      <X aria-hidden />
    ) : (
      <Ban aria-hidden />
    )
  return (
    <Badge hue={hue} icon={icon}>
      {t(props.state)}
    </Badge>
  )
}
