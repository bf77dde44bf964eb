'use client'

import { useQuery } from '@tanstack/react-query'
import { GitCompare, Plus, Rocket } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { AssetMenu } from '@/components/assets/AssetMenu'
import type { AssetActions } from '@/components/assets/asset-actions'
import { UsedByList } from '@/components/assets/UsedBy'
import { useUrlState } from '@/components/frame/url-state'
import { JsonButton } from '@/components/json/JsonHost'
import { Badge, Tag } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { useBytes } from '@/components/ui/bytes'
import { PageHead } from '@/components/ui/PageHead'
import { Panel } from '@/components/ui/Panel'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { EmptyCell, RowLink, Table, Td, Th, Tr } from '@/components/ui/Table'
import type { AssetDetail, AssetVersionView, RegisteredKind } from '@/lib/contract/assets'
import { ProblemError } from '@/lib/problems/problem'
import { assetDetailQuery, assetHref } from '@/lib/queries/registered'

// Loaded when first opened: no page pays for them.
const RegisterDialog = dynamic(() => import('@/components/assets/RegisterDialog').then((module) => module.RegisterDialog), { ssr: false })
const DeployDialog = dynamic(() => import('@/components/assets/DeployDialog').then((module) => module.DeployDialog), { ssr: false })
const CompareVersions = dynamic(() => import('@/components/assets/CompareVersions').then((module) => module.CompareVersions), {
  ssr: false,
})

/** One model or environment: what it is, its versions, who uses it. */
export function AssetPage(props: { kind: RegisteredKind; initial: AssetDetail; actions: AssetActions }) {
  const { kind, actions } = props
  const t = useTranslations('assets')
  const { data = props.initial, error } = useQuery({ ...assetDetailQuery(kind, props.initial.name), initialData: props.initial })
  const [params, setParams] = useUrlState()
  const dialog = params.get('dialog')
  const show = (next: string | undefined) => setParams({ dialog: next })
  const newest = data.latestVersion
  return (
    <>
      <PageHead
        title={data.name}
        badges={
          <>
            <Tag>{data.type}</Tag>
            {data.isArchived ? <Badge hue="unknown">{t('archived')}</Badge> : null}
          </>
        }
        actions={
          <>
            {kind === 'environments' && data.versionList.length > 1 ? (
              <Button icon={<GitCompare aria-hidden />} onPress={() => show('compare')}>
                {t('compare')}
              </Button>
            ) : null}
            <Button icon={<Plus aria-hidden />} onPress={() => show('register')}>
              {t('newVersion')}
            </Button>
            {newest ? (
              <Button variant="primary" icon={<Rocket aria-hidden />} onPress={() => show('deploy')}>
                {t('deploy')}
              </Button>
            ) : null}
            <JsonButton source={{ of: kind === 'models' ? 'model' : 'environment', name: data.name }} />
            <AssetMenu
              kind={kind}
              name={data.name}
              description={data.description ?? ''}
              tags={data.tags}
              isArchived={data.isArchived}
              usedBy={data.usedBy}
              actions={actions}
            />
          </>
        }
      />
      {error instanceof ProblemError ? <ProblemNotice problem={error.problem} title={t('stale')} /> : null}
      {data.description ? <p className="-mt-1 mb-2 max-w-[80ch] text-ink-2">{data.description}</p> : null}
      <TagList tags={data.tags} />
      <div className="mt-4 flex flex-col gap-4">
        <VersionTable kind={kind} versions={data.versionList} />
        <Panel title={t('usedBy')}>
          {data.usedBy.length === 0 ? <p className="text-ink-2">{t('notUsedText')}</p> : <UsedByList usedBy={data.usedBy} />}
        </Panel>
      </div>
      {dialog === 'register' ? <RegisterDialog kind={kind} name={data.name} actions={actions} onClose={() => show(undefined)} /> : null}
      {dialog === 'deploy' && newest ? (
        <DeployDialog kind={kind} name={data.name} version={newest} onClose={() => show(undefined)} />
      ) : null}
      {dialog === 'compare' ? (
        <CompareVersions kind={kind} name={data.name} versions={data.versionList} onClose={() => show(undefined)} />
      ) : null}
    </>
  )
}

/** Tags as small labels; nothing without tags. */
export function TagList({ tags }: { tags: Record<string, string> }) {
  const entries = Object.entries(tags)
  if (entries.length === 0) return null
  return (
    <div className="flex flex-wrap gap-1.5">
      {entries.map(([key, value]) => (
        <Tag key={key}>{value === '' ? key : `${key}=${value}`}</Tag>
      ))}
    </div>
  )
}

function VersionTable(props: { kind: RegisteredKind; versions: readonly AssetVersionView[] }) {
  const t = useTranslations('assets')
  const bytes = useBytes()
  const { kind } = props
  return (
    <Table
      label={t('versions')}
      minWidth={640}
      head={
        <>
          <Th>{t('column.version')}</Th>
          <Th>{t('column.type')}</Th>
          {kind === 'models' ? <Th numeric>{t('column.size')}</Th> : null}
          <Th>{t('usedBy')}</Th>
          <Th>{t('description')}</Th>
          <Th>{t('column.created')}</Th>
        </>
      }
    >
      {props.versions.map((version) => (
        <Tr key={version.version}>
          <Td mono className="max-w-56">
            <span className="flex items-center gap-2">
              <RowLink href={assetHref(kind, version.name, version.version)} className="truncate">
                {version.version}
              </RowLink>
              {version.isArchived ? <Badge hue="unknown">{t('archived')}</Badge> : null}
            </span>
          </Td>
          <Td mono>{version.type}</Td>
          {kind === 'models' ? (
            <Td numeric>{version.sizeBytes === undefined ? <EmptyCell reason={t('noFiles')} /> : bytes(version.sizeBytes)}</Td>
          ) : null}
          <Td className="max-w-64 truncate" title={version.usedBy.join(', ')}>
            {version.usedBy.join(', ') || <EmptyCell reason={t('notUsed')} />}
          </Td>
          <Td className="w-full max-w-0 truncate text-ink-2">{version.description ?? <EmptyCell reason={t('noDescription')} />}</Td>
          <Td className="text-ink-2">
            <RelativeTime iso={version.createdAt} />
          </Td>
        </Tr>
      ))}
    </Table>
  )
}
