'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Eraser, RotateCw, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { NotReachable } from '@/components/endpoints/ListStates'
import { CleanSummary } from '@/components/settings/CleanSummary'
import { RemoveEverything } from '@/components/settings/RemoveEverything'
import { StorageTable } from '@/components/settings/StorageTable'
import type { SettingsActions } from '@/components/settings/settings-actions'
import { Button } from '@/components/ui/Button'
import { useBytes } from '@/components/ui/bytes'
import { Dialog } from '@/components/ui/Dialog'
import { IconButton } from '@/components/ui/IconButton'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { Section } from '@/components/ui/Section'
import { Skeleton } from '@/components/ui/Skeleton'
import { showProblem } from '@/components/ui/toast'
import { type CleanResult, type StorageItem, storageKinds } from '@/lib/contract/storage'
import { storageQuery } from '@/lib/queries/settings'

/** What takes space, what of it nobody needs, and the end of it all. */
export function StorageSection(props: { actions: SettingsActions }) {
  const t = useTranslations('settings.storage')
  const bytes = useBytes()
  const client = useQueryClient()
  const { data, failureReason, refetch, isFetching } = useQuery(storageQuery())
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState<'chosen' | 'unused'>()
  const [isPending, setPending] = useState(false)
  const [result, setResult] = useState<CleanResult>()
  const items = data?.items ?? []
  const unused = items.filter((item) => item.state === 'unused')
  const selected = items.filter((item) => chosen.has(item.id))
  const doomed = asking === 'unused' ? unused : selected

  const clean = async () => {
    setPending(true)
    const answer = await props.actions.cleanStorage(asking === 'unused' ? { unused: true } : { items: selected.map((item) => item.id) })
    setPending(false)
    setAsking(undefined)
    if (!answer.ok) return showProblem(t('notCleaned'), answer.problem)
    setResult(answer.value)
    setChosen(new Set())
    await client.invalidateQueries({ queryKey: ['storage'] })
  }

  return (
    <div className="flex flex-col gap-8">
      <Section
        title={t('title')}
        description={
          data ? (
            <>
              {t('sum', { total: bytes(data.totalBytes), home: data.home, free: bytes(data.freeBytes) })} ·{' '}
              <RelativeTime iso={data.measuredAt} />
            </>
          ) : (
            t('measuring')
          )
        }
        actions={
          <>
            <IconButton label={t('again')} isPending={isFetching} onPress={() => void refetch()}>
              <RotateCw aria-hidden />
            </IconButton>
            <Button
              icon={<Trash2 aria-hidden />}
              disabledReason={selected.length === 0 ? t('chooseFirst') : undefined}
              onPress={() => setAsking('chosen')}
            >
              {t('removeChosen', { count: selected.length })}
            </Button>
            <Button
              variant="primary"
              icon={<Eraser aria-hidden />}
              disabledReason={data && unused.length === 0 ? t('nothingUnused') : undefined}
              isDisabled={!data}
              onPress={() => setAsking('unused')}
            >
              {t('removeUnused')}
            </Button>
          </>
        }
      >
        {result ? <CleanSummary result={result} onClose={() => setResult(undefined)} /> : null}
        {data === undefined ? (
          failureReason ? (
            <NotReachable problem={failureReason} onRetry={() => void refetch()} />
          ) : (
            <div className="flex flex-col gap-4" aria-busy>
              <Skeleton className="h-40" />
              <Skeleton className="h-32" />
            </div>
          )
        ) : (
          <div className="flex flex-col gap-6">
            {storageKinds.map((kind) => {
              const ofKind = items.filter((item) => item.kind === kind).sort((a, b) => b.bytes - a.bytes)
              return ofKind.length === 0 ? null : (
                <StorageTable key={kind} kind={kind} items={ofKind} chosen={chosen} onChoose={setChosen} />
              )
            })}
            <p className="max-w-[75ch] text-ink-3 text-small">{t('shared')}</p>
          </div>
        )}
      </Section>
      <Dialog
        role="alertdialog"
        title={t('ask.title', { count: doomed.length })}
        isOpen={asking !== undefined}
        onOpenChange={(isOpen) => isOpen || setAsking(undefined)}
        footer={
          <>
            <Button onPress={() => setAsking(undefined)}>{t('ask.cancel')}</Button>
            <Button variant="dangerSolid" isPending={isPending} onPress={() => void clean()}>
              {t('ask.confirm')}
            </Button>
          </>
        }
      >
        <p>{t('ask.text')}</p>
        <ul className="mt-3 max-h-60 divide-y overflow-y-auto rounded-control border">
          {doomed.map((item) => (
            <DoomedItem key={item.id} item={item} />
          ))}
        </ul>
      </Dialog>
      <RemoveEverything actions={props.actions} />
    </div>
  )
}

function DoomedItem({ item }: { item: StorageItem }) {
  const t = useTranslations('settings.storage')
  const bytes = useBytes()
  return (
    <li className="flex gap-3 px-3 py-1.5 text-small">
      <span className="min-w-0 flex-1 truncate">
        {t(`kinds.${item.kind}`)}: {item.name}
      </span>
      <span className="num text-ink-3">{bytes(item.bytes)}</span>
    </li>
  )
}
