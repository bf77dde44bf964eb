'use client'

import { useQuery } from '@tanstack/react-query'
import { Download, Rocket } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { ArtifactTree } from '@/components/assets/ArtifactTree'
import { AssetMenu } from '@/components/assets/AssetMenu'
import { TagList } from '@/components/assets/AssetPage'
import type { AssetActions } from '@/components/assets/asset-actions'
import { BuildPanel } from '@/components/assets/BuildPanel'
import { UsedByList } from '@/components/assets/UsedBy'
import { useUrlState } from '@/components/frame/url-state'
import { JsonButton } from '@/components/json/JsonHost'
import { Badge, Tag } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { buttonClass } from '@/components/ui/button-style'
import { useBytes } from '@/components/ui/bytes'
import { Code } from '@/components/ui/Code'
import { CopyButton } from '@/components/ui/CopyButton'
import { Notice } from '@/components/ui/Notice'
import { PageHead } from '@/components/ui/PageHead'
import { Panel } from '@/components/ui/Panel'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { Yaml } from '@/components/ui/Yaml'
import type { AssetVersionPage as PageData } from '@/lib/contract/asset-page'
import type { RegisteredKind } from '@/lib/contract/assets'
import { assetVersionQuery, downloadHref } from '@/lib/queries/registered'

// Loaded when first opened: no page pays for it.
const DeployDialog = dynamic(() => import('@/components/assets/DeployDialog').then((module) => module.DeployDialog), { ssr: false })

/** One version: facts, files with preview or specification, who uses it, download, deploy. */
export function AssetVersionPage(props: { kind: RegisteredKind; initial: PageData; actions: AssetActions }) {
  const { kind, actions } = props
  const t = useTranslations('assets')
  const bytes = useBytes()
  const { data = props.initial } = useQuery({
    ...assetVersionQuery(kind, props.initial.name, props.initial.version),
    initialData: props.initial,
  })
  const [params, setParams] = useUrlState()
  const reference = `azureml:${data.name}:${data.version}`
  const rows: [string, ReactNode][] = [
    [
      t('reference'),
      <span key="reference" className="flex items-center gap-1">
        <code className="[overflow-wrap:anywhere]">{reference}</code>
        <CopyButton what={t('reference')} text={reference} />
      </span>,
    ],
    [t('column.type'), <code key="type">{data.type}</code>],
    ...(data.sizeBytes === undefined
      ? []
      : [[t('column.size'), t('sizeOf', { size: bytes(data.sizeBytes), count: data.fileCount })] satisfies [string, ReactNode]]),
    [t('column.created'), <RelativeTime key="created" iso={data.createdAt} />],
    [t('column.changed'), <RelativeTime key="changed" iso={data.modifiedAt} />],
  ]
  return (
    <>
      <PageHead
        title={`${data.name}:${data.version}`}
        badges={
          <>
            <Tag>{data.type}</Tag>
            {data.isArchived ? <Badge hue="unknown">{t('archived')}</Badge> : null}
          </>
        }
        actions={
          <>
            {data.fileCount > 0 ? (
              <a href={downloadHref(kind, data.name, data.version)} download className={buttonClass({})}>
                <Download aria-hidden />
                {t('download')}
              </a>
            ) : null}
            <Button variant="primary" icon={<Rocket aria-hidden />} onPress={() => setParams({ dialog: 'deploy' })}>
              {t('deploy')}
            </Button>
            <JsonButton source={{ of: kind === 'models' ? 'model' : 'environment', name: data.name, version: data.version }} />
            <AssetMenu
              kind={kind}
              name={data.name}
              version={data.version}
              description={data.description ?? ''}
              tags={data.tags}
              isArchived={data.isArchived}
              usedBy={data.usedBy}
              actions={actions}
            />
          </>
        }
      />
      {data.isArchived ? (
        <Notice tone="info" className="mb-3">
          {t('archivedText')}
        </Notice>
      ) : null}
      {data.description ? <p className="-mt-1 mb-2 max-w-[80ch] text-ink-2">{data.description}</p> : null}
      <TagList tags={data.tags} />
      <div className="mt-4 grid items-start gap-4 lg:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          {data.build ? <BuildPanel build={data.build} /> : null}
          {data.files.length > 0 ? <ArtifactTree kind={kind} version={data} /> : null}
          {typeof data.properties.condaFile === 'string' ? (
            <Code text={data.properties.condaFile} title="conda.yaml">
              <Yaml text={data.properties.condaFile} />
            </Code>
          ) : null}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Panel title={t('facts')}>
            <dl className="num grid grid-cols-[96px_minmax(0,1fr)] items-center gap-y-2">
              {rows.map(([term, value]) => (
                <div key={term} className="contents">
                  <dt className="text-ink-3">{term}</dt>
                  <dd className="min-w-0">{value}</dd>
                </div>
              ))}
            </dl>
          </Panel>
          <Panel title={t('usedBy')}>
            {data.usedBy.length === 0 ? <p className="text-ink-2">{t('notUsedText')}</p> : <UsedByList usedBy={data.usedBy} />}
          </Panel>
          <Code text={data.yaml} title={kind === 'models' ? 'model.yml' : 'environment.yml'}>
            <Yaml text={data.yaml} />
          </Code>
        </div>
      </div>
      {params.get('dialog') === 'deploy' ? (
        <DeployDialog kind={kind} name={data.name} version={data.version} onClose={() => setParams({ dialog: undefined })} />
      ) : null}
    </>
  )
}
