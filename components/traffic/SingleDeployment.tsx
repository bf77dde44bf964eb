'use client'

import { useTranslations } from 'next-intl'
import { RadioCards } from '@/components/ui/RadioCards'

/** With one deployment a split is all or nothing, so it is a choice and not a slider. */
export function SingleDeployment(props: { name: string; percent: number; onChange: (percent: number) => void }) {
  const t = useTranslations('traffic')
  return (
    <RadioCards
      label={t('shareOf', { name: props.name })}
      value={props.percent === 100 ? 'all' : 'none'}
      onChange={(value) => props.onChange(value === 'all' ? 100 : 0)}
      options={[
        { value: 'all', title: t('singleAll'), description: t('singleAllText', { name: props.name }) },
        { value: 'none', title: t('singleNone'), description: t('singleNoneText', { name: props.name }) },
      ]}
    />
  )
}
