'use client'

import { ChevronDown } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Button, ComboBox, Input, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components'
import { useSkuWords } from '@/components/quota/sku-words'
import { cx } from '@/components/ui/class-names'
import { FieldFrame, type FieldTexts } from '@/components/ui/FieldFrame'
import { useHydrated } from '@/components/ui/hydrated'
import type { PriceFile } from '@/lib/contract/prices'
import { hourlyPrice } from '@/lib/domain/cost/cost'
import type { Sku } from '@/lib/domain/skus/sku'
import { matchesSku, skuOf, skus } from '@/lib/domain/skus/skus'

/** A VM size by search; a size newer than the list may be typed. `onChange` comes with a choice or when the field is left. */
export function SkuField(
  props: FieldTexts & {
    value: string
    onChange: (name: string) => void
    onBlur?: () => void
    prices?: PriceFile | undefined
    /** A few words at the right of an option: whether it fits. */
    note?: (sku: Sku) => { text: string; isGood: boolean } | undefined
    isDisabled?: boolean
    size?: 'md' | 'sm'
    className?: string
  },
) {
  const t = useTranslations('quota.field')
  const format = useFormatter()
  const words = useSkuWords()
  const hydrated = useHydrated()
  const {
    label,
    hideLabel,
    description,
    error,
    isRequired,
    value,
    onChange,
    onBlur,
    prices,
    note,
    isDisabled,
    size = 'md',
    className,
  } = props
  const texts = { label, hideLabel: hideLabel ?? false, description, error, isRequired: isRequired ?? false }
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  // The whole list again when the field says a size: to look around one need not empty it.
  const found = skuOf(text) ? skus : skus.filter((sku) => matchesSku(sku, text))

  function commit(next: string): void {
    const written = skuOf(next)?.name ?? next.trim()
    setText(written)
    if (written !== value) onChange(written)
  }

  return (
    <ComboBox
      items={found}
      inputValue={text}
      onInputChange={setText}
      selectedKey={skuOf(text)?.name ?? null}
      onSelectionChange={(key) => {
        if (key !== null) commit(String(key))
      }}
      onBlur={() => {
        commit(text)
        onBlur?.()
      }}
      defaultFilter={() => true}
      allowsCustomValue
      allowsEmptyCollection
      menuTrigger="input"
      isReadOnly={!hydrated}
      isDisabled={isDisabled ?? false}
      isRequired={isRequired ?? false}
      validationBehavior="aria"
      isInvalid={Boolean(error)}
      className={cx('min-w-0', className)}
    >
      <FieldFrame {...texts}>
        <div className={cx('field-box flex items-center overflow-hidden', size === 'sm' && 'h-7!', error ? 'border-failure-icon' : '')}>
          <Input
            className="h-full w-full min-w-0 bg-transparent px-2.5 font-mono text-small outline-none placeholder:font-sans placeholder:text-ink-3"
            placeholder={t('placeholder')}
            spellCheck={false}
          />
          <Button className="flex h-full w-8 items-center justify-center text-ink-3 hover:bg-hover hover:text-ink" aria-label={t('show')}>
            <ChevronDown className="size-3.5!" aria-hidden />
          </Button>
        </div>
      </FieldFrame>
      <Popover offset={4} className="overlay max-h-80! min-w-(--trigger-width) max-w-[min(30rem,92vw)] overflow-auto p-1">
        <ListBox
          // Options are drawn once per size unless what they tell of it has changed.
          dependencies={[note, prices]}
          className="outline-none"
          renderEmptyState={() => <p className="px-2 py-1.5 text-ink-2 text-small">{t('none', { text: text.trim() })}</p>}
        >
          {(sku: Sku) => {
            const price = hourlyPrice(prices, sku.name)
            const told = note?.(sku)
            return (
              <ListBoxItem
                id={sku.name}
                textValue={sku.name}
                className="flex items-start gap-3 rounded-sm px-2 py-1.5 data-focused:bg-hover data-selected:bg-accent-soft"
              >
                <span className="min-w-0 flex-1">
                  <Text slot="label" className="block font-mono text-small">
                    {sku.name}
                  </Text>
                  <Text slot="description" className="block text-ink-3 text-small">
                    {words.facts(sku)}
                    {price === undefined || !prices
                      ? ''
                      : ` · ${t('price', { price: format.number(price, { style: 'currency', currency: prices.currency, maximumFractionDigits: 3 }) })}`}
                  </Text>
                </span>
                {told ? <span className={cx('num text-small', told.isGood ? 'text-success' : 'text-attention')}>{told.text}</span> : null}
              </ListBoxItem>
            )
          }}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}
