'use client'

import { LoaderCircle } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Badge, Tag } from '@/components/ui/Badge'
import { useBytes } from '@/components/ui/bytes'
import { Checkbox } from '@/components/ui/Checkbox'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/Table'
import type { StorageItem, StorageKind } from '@/lib/contract/storage'

const removable = (item: StorageItem) => item.state === 'unused' || item.state === 'keepsake'
/** Users beyond these are counted. */
const shownUsers = 2

/** The items of one kind, the largest first; what can go has a box to tick. */
export function StorageTable(props: {
  kind: StorageKind
  items: readonly StorageItem[]
  chosen: ReadonlySet<string>
  onChoose: (chosen: ReadonlySet<string>) => void
}) {
  const t = useTranslations('settings.storage')
  const bytes = useBytes()
  const { kind, items, chosen, onChoose } = props
  const sum = items.reduce((total, item) => total + item.bytes, 0)
  const toggle = (id: string, isOn: boolean) => {
    const next = new Set(chosen)
    if (isOn) next.add(id)
    else next.delete(id)
    onChoose(next)
  }
  return (
    <div>
      <h3 className="mb-2 flex items-baseline gap-2 font-[560]">
        {t(`kindTitles.${kind}`)} <span className="num font-normal text-ink-3 text-small">{bytes(sum)}</span>
      </h3>
      <Table
        label={t(`kindTitles.${kind}`)}
        minWidth={640}
        head={
          <>
            <Th className="w-10" hiddenLabel={t('choose')} />
            <Th>{t('name')}</Th>
            <Th numeric>{t('size')}</Th>
            <Th>{t('usedBy')}</Th>
            <Th>{t('lastUsed')}</Th>
          </>
        }
      >
        {items.map((item) => (
          <Tr key={item.id}>
            <Td controls className="w-10">
              {removable(item) ? (
                <Checkbox isSelected={chosen.has(item.id)} onChange={(isOn) => toggle(item.id, isOn)}>
                  <span className="sr-only">{t('chooseItem', { name: item.name })}</span>
                </Checkbox>
              ) : null}
            </Td>
            <Td className="max-w-40 sm:max-w-80">
              <span className="block truncate" title={item.name}>
                {nameOf(item, t)}
              </span>
              {item.detail ? (
                <span className="block truncate text-ink-3 text-small" title={item.detail}>
                  {item.detail}
                </span>
              ) : null}
            </Td>
            <Td numeric title={item.ownBytes < item.bytes ? t('ownBytes', { size: bytes(item.ownBytes) }) : undefined}>
              {bytes(item.bytes)}
            </Td>
            <Td>
              <Users item={item} />
            </Td>
            <Td className="text-ink-2">{item.lastUsedAt ? <RelativeTime iso={item.lastUsedAt} /> : <EmptyCell reason={t('noTime')} />}</Td>
          </Tr>
        ))}
      </Table>
    </div>
  )
}

/** What Scorepoint calls by a name of its own is said in words; everything else is somebody's. */
const spoken = ['cache/uv-cache', 'cache/uv', 'log/scorepoint', 'database/studio', 'database/agent', 'other/records'] as const

function nameOf(item: StorageItem, t: ReturnType<typeof useTranslations<'settings.storage'>>): string {
  const known = spoken.find((id) => id === item.id)
  return known ? t(`names.${known.replace('/', '-') as 'cache-uv'}`) : item.name
}

function Users({ item }: { item: StorageItem }) {
  const t = useTranslations('settings.storage')
  if (item.state === 'busy') {
    return (
      <Badge hue="progress" icon={<LoaderCircle aria-hidden />}>
        {t('state.busy')}
      </Badge>
    )
  }
  if (item.usedBy.length === 0)
    return item.state === 'unused' ? <Badge hue="unknown">{t('state.unused')}</Badge> : <Tag>{t(`state.${item.state}`)}</Tag>
  return (
    <span className="flex flex-wrap gap-x-2 text-small">
      {item.usedBy.slice(0, shownUsers).map((user) => {
        const [endpoint = '', deployment = ''] = user.split('/')
        return (
          <Link
            key={user}
            href={`/endpoints/${encodeURIComponent(endpoint)}/deployments/${encodeURIComponent(deployment)}`}
            className="rounded-sm text-accent-text hover:underline"
          >
            {user}
          </Link>
        )
      })}
      {item.usedBy.length > shownUsers ? (
        <span title={item.usedBy.join(', ')}>{t('more', { count: item.usedBy.length - shownUsers })}</span>
      ) : null}
    </span>
  )
}
