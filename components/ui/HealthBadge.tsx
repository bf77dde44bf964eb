'use client'

import { CircleCheck, CircleHelp, CirclePause, LoaderCircle, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { Health } from '@/lib/contract/scorepoint'

const icons: Record<Health, ReactNode> = {
  Healthy: <CircleCheck className="size-3.5! text-success-icon" aria-hidden />,
  Starting: <LoaderCircle className="size-3.5! animate-spin text-progress-icon" aria-hidden />,
  Unhealthy: <TriangleAlert className="size-3.5! text-attention-icon" aria-hidden />,
  Stopped: <CirclePause className="size-3.5! text-unknown-icon" aria-hidden />,
  Unknown: <CircleHelp className="size-3.5! text-unknown-icon" aria-hidden />,
}

/** Health, quieter than the state beside it: icon and word without a pill. */
export function HealthBadge(props: { health: Health }) {
  const t = useTranslations('ui.health')
  return (
    <span className="inline-flex items-center gap-1.5 align-middle whitespace-nowrap text-ink-2">
      {icons[props.health]}
      {t(props.health)}
    </span>
  )
}
