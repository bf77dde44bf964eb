'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useLanguage } from '@/components/frame/language'
import { rememberChoice } from '@/components/frame/remember'
import { useTheme } from '@/components/frame/theme'
import { RadioCards } from '@/components/ui/RadioCards'
import { Section } from '@/components/ui/Section'
import { Switch } from '@/components/ui/Switch'
import { locales, shortcutsCookie, type Theme, themes } from '@/i18n/locales'

/** Language, theme, single-key shortcuts: choices of this browser, in force at once. */
export function GeneralSection(props: { theme: Theme; areShortcutsOn: boolean }) {
  const t = useTranslations('settings.general')
  const frame = useTranslations('frame')
  const [locale, chooseLanguage] = useLanguage()
  const [theme, chooseTheme] = useTheme(props.theme)
  const [areShortcutsOn, setShortcuts] = useState(props.areShortcutsOn)
  return (
    <div className="flex flex-col gap-6">
      <Section title={t('language')} description={t('languageText')}>
        <RadioCards
          label={t('language')}
          hideLabel
          layout="chips"
          value={locale}
          onChange={chooseLanguage}
          options={locales.map((value) => ({ value, title: frame(`languages.${value}`) }))}
        />
      </Section>
      <Section title={t('theme')} description={t('themeText')}>
        <RadioCards
          label={t('theme')}
          hideLabel
          layout="chips"
          value={theme}
          onChange={chooseTheme}
          options={themes.map((value) => ({ value, title: frame(`themes.${value}`) }))}
        />
      </Section>
      <Section
        title={t('shortcuts')}
        description={t.rich('shortcutsText', {
          kbd: (text) => <kbd className="rounded-sm border bg-page px-1 font-mono text-[0.75rem]">{text}</kbd>,
        })}
      >
        <Switch
          isSelected={areShortcutsOn}
          onChange={(isOn) => {
            rememberChoice(shortcutsCookie, isOn ? 'on' : 'off')
            setShortcuts(isOn)
          }}
        >
          {t('shortcutsSwitch')}
        </Switch>
      </Section>
    </div>
  )
}
