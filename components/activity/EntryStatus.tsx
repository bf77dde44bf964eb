'use client'

import { Ban, Check, LoaderCircle, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Badge, type Hue } from '@/components/ui/Badge'
import type { ActivityEntry } from '@/lib/contract/activity'

const looks: Record<ActivityEntry['status'], { hue: Hue; icon: React.ReactNode }> = {
  InProgress: { hue: 'progress', icon: <LoaderCircle className="animate-spin" aria-hidden /> },
  Succeeded: { hue: 'success', icon: <Check aria-hidden /> },
  Failed: { hue: 'failure', icon: <X aria-hidden /> },
  Canceled: { hue: 'unknown', icon: <Ban aria-hidden /> },
}

/** How an operation stands: colour, icon and word. */
export function EntryStatus(props: { status: ActivityEntry['status'] }) {
  const t = useTranslations('activity.status')
  const { hue, icon } = looks[props.status]
  return (
    <Badge hue={hue} icon={icon}>
      {t(props.status)}
    </Badge>
  )
}
