'use client'

import { useTranslations } from 'next-intl'
import { Fragment, useState } from 'react'
import { ClientSetup } from '@/components/clients/ClientSetup'
import { KeyField } from '@/components/consume/KeyField'
import { SnippetPanel } from '@/components/consume/SnippetPanel'
import { TokenField } from '@/components/consume/TokenField'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { CopyButton } from '@/components/ui/CopyButton'
import { Notice } from '@/components/ui/Notice'
import { Panel } from '@/components/ui/Panel'
import type { ClientTarget } from '@/lib/domain/client-setup/client-setup'

/** How to call the endpoint from a program: address, keys, snippets, and the set-up of Microsoft's clients. */
export function ConsumeView(props: { samples: Readonly<Record<string, string>>; clients: ClientTarget }) {
  const t = useTranslations('consume')
  const clients = useTranslations('clients')
  const { detail } = useEndpoint()
  const [keysVersion, setKeysVersion] = useState(0)
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.3fr)]">
      <div className="flex min-w-0 flex-col gap-4">
        <Panel title={t('address')}>
          <Address label={t('scoringUri')} uri={detail.scoringUri} />
          <Address label={t('swaggerUri')} uri={detail.swaggerUri} />
          <Notice tone="info" className="mt-3">
            {t('thisComputerOnly')}
          </Notice>
        </Panel>
        <Panel title={t(detail.authMode === 'Key' ? 'keys' : 'tokens')}>
          {detail.authMode === 'Key' ? (
            <>
              <p className="mb-3 text-ink-2 text-small">{t('keysText')}</p>
              <KeyField which="Primary" version={keysVersion} onRotated={() => setKeysVersion((version) => version + 1)} />
              <KeyField which="Secondary" version={keysVersion} onRotated={() => setKeysVersion((version) => version + 1)} />
            </>
          ) : (
            <>
              <p className="mb-3 text-ink-2 text-small">{t('tokensText')}</p>
              {detail.authMode === 'AADToken' ? (
                <Notice tone="info" title={t('simulated')} className="mb-3">
                  {t('simulatedText')}
                </Notice>
              ) : null}
              <TokenField />
            </>
          )}
        </Panel>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <SnippetPanel samples={props.samples} />
        <Panel title={clients('title')}>
          <ClientSetup target={props.clients} endpoint={detail.name} />
        </Panel>
      </div>
    </div>
  )
}

function Address({ label, uri }: { label: string; uri: string }) {
  const t = useTranslations('consume')
  return (
    <div className="mb-2">
      <p className="text-ink-3 text-small">{label}</p>
      {uri === '' ? (
        <p className="text-ink-3">{t('afterCreation')}</p>
      ) : (
        <p className="flex items-center gap-2">
          <code className="min-w-0 [overflow-wrap:anywhere]">
            {partsOf(uri).map(({ text, at }) => (
              <Fragment key={at}>
                {text}
                <wbr />
              </Fragment>
            ))}
          </code>
          <CopyButton what={label} text={uri} />
        </p>
      )}
    </div>
  )
}

/** An address breaks after its slashes, not within a word. */
function partsOf(uri: string): { text: string; at: number }[] {
  return [...uri.matchAll(/[^/]*\/*/g)].map((part) => ({ text: part[0], at: part.index })).filter(({ text }) => text !== '')
}
