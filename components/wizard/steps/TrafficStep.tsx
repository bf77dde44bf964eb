'use client'

import { useTranslations } from 'next-intl'
import { Checkbox } from '@/components/ui/Checkbox'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { Notice } from '@/components/ui/Notice'
import type { DeploymentDraft } from '@/components/wizard/use-deployment-draft'

/** Whether the new deployment gets requests at once; ticked for the first one, with the reason. */
export function TrafficStep(props: {
  draft: DeploymentDraft
  name: string
  traffic: Record<string, number>
  isFirst: boolean
  isKubernetes: boolean
}) {
  const t = useTranslations('wizard')
  const live = Object.entries(props.traffic).filter(([, percent]) => percent > 0)
  return (
    <div className="grid gap-4">
      <Checkbox
        isSelected={props.draft.sendAllTraffic}
        onChange={(sendAllTraffic) => props.draft.change({ sendAllTraffic })}
        description={props.isFirst ? t('allTrafficFirst') : t('allTrafficLater')}
      >
        {t('allTraffic', { name: props.name || '–' })}
      </Checkbox>
      {live.length > 0 ? (
        <p className="flex flex-wrap items-center gap-3 text-ink-2">
          {t('liveNow')}
          {live.map(([name, percent]) => (
            <span key={name} className="num inline-flex items-center gap-1.5">
              <DeploymentDot name={name} /> {name} {percent} %
            </span>
          ))}
        </p>
      ) : null}
      {props.draft.sendAllTraffic ? null : (
        <Notice tone="info">
          {t('noTraffic')} {live.length > 0 && !props.isKubernetes ? t('safeRollout') : null}
        </Notice>
      )}
    </div>
  )
}
