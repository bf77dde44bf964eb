'use client'

import { useTranslations } from 'next-intl'
import { Button as AriaButton } from 'react-aria-components'
import { type Preset, presetsFor, type Traffic } from '@/components/traffic/traffic-draft'

/** Common splits, one press each; they fill the draft and send nothing. */
export function Presets(props: { live: Traffic; names: readonly string[]; onChoose: (traffic: Traffic) => void }) {
  const t = useTranslations('traffic')
  const label = (preset: Preset): string => {
    switch (preset.kind) {
      case 'all':
        return t('presetAll', { name: preset.name })
      case 'canary':
        return t('presetCanary', { name: preset.name, percent: preset.percent })
      case 'even':
        return props.names.length === 2 ? t('presetHalf') : t('presetEven')
      case 'swap':
        return t('presetSwap')
      default:
        return preset satisfies never
    }
  }
  return presetsFor(props.live, props.names).map(({ preset, traffic }) => (
    <AriaButton
      key={label(preset)}
      onPress={() => props.onChoose(traffic)}
      className="inline-flex h-7 items-center rounded-full border bg-raised px-2.5 text-[0.8125rem] text-ink-2 transition-colors duration-[120ms] hover:bg-hover hover:text-ink"
    >
      {label(preset)}
    </AriaButton>
  ))
}
