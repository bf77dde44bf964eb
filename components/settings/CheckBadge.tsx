'use client'

import { Check, CircleSlash, TriangleAlert, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Badge, type Hue } from '@/components/ui/Badge'
import type { DoctorCheck } from '@/lib/contract/scorepoint'

const looks: Record<DoctorCheck['state'], { hue: Hue; icon: ReactNode }> = {
  ok: { hue: 'success', icon: <Check aria-hidden /> },
  warning: { hue: 'attention', icon: <TriangleAlert aria-hidden /> },
  error: { hue: 'failure', icon: <X aria-hidden /> },
  skipped: { hue: 'unknown', icon: <CircleSlash aria-hidden /> },
}

/** How a check of this computer came out. */
export function CheckBadge({ state }: { state: DoctorCheck['state'] }) {
  const t = useTranslations('settings.about')
  return (
    <Badge hue={looks[state].hue} icon={looks[state].icon}>
      {t(`state.${state}`)}
    </Badge>
  )
}
