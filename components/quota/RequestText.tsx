'use client'

import { useTranslations } from 'next-intl'
import { numberParam, type QuotaViewState } from '@/components/quota/view-state'
import { CopyButton } from '@/components/ui/CopyButton'
import { Section } from '@/components/ui/Section'
import { TextArea } from '@/components/ui/TextArea'
import { TextField } from '@/components/ui/TextField'
import type { QuotaLimits } from '@/lib/contract/quota'
import type { PlannedDeployment } from '@/lib/domain/quota/demand'
import { quotaRequestText } from '@/lib/domain/quota/request-text'
import type { Cores } from '@/lib/domain/quota/usage'

/** The fields support asks for, filled with the plan; English, as it is sent. */
export function RequestText(
  props: Pick<QuotaViewState, 'params' | 'setParams'> & {
    plan: readonly PlannedDeployment[]
    used: Cores | undefined
    limits: QuotaLimits | undefined
  },
) {
  const t = useTranslations('quota.request')
  const { params, setParams, plan, used, limits } = props
  const region = params.get('region') ?? ''
  const rps = numberParam(params, 'rps', 0, 0, 100_000)
  const ms = numberParam(params, 'ms', 0, 0, 600_000)
  const text = quotaRequestText({
    plan,
    used,
    region,
    ...(limits ? { limits } : {}),
    ...(params.has('rps') && rps > 0 ? { targetRps: rps } : {}),
    ...(params.has('ms') && ms > 0 ? { secondsPerRequest: ms / 1000 } : {}),
  })
  return (
    <Section
      title={t('title')}
      description={t('text')}
      actions={
        <CopyButton what={t('what')} text={text}>
          {t('copy')}
        </CopyButton>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 md:grid-cols-[14rem_minmax(0,1fr)]">
        <TextField
          label={t('region')}
          description={t('regionHelp')}
          value={region}
          mono
          onChange={(value) => setParams({ region: value.replace(/[^a-z0-9]/gi, '').toLowerCase() })}
        />
        <TextArea label={t('what')} hideLabel value={text} onChange={() => undefined} isReadOnly mono rows={14} />
      </div>
    </Section>
  )
}
