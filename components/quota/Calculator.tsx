'use client'

import { Plus, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useArithmetic } from '@/components/quota/Arithmetic'
import { CostLine } from '@/components/quota/CostLine'
import { PlanTotals } from '@/components/quota/PlanTotals'
import { formatPlan, freeName, parsePlan } from '@/components/quota/plan-address'
import { RequestText } from '@/components/quota/RequestText'
import { SharedPool } from '@/components/quota/SharedPool'
import { SkuField } from '@/components/quota/SkuField'
import type { QuotaViewState } from '@/components/quota/view-state'
import { WhatFits } from '@/components/quota/WhatFits'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { NumberField } from '@/components/ui/NumberField'
import { Section } from '@/components/ui/Section'
import { TextField } from '@/components/ui/TextField'
import { maxInstancesPerDeployment } from '@/lib/contract/yaml/limits'
import { type PlannedDeployment, planCores } from '@/lib/domain/quota/demand'
import { usedCores } from '@/lib/domain/quota/usage'
import { defaultInstanceType } from '@/lib/domain/skus/skus'

const initialPlan: PlannedDeployment[] = [{ name: 'blue', instanceType: defaultInstanceType, instances: 1 }]

/** Deployments side by side, their arithmetic written out, sums by family, cost, what fits, and the text of a request for more. */
export function Calculator({ params, setParams, quota, prices }: QuotaViewState) {
  const t = useTranslations('quota.calculator')
  const say = useArithmetic()
  const plan = parsePlan(params.get('plan')) ?? initialPlan
  const { lines, families } = planCores(plan)
  const limits = quota.data?.settings.enabled ? quota.data.settings : undefined
  const used = usedCores(quota.data?.holders ?? [])
  const write = (next: readonly PlannedDeployment[]) => setParams({ plan: formatPlan(next) })
  const change = (index: number, part: Partial<PlannedDeployment>) =>
    write(plan.map((one, at) => (at === index ? { ...one, ...part } : one)))

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
      <Section
        title={t('title')}
        description={t('text')}
        actions={
          <Button
            icon={<Plus aria-hidden />}
            onPress={() =>
              write([...plan, { name: freeName(plan), instanceType: plan.at(-1)?.instanceType ?? defaultInstanceType, instances: 1 }])
            }
          >
            {t('add')}
          </Button>
        }
      >
        <ul className="grid gap-3">
          {lines.map(({ planned, sku, arithmetic }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the plan; its name is what one types
            <li key={index} className="relative rounded-panel border bg-raised p-3">
              <div className="grid grid-cols-2 items-end gap-3 md:grid-cols-[10rem_minmax(14rem,1fr)_8rem_8rem_2rem]">
                <TextField
                  label={t('name')}
                  value={planned.name}
                  onChange={(name) => change(index, { name })}
                  className="max-md:col-span-2"
                />
                <SkuField
                  label={t('instanceType')}
                  value={planned.instanceType}
                  onChange={(instanceType) => change(index, { instanceType: instanceType || defaultInstanceType })}
                  prices={prices}
                  className="max-md:col-span-2"
                />
                <NumberField
                  label={t('count')}
                  value={planned.instances}
                  onChange={(instances) => change(index, { instances: Number.isNaN(instances) ? 1 : instances })}
                  minValue={1}
                  maxValue={1000}
                />
                <NumberField
                  label={t('max')}
                  value={planned.maxInstances ?? Number.NaN}
                  onChange={(maxInstances) => change(index, { maxInstances: Number.isNaN(maxInstances) ? undefined : maxInstances })}
                  minValue={1}
                  maxValue={1000}
                />
                {plan.length === 1 ? null : (
                  <span className="max-md:absolute max-md:top-1 max-md:right-2">
                    <IconButton label={t('remove', { name: planned.name })} onPress={() => write(plan.filter((_, at) => at !== index))}>
                      <Trash2 aria-hidden />
                    </IconButton>
                  </span>
                )}
              </div>
              <p className="num mt-2 text-small" aria-live="polite">
                {sku && arithmetic ? say(arithmetic, sku.family) : t('unknownSize', { size: planned.instanceType })}
              </p>
              {Math.max(planned.instances, planned.maxInstances ?? 0) > maxInstancesPerDeployment ? (
                <p className="mt-1 text-attention text-small">{t('overInstances', { limit: maxInstancesPerDeployment })}</p>
              ) : null}
            </li>
          ))}
        </ul>
        <CostLine
          className="mt-3"
          prices={prices}
          counts={plan.map(({ instanceType, instances, maxInstances }) => ({ instanceType, instances, maxInstances }))}
        />
      </Section>
      <PlanTotals families={families} used={used} limits={limits} quota={quota} />
      <WhatFits params={params} setParams={setParams} used={used} limits={limits} prices={prices} />
      <RequestText plan={plan} used={quota.data && used} limits={limits} params={params} setParams={setParams} />
      <SharedPool />
    </div>
  )
}
