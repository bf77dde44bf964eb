'use client'

import { useQuery } from '@tanstack/react-query'
import { Archive, ArrowDown, ArrowUp, Plus, Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useFormatter, useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import type { AssetActions } from '@/components/assets/asset-actions'
import { type AssetColumn, applyAssetView, nextAssetSort, readAssetView } from '@/components/assets/asset-list-view'
import { rememberedAsset } from '@/components/drop/dropped-asset'
import { useUrlState } from '@/components/frame/url-state'
import { JsonButton } from '@/components/json/JsonHost'
import { Badge } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { buttonClass } from '@/components/ui/button-style'
import { useBytes } from '@/components/ui/bytes'
import { LensDrawing, PlugDrawing, SplitDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { PageHead } from '@/components/ui/PageHead'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { Skeleton } from '@/components/ui/Skeleton'
import { EmptyCell, RowLink, Table, Td, Th, Tr } from '@/components/ui/Table'
import { TextField } from '@/components/ui/TextField'
import type { AssetSummary, RegisteredKind } from '@/lib/contract/assets'
import { assetHref, registeredQuery } from '@/lib/queries/registered'

// Loaded when first opened, with all fields of an environment: no list pays for it.
const RegisterDialog = dynamic(() => import('@/components/assets/RegisterDialog').then((module) => module.RegisterDialog), { ssr: false })

/** The models or environments of the connection: filter, sort and archived ones in the address. */
export function AssetList(props: { kind: RegisteredKind; initial: AssetSummary[] | undefined; actions: AssetActions }) {
  const { kind } = props
  const t = useTranslations('assets')
  const format = useFormatter()
  const { data, failureReason, refetch } = useQuery({
    ...registeredQuery(kind),
    ...(props.initial ? { initialData: props.initial } : {}),
    refetchInterval: 15_000,
  })
  const [params, setParams] = useUrlState()
  const [isRegistering, setRegistering] = useState(false)
  // A link such as /models?register=1 opens the form.
  useEffect(() => setRegistering(params.get('register') === '1' || params.get('register') === 'dropped'), [params])
  const view = readAssetView(params)
  const all = data ?? []
  const shown = applyAssetView(all, view)
  const archived = all.filter((asset) => asset.isArchived).length
  const register = (isOpen: boolean) => setParams({ register: isOpen ? '1' : undefined })
  const registerButton = (
    <Button variant="primary" icon={<Plus aria-hidden />} onPress={() => register(true)}>
      {t(`${kind}.register`)}
    </Button>
  )
  return (
    <>
      <PageHead
        title={t(`${kind}.title`)}
        badges={data ? <span className="num text-ink-3">{format.number(shown.length)}</span> : null}
        actions={
          <>
            {all.length > 0 ? (
              <TextField
                label={t('filter')}
                hideLabel
                type="search"
                placeholder={t('filter')}
                value={view.filter}
                onChange={(q) => setParams({ q })}
                prefix={<Search aria-hidden />}
                className="w-full sm:w-56"
              />
            ) : null}
            {archived > 0 ? (
              <button
                type="button"
                aria-pressed={view.withArchived}
                onClick={() => setParams({ archived: view.withArchived ? undefined : '1' })}
                className={buttonClass({ className: view.withArchived ? 'border-accent! bg-accent-soft!' : '' })}
              >
                <Archive aria-hidden />
                {t('showArchived', { count: archived })}
              </button>
            ) : null}
            {all.length > 0 ? <JsonButton source={{ of: kind }} /> : null}
            {all.length > 0 ? registerButton : null}
          </>
        }
      />
      {data === undefined ? (
        failureReason ? (
          <EmptyState
            title={t('unreachable')}
            description={failureReason.message}
            drawing={<PlugDrawing />}
            action={<Button onPress={() => void refetch()}>{t('again')}</Button>}
          />
        ) : (
          <Skeleton className="h-64 w-full" />
        )
      ) : all.length === 0 ? (
        <EmptyState
          title={t(`${kind}.emptyTitle`)}
          description={t(`${kind}.emptyText`)}
          drawing={<SplitDrawing />}
          action={registerButton}
          learnMore={{
            href: `https://learn.microsoft.com/azure/machine-learning/reference-yaml-${kind === 'models' ? 'model' : 'environment'}`,
            label: t(`${kind}.learn`),
          }}
        />
      ) : shown.length === 0 ? (
        <EmptyState
          title={t('noMatch')}
          drawing={<LensDrawing />}
          action={<Button onPress={() => setParams({ q: undefined, archived: '1' })}>{t('clearFilter')}</Button>}
        />
      ) : (
        <AssetTable kind={kind} assets={shown} sort={view.sort} onSort={(sort) => setParams({ sort })} />
      )}
      {isRegistering ? (
        <RegisterDialog
          kind={kind}
          actions={props.actions}
          onClose={() => register(false)}
          {...(params.get('register') === 'dropped' ? { start: rememberedAsset(kind) } : {})}
        />
      ) : null}
    </>
  )
}

function AssetTable(props: {
  kind: RegisteredKind
  assets: readonly AssetSummary[]
  sort: { column: AssetColumn; isDescending: boolean }
  onSort: (sort: string) => void
}) {
  const t = useTranslations('assets')
  const format = useFormatter()
  const bytes = useBytes()
  const { kind, sort } = props
  const header = (column: AssetColumn, numeric = false) => {
    const isSorted = sort.column === column
    const Arrow = sort.isDescending ? ArrowDown : ArrowUp
    return (
      <Th numeric={numeric} sort={isSorted ? (sort.isDescending ? 'descending' : 'ascending') : 'none'}>
        <button
          type="button"
          onClick={() => props.onSort(nextAssetSort(sort, column))}
          className={`inline-flex items-center gap-1 rounded-sm hover:text-ink ${numeric ? 'flex-row-reverse' : ''} ${isSorted ? 'text-ink-2' : ''}`}
        >
          {t(`column.${column}`)}
          {isSorted ? <Arrow className="size-3!" aria-hidden /> : null}
        </button>
      </Th>
    )
  }
  return (
    <Table
      label={t(`${kind}.title`)}
      minWidth={680}
      head={
        <>
          {header('name')}
          {header('version')}
          {header('type')}
          {kind === 'models' ? header('size', true) : null}
          {header('used', true)}
          <Th>{t('column.tags')}</Th>
          {header('changed')}
        </>
      }
    >
      {props.assets.map((asset) => (
        <Tr key={asset.name}>
          <Td className="max-w-64">
            <span className="flex items-center gap-2">
              <RowLink href={assetHref(kind, asset.name)} className="truncate">
                {asset.name}
              </RowLink>
              {asset.isArchived ? <Badge hue="unknown">{t('archived')}</Badge> : null}
            </span>
          </Td>
          <Td mono>
            {asset.latestVersion ?? <EmptyCell reason={t('noVersion')} />}
            {asset.versions > 1 ? <span className="ml-1.5 text-ink-3">{t('ofVersions', { count: asset.versions })}</span> : null}
          </Td>
          <Td mono>{asset.type}</Td>
          {kind === 'models' ? (
            <Td numeric>{asset.sizeBytes === undefined ? <EmptyCell reason={t('noFiles')} /> : bytes(asset.sizeBytes)}</Td>
          ) : null}
          <Td numeric title={asset.usedBy.join(', ')}>
            {asset.usedBy.length === 0 ? <EmptyCell reason={t('notUsed')} /> : format.number(asset.usedBy.length)}
          </Td>
          <Td className="w-full max-w-0 truncate text-ink-2">
            {Object.entries(asset.tags)
              .map(([key, value]) => (value === '' ? key : `${key}=${value}`))
              .join(', ') || <EmptyCell reason={t('noTags')} />}
          </Td>
          <Td className="text-ink-2">
            <RelativeTime iso={asset.modifiedAt} />
          </Td>
        </Tr>
      ))}
    </Table>
  )
}
