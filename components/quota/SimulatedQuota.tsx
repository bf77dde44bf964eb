'use client'

import { useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { QuotaActions } from '@/components/quota/quota-actions'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { NumberField } from '@/components/ui/NumberField'
import { Section } from '@/components/ui/Section'
import { Select } from '@/components/ui/Select'
import { Switch } from '@/components/ui/Switch'
import { showProblem, showSuccess } from '@/components/ui/toast'
import { maxQuotaCores, type QuotaReport, type QuotaSettings } from '@/lib/contract/quota'
import { isGpuFamily, skuFamilies } from '@/lib/domain/skus/skus'
import { quotaQuery } from '@/lib/queries/quota'

/** The switch, the total and limits of single families. The switch acts at once; numbers are saved together. */
export function SimulatedQuota(props: { report: QuotaReport; save: QuotaActions['saveQuota'] }) {
  const t = useTranslations('quota.simulated')
  const client = useQueryClient()
  const { settings } = props.report
  const [draft, setDraft] = useState<QuotaSettings>()
  const [pending, setPending] = useState(false)
  const shown = draft ?? settings
  const rest = skuFamilies.filter((family) => !Object.hasOwn(shown.families, family))

  async function save(next: QuotaSettings): Promise<void> {
    setPending(true)
    const result = await props.save(next).catch((error: unknown) => ({
      ok: false as const,
      problem: { code: 'Studio.Unreachable', message: String(error), origin: 'studio' as const, retryable: true },
    }))
    setPending(false)
    if (!result.ok) return showProblem(t('notSaved'), result.problem)
    setDraft(undefined)
    client.setQueryData(quotaQuery().queryKey, (before) => before && { ...before, settings: result.value })
    showSuccess(t(result.value.enabled ? 'savedOn' : 'savedOff'))
  }
  const change = (part: Partial<QuotaSettings>) => setDraft({ ...shown, ...part })

  return (
    <Section
      title={t('title')}
      description={t('text')}
      actions={
        <Switch isSelected={settings.enabled} isDisabled={pending} onChange={(enabled) => void save({ ...shown, enabled })}>
          {t('enforce')}
        </Switch>
      }
    >
      <div className="grid gap-3 rounded-panel border bg-raised p-4">
        <NumberField
          label={t('total')}
          description={t('totalHelp')}
          className="max-w-60"
          value={shown.total}
          minValue={0}
          maxValue={maxQuotaCores}
          onChange={(total) => change({ total: Number.isNaN(total) ? 0 : total })}
        />
        {Object.entries(shown.families).map(([family, cores]) => (
          <div key={family} className="flex flex-wrap items-end gap-2">
            <NumberField
              label={family}
              className="w-60"
              value={cores}
              minValue={0}
              maxValue={maxQuotaCores}
              onChange={(value) => change({ families: { ...shown.families, [family]: Number.isNaN(value) ? 0 : value } })}
            />
            <IconButton
              label={t('removeFamily', { family })}
              onPress={() => change({ families: Object.fromEntries(Object.entries(shown.families).filter(([name]) => name !== family)) })}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </div>
        ))}
        <Select
          label={t('addFamily')}
          description={t('addFamilyHelp')}
          className="max-w-md"
          mono
          placeholder={t('chooseFamily')}
          value={undefined}
          options={rest.map((family) => ({
            value: family,
            label: family,
            ...(isGpuFamily(family) ? { description: t('gpuFamily') } : {}),
          }))}
          onChange={(family) => change({ families: { ...shown.families, [family]: isGpuFamily(family) ? 0 : shown.total } })}
        />
        <div className="flex gap-2">
          <Button
            variant="primary"
            isPending={pending}
            disabledReason={draft === undefined ? t('nothingChanged') : undefined}
            onPress={() => void save(shown)}
          >
            {t('save')}
          </Button>
          {draft === undefined ? null : <Button onPress={() => setDraft(undefined)}>{t('undo')}</Button>}
        </div>
      </div>
    </Section>
  )
}
