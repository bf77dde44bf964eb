'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Dialog } from '@/components/ui/Dialog'
import { LinkButton } from '@/components/ui/LinkButton'
import type { RegisteredKind } from '@/lib/contract/assets'
import { endpointsQuery } from '@/lib/queries/endpoints'

/** To which endpoint: each leads to the wizard with this version filled in. */
export function DeployDialog(props: { kind: RegisteredKind; name: string; version: string; onClose: () => void }) {
  const t = useTranslations('assets')
  const { data, error } = useQuery(endpointsQuery())
  const reference = `azureml:${props.name}:${props.version}`
  const query = new URLSearchParams({ [props.kind === 'models' ? 'model' : 'environment']: reference })
  const endpoints = data?.endpoints ?? []
  return (
    <Dialog
      title={t('deployTitle', { which: `${props.name}:${props.version}` })}
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}
      footer={
        <LinkButton href="/endpoints/new" icon={<Plus aria-hidden />}>
          {t('newEndpoint')}
        </LinkButton>
      }
    >
      {endpoints.length > 0 ? (
        <>
          <p className="mb-2 text-ink-2">{t('deployText')}</p>
          <ul className="max-h-80 overflow-auto rounded-control border">
            {endpoints.map((endpoint) => (
              <li key={endpoint.name} className="border-b last:border-0">
                <Link
                  href={`/endpoints/${encodeURIComponent(endpoint.name)}/deployments/new?${query}`}
                  className="flex min-h-10 items-center gap-3 px-3 hover:bg-hover focus-visible:-outline-offset-2"
                >
                  <span className="font-[560]">{endpoint.name}</span>
                  <span className="ml-auto text-ink-3 text-small">{t('deployments', { count: endpoint.deployments.length })}</span>
                </Link>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p className="text-ink-2">{error ? error.message : data ? t('noEndpoints') : t('reading')}</p>
      )}
    </Dialog>
  )
}
