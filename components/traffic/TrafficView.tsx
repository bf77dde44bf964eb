'use client'

import { Undo2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { NoDeployments } from '@/components/overview/NoDeployments'
import { observedOf, routedRequests } from '@/components/overview/observed'
import { useChange } from '@/components/overview/use-change'
import { liveMirror } from '@/components/traffic/live-mirror'
import { Presets } from '@/components/traffic/Presets'
import { TrafficBar } from '@/components/traffic/TrafficBar'
import { TrafficSlider } from '@/components/traffic/TrafficSlider'
import {
  changedRows,
  type Draft,
  fullTraffic,
  sameTraffic,
  splitText,
  type Traffic,
  toRows,
  toTraffic,
  unreadyTargets,
} from '@/components/traffic/traffic-draft'
import { useAppliedSplit } from '@/components/traffic/use-undo'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import { useOnceOpen } from '@/components/ui/once-open'
import { rebalance, type TrafficRow, trafficSum } from '@/lib/domain/traffic/traffic'

// Its radio buttons come with the pages that show them.
// Its list opens far below the split; the split does not wait for it.
const MirrorPanel = dynamic(() => import('@/components/traffic/MirrorPanel').then((module) => module.MirrorPanel), { ssr: false })
const SingleDeployment = dynamic(() => import('@/components/traffic/SingleDeployment').then((module) => module.SingleDeployment))
// Loaded when first opened: no page pays for it.
const ConfirmSplit = dynamic(() => import('@/components/traffic/ConfirmSplit').then((module) => module.ConfirmSplit), { ssr: false })

/** Editing the split: a local draft until it is applied; nothing is sent while dragging. */
export function TrafficView() {
  const { detail } = useEndpoint()
  return detail.deployments.length === 0 ? <NoDeployments /> : <Editor />
}

function Editor() {
  const t = useTranslations('traffic')
  const { detail, actions } = useEndpoint()
  const names = detail.deployments.map((deployment) => deployment.name)
  const live = fullTraffic(detail.traffic, names)
  const [draft, setDraft] = useState<Draft>()
  const [locked, setLocked] = useState<ReadonlySet<string>>(new Set())
  // Rows as they were when the drag began: a drag to 100 and back must find the others' proportions again.
  const [anchor, setAnchor] = useState<readonly TrafficRow[]>()
  const [asked, setAsked] = useState<'offline' | 'unready'>()
  const wasAsked = useOnceOpen(asked !== undefined)
  const [applied, rememberApplied] = useAppliedSplit(detail.name)
  const { isPending, requestId, run } = useChange()

  const traffic = fullTraffic(draft?.traffic ?? live, names)
  const rows = toRows(traffic, names, locked)
  const changes = changedRows(live, traffic)
  const isDirty = draft !== undefined && changes.length > 0
  const conflict = draft !== undefined && !sameTraffic(draft.base, live)
  const sum = trafficSum(traffic)
  const routed = routedRequests(detail.observed)
  const mirror = liveMirror(detail)
  const edit = (next: Traffic) => setDraft({ base: draft?.base ?? live, traffic: next })
  const revert = () => setDraft(undefined)

  const send = async (next: Traffic) => {
    setAsked(undefined)
    const base = draft?.base ?? live
    const result = await run(
      () => actions.setTraffic({ endpoint: detail.name, clientRequestId: requestId, traffic: next, ifTraffic: base }),
      { failed: t('applyFailed'), done: t('applied', { split: splitText(next) || t('offlineWord') }) },
    )
    if (!result.ok) return
    rememberApplied({ before: live, after: next })
    setDraft(undefined)
  }
  const apply = () => (unreadyTargets(traffic, detail.deployments).length > 0 ? setAsked('unready') : send(traffic))
  const canUndo =
    applied &&
    !isDirty &&
    sameTraffic(fullTraffic(applied.after, names), live) &&
    Object.keys(applied.before).every((name) => names.includes(name))
  const blocked = !isDirty ? t('nothingChanged') : conflict ? t('conflictBlocks') : undefined

  return (
    <div className="flex max-w-[980px] flex-col gap-3">
      {conflict ? (
        <Notice
          tone="attention"
          live
          title={t('conflictTitle')}
          actions={
            <>
              <Button size="sm" onPress={revert}>
                {t('takeLive')}
              </Button>
              <Button size="sm" onPress={() => setDraft({ base: live, traffic })}>
                {t('keepMine')}
              </Button>
            </>
          }
        >
          {t('conflictText', { live: splitText(live) || t('offlineWord'), mine: splitText(traffic) || t('offlineWord') })}
        </Notice>
      ) : null}
      <section aria-label={t('title')} className="rounded-panel border bg-raised px-4 py-5 sm:px-5.5">
        <TrafficBar size="lg" shares={rows} mirror={mirror} />
        <p className="num mt-1.5 mb-4.5 flex flex-wrap justify-between gap-x-4 text-ink-3 text-small">
          <span>{t('liveNow', { split: splitText(live) || t('offlineWord') })}</span>
          <span aria-live="polite">{isDirty ? t('notApplied') : ''}</span>
        </p>
        {names.length === 1 ? (
          <SingleDeployment name={names[0] ?? ''} percent={sum} onChange={(percent) => edit({ [names[0] ?? '']: percent })} />
        ) : (
          <ul className="grid gap-5">
            {detail.deployments.map((deployment, index) => {
              const row = rows[index]
              if (!row) return null
              return (
                <TrafficSlider
                  key={deployment.name}
                  rows={rows}
                  row={row}
                  deployment={deployment}
                  observed={observedOf(detail.observed, deployment.name)}
                  routed={routed}
                  onMove={(percent) => {
                    const start = anchor ?? rows
                    setAnchor(start)
                    edit(toTraffic(rebalance(start, deployment.name, percent)))
                  }}
                  onSettle={() => setAnchor(undefined)}
                  onLock={(isLocked) => {
                    const next = new Set(locked)
                    if (isLocked) next.add(deployment.name)
                    else next.delete(deployment.name)
                    setLocked(next)
                  }}
                />
              )
            })}
          </ul>
        )}
        {mirror && (traffic[mirror.name] ?? 0) > 0 ? (
          <p className="mt-4 text-attention text-small">{t('mirror.ends', { name: mirror.name })}</p>
        ) : null}
        {isDirty ? (
          <p className="num mt-5 text-small" aria-live="polite">
            {t('willChange')} {changes.map(({ name, from, to }) => `${name} ${from} → ${to}`).join(' · ')}
            {routed > 0 ? (
              <span className="text-ink-3"> · {t('affects', { count: routed, minutes: detail.observed.windowSeconds / 60 })}</span>
            ) : null}
          </p>
        ) : null}
        <div className="mt-5 flex flex-wrap items-center gap-2">
          <Presets live={live} names={names} onChoose={edit} />
          <span className="num ml-auto text-ink-2">
            {t('sum')} <b className="font-[600] text-ink">{sum} %</b>
          </span>
          <Button onPress={revert} disabledReason={isDirty ? undefined : t('nothingChanged')}>
            {t('revert')}
          </Button>
          <Button variant="primary" onPress={apply} isPending={isPending} disabledReason={blocked}>
            {t('apply')}
          </Button>
        </div>
      </section>
      <div className="flex flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 basis-72 text-ink-3 text-small">{t.rich('headerHint', { code: (chunks) => <code>{chunks}</code> })}</p>
        {canUndo ? (
          <Button size="sm" icon={<Undo2 aria-hidden />} isPending={isPending} onPress={() => send(fullTraffic(applied.before, names))}>
            {t('undo', { split: splitText(applied.before) || t('offlineWord') })}
          </Button>
        ) : null}
        {trafficSum(live) > 0 ? (
          <Button size="sm" variant="danger" onPress={() => setAsked('offline')}>
            {t('takeOffline')}
          </Button>
        ) : null}
      </div>
      <MirrorPanel />
      {wasAsked ? (
        <ConfirmSplit
          asked={asked}
          unready={unreadyTargets(traffic, detail.deployments)}
          endpoint={detail.name}
          onClose={() => setAsked(undefined)}
          onConfirm={() => send(asked === 'offline' ? fullTraffic({}, names) : traffic)}
        />
      ) : null}
    </div>
  )
}
