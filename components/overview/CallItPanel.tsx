'use client'

import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { CopyButton } from '@/components/ui/CopyButton'
import { Panel } from '@/components/ui/Panel'
import { ProblemError } from '@/lib/problems/problem'

/** Address and key in one place. The key is fetched when it is copied and never drawn here. */
export function CallItPanel() {
  const t = useTranslations('overview')
  const { detail, actions } = useEndpoint()
  const readPrimary = async () => {
    const read = await actions.readKey({ endpoint: detail.name, key: 'Primary' })
    if (!read.ok) throw new ProblemError(read.problem)
    return read.value.key
  }
  const term = 'text-ink-3'
  const row = 'flex min-h-7 items-center gap-2'
  return (
    <Panel title={t('callIt')}>
      <dl className="grid grid-cols-[116px_minmax(0,1fr)] items-center gap-y-1">
        <dt className={term}>{t('scoringUri')}</dt>
        <dd className={row}>
          {detail.scoringUri === '' ? (
            <span className="text-ink-3">{t('afterCreation')}</span>
          ) : (
            <>
              <code className="truncate" title={detail.scoringUri}>
                {detail.scoringUri.replace(/^http:\/\//, '')}
              </code>
              <CopyButton what={t('scoringUri')} text={detail.scoringUri} />
            </>
          )}
        </dd>
        <dt className={term}>{t('primaryKey')}</dt>
        <dd className={row}>
          <span role="img" className="truncate font-mono text-small tracking-[0.15em]" aria-label={t('keyHidden')}>
            ••••••••••••••••
          </span>
          <CopyButton what={t('primaryKey')} getText={readPrimary} />
        </dd>
        <dt className={term}>{t('fromElsewhere')}</dt>
        <dd className="text-ink-2 text-small">
          {t('thisComputerOnly')}{' '}
          <Link href={`/endpoints/${detail.name}/consume`} className="text-accent-text underline">
            {t('toSnippets')}
          </Link>
        </dd>
      </dl>
    </Panel>
  )
}
