'use client'

import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { useChange } from '@/components/overview/use-change'
import { liveMirror, type Mirror, observedMirrorOf } from '@/components/traffic/live-mirror'
import { mirrorBlock, mirrorTargets } from '@/components/traffic/mirror-draft'
import { sliderThumb } from '@/components/traffic/slider-thumb'
import { Button } from '@/components/ui/Button'
import { cx } from '@/components/ui/class-names'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { NumberField } from '@/components/ui/NumberField'
import { Select } from '@/components/ui/Select'
import { maxMirrorPercent } from '@/lib/contract/yaml/limits'
import { deploymentColourValue } from '@/lib/domain/colours/deployment-colour'

const firstPercent = 10

/** Copies of a share of the requests for one deployment: a control of its own, not part of the 100. */
export function MirrorPanel() {
  const t = useTranslations('traffic.mirror')
  const { detail, actions } = useEndpoint()
  const [draft, setDraft] = useState<Mirror>()
  const { isPending, requestId, run } = useChange()
  const names = detail.deployments.map(({ name }) => name)
  const targets = mirrorTargets(names, detail.traffic)
  const live = liveMirror(detail)
  const block = mirrorBlock(names, detail.traffic, detail.kubernetes !== undefined)
  const shown = draft ?? live ?? { name: targets[0] ?? '', percent: firstPercent }
  const isPossible = targets.includes(shown.name) && shown.percent >= 1 && shown.percent <= maxMirrorPercent
  const isSame = live?.name === shown.name && live.percent === shown.percent

  const send = async (mirror: Mirror | undefined) => {
    const mirrorTraffic = mirror ? { [mirror.name]: mirror.percent } : {}
    const done = mirror ? t('applied', { name: mirror.name, percent: mirror.percent }) : t('stopped')
    const result = await run(() => actions.setMirrorTraffic({ endpoint: detail.name, clientRequestId: requestId, mirrorTraffic }), {
      failed: t('failed'),
      done,
    })
    if (result.ok) setDraft(undefined)
  }

  return (
    <section aria-label={t('title')} className="rounded-panel border bg-raised px-4 py-4 sm:px-5.5">
      <h2 className="font-[620] text-heading">{t('title')}</h2>
      <p className="mt-1 max-w-[70ch] text-ink-2 text-small">{t('text', { max: maxMirrorPercent })}</p>
      {live ? <LiveMirror mirror={live} /> : null}
      {block && !live ? (
        <p className="mt-3 text-ink-3 text-small">{t(`block.${block}`)}</p>
      ) : (
        <div className="mt-4 flex flex-wrap items-end gap-3">
          <Select
            label={t('target')}
            value={shown.name === '' ? undefined : shown.name}
            onChange={(name) => setDraft({ ...shown, name })}
            options={names.map((name) => ({
              value: name,
              label: name,
              mark: <DeploymentDot name={name} />,
              ...(targets.includes(name) ? {} : { isDisabled: true, description: t('hasTraffic') }),
            }))}
            className="min-w-44"
          />
          <div className="relative mb-1.5 flex h-6 min-w-32 max-w-64 flex-1 items-center">
            <div aria-hidden className="absolute inset-x-0 h-1.5 rounded-full border bg-sunken" />
            <div
              aria-hidden
              className="absolute left-0 h-1.5 rounded-full"
              style={{ width: `${(100 * (shown.percent || 1)) / maxMirrorPercent}%`, background: deploymentColourValue(shown.name) }}
            />
            <input
              type="range"
              min={1}
              max={maxMirrorPercent}
              step={1}
              value={Number.isNaN(shown.percent) ? 1 : shown.percent}
              aria-label={t('share')}
              aria-valuetext={t('shareText', { percent: shown.percent, name: shown.name })}
              className={cx('relative h-6 w-full cursor-pointer appearance-none rounded-full bg-transparent', sliderThumb)}
              onChange={(event) => setDraft({ ...shown, percent: event.currentTarget.valueAsNumber })}
            />
          </div>
          <NumberField
            label={t('percent')}
            value={shown.percent}
            minValue={1}
            maxValue={maxMirrorPercent}
            step={1}
            unit="%"
            className="w-28"
            onChange={(percent) => setDraft({ ...shown, percent })}
          />
          <div className="flex flex-wrap gap-2">
            {live ? (
              <Button onPress={() => send(undefined)} isPending={isPending}>
                {t('stop')}
              </Button>
            ) : null}
            <Button
              variant="primary"
              isPending={isPending}
              onPress={() => send(shown)}
              disabledReason={isSame ? t('nothingChanged') : isPossible ? undefined : t('choose')}
            >
              {live ? t('change') : t('start')}
            </Button>
          </div>
        </div>
      )}
    </section>
  )
}

/** The mirror in force and what became of its copies. */
function LiveMirror({ mirror }: { mirror: Mirror }) {
  const t = useTranslations('traffic.mirror')
  const format = useFormatter()
  const { detail } = useEndpoint()
  const seen = observedMirrorOf(detail.observed, mirror.name)
  const minutes = detail.observed.windowSeconds / 60
  const facts = seen
    ? [
        t('sent', { count: seen.sent }),
        t('droppedCount', { count: seen.dropped }),
        t('failedCount', { count: seen.failed }),
        ...(seen.p95Ms === undefined ? [] : [t('p95', { ms: format.number(seen.p95Ms, { maximumFractionDigits: 1 }) })]),
      ]
    : []
  const reasons = Object.keys(seen?.droppedBy ?? {})
  return (
    <div className="num mt-3 border-l-2 pl-3 text-small" style={{ borderColor: deploymentColourValue(mirror.name) }}>
      <p>
        {t.rich('live', {
          percent: mirror.percent,
          name: mirror.name,
          b: (chunks) => <b className="font-[600]">{chunks}</b>,
        })}
      </p>
      <p className="text-ink-2" aria-live="polite">
        {seen ? `${t('window', { minutes })} ${facts.join(' · ')}` : t('none', { minutes })}
      </p>
      {reasons.length > 0 ? <p className="text-ink-3">{reasons.map((reason) => dropText(t, reason)).join(' ')}</p> : null}
    </div>
  )
}

const dropReasons = ['busy', 'unreachable', 'bodyTooLarge', 'bufferFull', 'incomplete'] as const

function dropText(t: ReturnType<typeof useTranslations<'traffic.mirror'>>, reason: string): string {
  const known = dropReasons.find((one) => one === reason)
  return known ? t(`dropped.${known}`) : reason
}
