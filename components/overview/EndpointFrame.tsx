'use client'

import { Braces, FileCode, Play, Plus, Share, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { useUrlState } from '@/components/frame/url-state'
import { JsonHost, useJsonView } from '@/components/json/JsonHost'
import type { EndpointActions } from '@/components/overview/endpoint-actions'
import { EndpointProvider, useEndpoint } from '@/components/overview/endpoint-context'
import { Badge, Tag } from '@/components/ui/Badge'
import { LinkButton } from '@/components/ui/LinkButton'
import { Menu } from '@/components/ui/Menu'
import { Notice } from '@/components/ui/Notice'
import { useOnceOpen } from '@/components/ui/once-open'
import { PageHead } from '@/components/ui/PageHead'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { StatusBadge } from '@/components/ui/StatusBadge'
import { Tabs } from '@/components/ui/Tabs'
import type { EndpointDetail } from '@/lib/queries/endpoint-detail'

// Loaded when first opened: no page pays for it.
const DeleteEndpointDialog = dynamic(
  () => import('@/components/delete/DeleteEndpointDialog').then((module) => module.DeleteEndpointDialog),
  {
    ssr: false,
  },
)

const EndpointExport = dynamic(() => import('@/components/export/EndpointExport').then((module) => module.EndpointExport), { ssr: false })

const tabs = ['overview', 'deployments', 'traffic', 'test', 'logs', 'metrics', 'consume', 'yaml'] as const
const authModes = { Key: 'key', AMLToken: 'aml_token', AADToken: 'aad_token' } as const

/** Header and tabs of every endpoint page around its content, all fed by one live read. */
export function EndpointFrame(props: { initial: EndpointDetail; actions: EndpointActions; children: ReactNode }) {
  return (
    <EndpointProvider initial={props.initial} actions={props.actions}>
      <Frame>{props.children}</Frame>
    </EndpointProvider>
  )
}

function Frame({ children }: { children: ReactNode }) {
  const t = useTranslations('overview')
  const { detail, problem, readAt } = useEndpoint()
  const root = `/endpoints/${encodeURIComponent(detail.name)}`
  const segment = usePathname()
    .slice(root.length + 1)
    .split('/')[0]
  const selected = tabs.find((tab) => tab === segment) ?? 'overview'
  return (
    <div className={selected === 'logs' || selected === 'yaml' ? 'full-width' : ''}>
      <Head />
      {problem ? (
        <Notice tone="attention" live className="mb-3" title={t('staleTitle')}>
          {problem.message} {t('staleSince')} <RelativeTime iso={new Date(readAt).toISOString()} />
        </Notice>
      ) : null}
      <Tabs
        label={t('tabsLabel', { name: detail.name })}
        selected={selected}
        items={tabs.map((id) => ({
          id,
          label: t(`tab.${id}`),
          href: `${root}/${id}`,
          ...(id === 'deployments' ? { count: detail.deployments.length } : {}),
        }))}
      >
        {children}
      </Tabs>
    </div>
  )
}

function Head() {
  const t = useTranslations('overview')
  const { detail } = useEndpoint()
  const [params, setParams] = useUrlState()
  const json = useJsonView('endpoint')
  const [isDeleting, setDeleting] = useState(params.get('dialog') === 'delete')
  const wasOpened = useOnceOpen(isDeleting)
  const closeOrOpen = (isOpen: boolean) => {
    setDeleting(isOpen)
    setParams({ dialog: isOpen ? 'delete' : undefined })
  }
  const isExporting = params.get('dialog') === 'export'
  const wasExporting = useOnceOpen(isExporting)
  const root = `/endpoints/${encodeURIComponent(detail.name)}`
  const state = detail.deployments.some((deployment) => deployment.operation?.status === 'InProgress')
    ? 'Updating'
    : detail.provisioningState
  return (
    <>
      <PageHead
        title={detail.name}
        badges={
          <>
            <StatusBadge state={state} />
            <Tag>{authModes[detail.authMode]}</Tag>
            {detail.kubernetes ? <Badge hue="attention">{t('kubernetesBadge', { compute: detail.kubernetes.compute })}</Badge> : null}
            {Object.entries(detail.tags).map(([name, value]) => (
              <Tag key={name}>{`${name}=${value}`}</Tag>
            ))}
          </>
        }
        actions={
          <>
            <LinkButton href={`${root}/test`} icon={<Play aria-hidden />}>
              {t('test')}
            </LinkButton>
            {/* Without a deployment the page itself offers the first one. */}
            {detail.deployments.length + detail.jobs.length === 0 ? null : (
              <LinkButton href={`${root}/deployments/new`} variant="primary" icon={<Plus aria-hidden />}>
                {t('addDeployment')}
              </LinkButton>
            )}
            <Menu
              label={t('moreActions')}
              variant="default"
              sections={[
                [
                  { id: 'yaml', label: t('showYaml'), icon: <FileCode aria-hidden />, href: `${root}/yaml` },
                  { id: 'json', label: t('showJson'), icon: <Braces aria-hidden />, onAction: json.open },
                  { id: 'export', label: t('export'), icon: <Share aria-hidden />, onAction: () => setParams({ dialog: 'export' }) },
                ],
                [
                  {
                    id: 'delete',
                    label: t('deleteEndpoint'),
                    icon: <Trash2 aria-hidden />,
                    isDanger: true,
                    onAction: () => closeOrOpen(true),
                  },
                ],
              ]}
            />
          </>
        }
      />
      {detail.description ? <p className="-mt-1 mb-3 max-w-[80ch] text-ink-2">{detail.description}</p> : null}
      <JsonHost source={{ of: 'endpoint', endpoint: detail.name }} />
      {wasExporting ? (
        <EndpointExport
          endpoint={detail.name}
          isOpen={isExporting}
          onOpenChange={(isOpen) => setParams({ dialog: isOpen ? 'export' : undefined })}
        />
      ) : null}
      {wasOpened ? <DeleteEndpointDialog isOpen={isDeleting} onOpenChange={closeOrOpen} /> : null}
    </>
  )
}
