'use client'

import { useTranslations } from 'next-intl'
import { numberParam, type QuotaViewState } from '@/components/quota/view-state'
import { Button } from '@/components/ui/Button'
import { useBytes } from '@/components/ui/bytes'
import { Checkbox } from '@/components/ui/Checkbox'
import { NumberField } from '@/components/ui/NumberField'
import { Section } from '@/components/ui/Section'
import { type ModelNeeds, neededDisk, neededMemory } from '@/lib/domain/skus/fits-model'

const mib = 1024 ** 2
const usualImageMib = 4096
const most = 10_000_000

/** What the address says of a model; undefined while it says nothing of its size. Numbers in MiB. */
export function modelNeeds(params: URLSearchParams): ModelNeeds | undefined {
  if (!params.has('model') && !params.has('measured')) return undefined
  const measured = numberParam(params, 'measured', 0, 0, most)
  return {
    modelBytes: numberParam(params, 'model', 0, 0, most) * mib,
    memoryBytes: measured > 0 ? measured * mib : undefined,
    workers: Math.max(1, Math.round(numberParam(params, 'workers', 1, 1, 1000))),
    imageBytes: numberParam(params, 'image', usualImageMib, 0, most) * mib,
  }
}

/** Size and measured memory of a model; the table then says which sizes it fits on. */
export function FitsModel({ params, setParams }: Pick<QuotaViewState, 'params' | 'setParams'>) {
  const t = useTranslations('quota.model')
  const bytes = useBytes()
  const needs = modelNeeds(params)
  const field = (name: 'model' | 'measured' | 'workers' | 'image', fallback: number) => (
    <NumberField
      label={t(name)}
      description={t(`${name}Help`)}
      value={params.has(name) ? numberParam(params, name, fallback, 0, most) : fallback}
      minValue={name === 'workers' ? 1 : 0}
      maxValue={most}
      {...(name === 'workers' ? {} : { unit: 'MiB' })}
      onChange={(value) => setParams({ [name]: Number.isNaN(value) ? undefined : String(value) })}
    />
  )
  return (
    <Section title={t('title')} description={t('text')}>
      <div className="grid gap-3 rounded-panel border bg-raised p-4 sm:grid-cols-2 lg:grid-cols-4">
        {field('model', Number.NaN)}
        {field('measured', Number.NaN)}
        {field('workers', 1)}
        {field('image', usualImageMib)}
      </div>
      {needs ? (
        <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1">
          <p className="num text-small" role="status">
            {t('needs', { memory: bytes(neededMemory(needs)), disk: bytes(neededDisk(needs)) })}
          </p>
          <Checkbox isSelected={params.get('fitting') === '1'} onChange={(is) => setParams({ fitting: is ? '1' : undefined })}>
            {t('onlyFitting')}
          </Checkbox>
          <Button
            variant="quiet"
            size="sm"
            onPress={() => setParams({ model: undefined, measured: undefined, workers: undefined, image: undefined, fitting: undefined })}
          >
            {t('clear')}
          </Button>
        </div>
      ) : null}
      <p className="mt-1 text-ink-3 text-small">{t('inferred')}</p>
    </Section>
  )
}
