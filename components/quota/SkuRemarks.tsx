'use client'

import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useSkuWords } from '@/components/quota/sku-words'
import { Badge, Tag } from '@/components/ui/Badge'
import type { ModelFit } from '@/lib/domain/skus/fits-model'
import type { Sku } from '@/lib/domain/skus/sku'

/** What is to be known of a size beside its numbers. */
export function SkuRemarks({ sku, fit }: { sku: Sku; fit: ModelFit | undefined }) {
  const t = useTranslations('quota.sizes')
  const words = useSkuWords()
  return (
    <>
      {fit ? <FitMark fit={fit} /> : null}
      {sku.reserveExempt ? <Tag>{t('exempt')}</Tag> : null}
      {sku.small && !fit ? (
        <Badge hue="attention" icon={<TriangleAlert aria-hidden />}>
          {t('small')}
        </Badge>
      ) : null}
      {sku.retirement ? <Badge hue={sku.retirement.state === 'retired' ? 'failure' : 'unknown'}>{words.retirement(sku)}</Badge> : null}
    </>
  )
}

/** Whether the model fits, and why not: a sentence as long as it needs, not a badge. */
function FitMark({ fit }: { fit: ModelFit }) {
  const t = useTranslations('quota.sizes')
  const reasons = fit.reasons.map((reason) => t(`reason.${reason}`)).join(', ')
  const text = [t(fit.fits ? 'fits' : 'fitsNot'), reasons].filter(Boolean).join(': ')
  if (fit.fits)
    return (
      <Badge hue="success" icon={<CircleCheck aria-hidden />}>
        {text}
      </Badge>
    )
  return (
    <span className="flex w-full min-w-44 items-start gap-1.5 whitespace-normal text-failure text-small [&_svg]:mt-0.5 [&_svg]:size-3.5 [&_svg]:shrink-0">
      <CircleX aria-hidden />
      <span>{text}</span>
    </span>
  )
}
