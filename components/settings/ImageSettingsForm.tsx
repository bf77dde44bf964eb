'use client'

import { useQueryClient } from '@tanstack/react-query'
import { ArrowRight, Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import type { SettingsActions } from '@/components/settings/settings-actions'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { Notice } from '@/components/ui/Notice'
import { RadioCards } from '@/components/ui/RadioCards'
import { Section } from '@/components/ui/Section'
import { TextField } from '@/components/ui/TextField'
import { showProblem, showSuccess } from '@/components/ui/toast'
import { type ImageSettings, type ImageSettingsView, imageSettingsSchema, pullPolicies } from '@/lib/contract/image-settings'

interface Row {
  id: number
  pattern: string
  image: string
}

const rowsOf = (map: ImageSettings['map']): Row[] => map.map((entry, id) => ({ id, ...entry }))
const entrySchema = imageSettingsSchema.shape.map.element

/** When images are fetched, and which ones stand in for others. In force for the next deployment. */
export function ImageSettingsForm({ view, save }: { view: ImageSettingsView; save: SettingsActions['saveImages'] }) {
  const t = useTranslations('settings.docker')
  const client = useQueryClient()
  const [policy, setPolicy] = useState(view.policy)
  const [rows, setRows] = useState(() => rowsOf(view.map))
  const [isTried, setTried] = useState(false)
  const [isPending, setPending] = useState(false)
  const filled = rows.filter((row) => row.pattern !== '' || row.image !== '')
  const fault = (row: Row, part: 'pattern' | 'image') =>
    isTried && !entrySchema.shape[part].safeParse(row[part]).success ? t(`${part}Rule`) : undefined
  const edit = (id: number, part: Partial<Row>) => setRows(rows.map((row) => (row.id === id ? { ...row, ...part } : row)))

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    const settings = imageSettingsSchema.safeParse({ policy, map: filled.map(({ pattern, image }) => ({ pattern, image })) })
    if (!settings.success || isPending) return
    setPending(true)
    const result = await save(settings.data)
    setPending(false)
    if (!result.ok) return showProblem(t('notSaved'), result.problem)
    showSuccess(t('saved'))
    setTried(false)
    setRows(rowsOf(result.value.map))
    await client.invalidateQueries({ queryKey: ['engine'] })
  }
  return (
    <Section title={t('images')} description={t('imagesText')}>
      <form className="grid max-w-3xl gap-4" onSubmit={(event) => void submit(event)}>
        {view.fixed.length > 0 ? (
          <Notice tone="info">
            {view.fixed.map((part) => (
              <p key={part}>{t(`fixed_${part}`)}</p>
            ))}
          </Notice>
        ) : null}
        <RadioCards
          label={t('policy')}
          value={policy}
          onChange={setPolicy}
          options={pullPolicies.map((value) => ({
            value,
            title: value,
            description: t(`policies.${value}`),
            disabledReason: view.fixed.includes('policy') && value !== view.policy ? t('isFixed') : undefined,
          }))}
        />
        <fieldset className="grid gap-2" disabled={view.fixed.includes('map')}>
          <legend className="mb-1 font-[540]">{t('map')}</legend>
          <p className="text-ink-3 text-small">{t('mapText')}</p>
          {rows.map((row) => (
            <div key={row.id} className="flex flex-wrap items-start gap-2">
              <TextField
                label={t('pattern')}
                hideLabel
                mono
                placeholder="mcr.microsoft.com/azureml/*"
                className="min-w-48 flex-1"
                value={row.pattern}
                onChange={(pattern) => edit(row.id, { pattern })}
                error={filled.includes(row) ? fault(row, 'pattern') : undefined}
              />
              <ArrowRight className="mt-2 text-ink-3 max-sm:hidden" aria-hidden />
              <TextField
                label={t('standIn')}
                hideLabel
                mono
                placeholder="my-base:1"
                className="min-w-48 flex-1"
                value={row.image}
                onChange={(image) => edit(row.id, { image })}
                error={filled.includes(row) ? fault(row, 'image') : undefined}
              />
              <IconButton
                label={t('removeEntry', { pattern: row.pattern || '–' })}
                onPress={() => setRows(rows.filter((other) => other.id !== row.id))}
              >
                <X aria-hidden />
              </IconButton>
            </div>
          ))}
          <div>
            <Button
              size="sm"
              icon={<Plus aria-hidden />}
              onPress={() => setRows([...rows, { id: Math.max(-1, ...rows.map((row) => row.id)) + 1, pattern: '', image: '' }])}
            >
              {t('addEntry')}
            </Button>
          </div>
        </fieldset>
        <div>
          <Button type="submit" isPending={isPending}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Section>
  )
}
