'use client'

import { useTranslations } from 'next-intl'
import { useUrlState } from '@/components/frame/url-state'
import { Code } from '@/components/ui/Code'
import { Notice } from '@/components/ui/Notice'
import { Tabs } from '@/components/ui/Tabs'
import { type ClientTarget, clientLanguages, clientSetup } from '@/lib/domain/client-setup/client-setup'

const names = { python: 'Python', az: 'az' } as const

/** The set-up of Microsoft's Python SDK and of az for this computer, to copy; for one endpoint when given. */
export function ClientSetup({ target, endpoint }: { target: ClientTarget; endpoint?: string }) {
  const t = useTranslations('clients')
  const [params, setParams] = useUrlState()
  const client = clientLanguages.find((each) => each === params.get('client')) ?? 'python'
  return (
    <>
      <p className="mb-1 text-ink-2 text-small">{t('text')}</p>
      <Tabs
        label={t('which')}
        selected={client}
        onSelect={(id) => setParams({ client: id === 'python' ? undefined : id })}
        items={clientLanguages.map((id) => ({ id, label: names[id] }))}
      >
        <Notice tone={client === 'python' ? 'attention' : 'info'} title={t(`warning.${client}`)} className="mb-3">
          {t(`warningText.${client}`)}
        </Notice>
        <Code title={t(`file.${client}`)} text={clientSetup(client, target, endpoint)} />
        <p className="mt-2 text-ink-2 text-small">
          {t('tokenNote')} {t('more')}
        </p>
      </Tabs>
    </>
  )
}
