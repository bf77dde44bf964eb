'use client'

import { useTranslations } from 'next-intl'
import type { AuthMode } from '@/components/endpoints/create/draft'
import { Tag } from '@/components/ui/Badge'
import { RadioCards } from '@/components/ui/RadioCards'
import type { Support } from '@/lib/contract/capabilities'

/** What the connection supports. */
export type AuthSupport = Record<AuthMode, Support>

const modes: readonly AuthMode[] = ['key', 'aml_token', 'aad_token']

/** One choice of three; what this connection simulates or cannot do is shown with the reason, never hidden. */
export function AuthenticationStep(props: {
  value: AuthMode
  onChange: (value: AuthMode) => void
  support: AuthSupport
  isKubernetes: boolean
}) {
  const t = useTranslations('endpoints.create.authentication')
  return (
    <RadioCards
      label={t('label')}
      value={props.value}
      onChange={props.onChange}
      options={modes.map((mode) => ({
        value: mode,
        title: t(`${mode}.title`),
        description: (
          <>
            {t(`${mode}.text`)} {props.support[mode] === 'simulated' ? `${t('reason')} ` : ''}
            <code className="text-ink-3">{mode}</code>
          </>
        ),
        ...(props.support[mode] === 'simulated' ? { badge: <Tag>{t('simulated')}</Tag> } : {}),
        ...(props.support[mode] === 'no' ? { disabledReason: t('reason') } : {}),
        ...(props.isKubernetes && mode === 'aad_token' ? { disabledReason: t('managedOnly') } : {}),
      }))}
    />
  )
}
