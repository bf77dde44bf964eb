'use client'

import { FolderSync } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import { isSingleKey } from '@/components/commands/single-keys'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { useChange } from '@/components/overview/use-change'
import { Button } from '@/components/ui/Button'
import { cx } from '@/components/ui/class-names'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { Switch } from '@/components/ui/Switch'
import { TextTooltip } from '@/components/ui/Tooltip'
import type { CodeSourceView } from '@/lib/contract/code-source'
import type { DeploymentStatus } from '@/lib/contract/scorepoint'

/** Sends the code that changed last; shown beside the button. */
const redeployKey = 'Shift+R'

/** The local code of a deployment: what changed there since it was sent, one button to send it, a switch to send every save. */
export function SourceBar({ deployment, isLast }: { deployment: DeploymentStatus; isLast: boolean }) {
  const { detail } = useEndpoint()
  const source = detail.sources?.find((one) => one.deployment.toLowerCase() === deployment.name.toLowerCase())
  return source ? <Bar deployment={deployment} source={source} isLast={isLast} /> : null
}

function Bar({ deployment, source, isLast }: { deployment: DeploymentStatus; source: CodeSourceView; isLast: boolean }) {
  const t = useTranslations('overview.source')
  const { detail, actions } = useEndpoint()
  const { name } = deployment
  const { isPending, requestId, run } = useChange()
  const watching = useChange()
  const isBusy = isPending || source.isRedeploying
  const canSend = source.changed !== undefined && !isBusy
  const redeploy = () =>
    run(() => actions.redeployCode({ endpoint: detail.name, deployment: name, clientRequestId: requestId }), {
      failed: t('redeployFailed', { name }),
    })
  useRedeployKey(canSend && isNewestChange(detail.sources, source), redeploy)
  return (
    <section
      aria-label={t('label', { name })}
      className={cx('-mx-4 border-t bg-sunken px-4 py-2', isLast ? 'mt-3 -mb-3 rounded-b-panel' : 'mb-3 border-b')}
    >
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1.5">
        <FolderSync aria-hidden className="size-4 shrink-0 text-ink-3" />
        <span className="min-w-0" role="status">
          <SourceState
            source={source}
            isBusy={isBusy}
            wasRefused={deployment.provisioningState === 'Failed' || deployment.provisioningState === 'Canceled'}
          />
        </span>
        <span className="ml-auto flex flex-wrap items-center gap-x-4 gap-y-1.5">
          {canSend ? (
            <span className="flex items-center gap-2">
              <kbd
                className="rounded-sm border border-line-strong px-1 text-ink-2 text-small max-sm:hidden"
                title={t('redeployKey', { key: redeployKey })}
              >
                {redeployKey}
              </kbd>
              <Button size="sm" variant={source.watch ? 'default' : 'primary'} onPress={() => void redeploy()}>
                {t('redeploy')}
              </Button>
            </span>
          ) : null}
          <span title={t('watchHint')}>
            <Switch
              isSelected={source.watch}
              isDisabled={watching.isPending}
              onChange={(watch) =>
                void watching.run(() => actions.watchCode({ endpoint: detail.name, deployment: name, watch }), {
                  failed: t('watchFailed', { name }),
                })
              }
            >
              {t('watch')}
            </Switch>
          </span>
        </span>
      </div>
      {source.problem ? (
        <div className="mt-2">
          <ProblemNotice problem={source.problem} />
        </div>
      ) : null}
    </section>
  )
}

function SourceState({ source, isBusy, wasRefused }: { source: CodeSourceView; isBusy: boolean; wasRefused: boolean }) {
  const t = useTranslations('overview.source')
  if (isBusy) return <span className="text-ink-2">{t('sending')}</span>
  const [file, ...others] = source.changed?.files ?? []
  if (!source.changed || file === undefined) {
    return (
      <TextTooltip content={source.folder}>
        <span className="text-ink-2">{wasRefused ? t('notRunning') : t('unchanged')}</span>
      </TextTooltip>
    )
  }
  const text = others.length === 0 ? t('changedOne', { file }) : t('changedMany', { file, count: others.length })
  return (
    <span className="flex flex-wrap items-baseline gap-x-1.5">
      <TextTooltip content={source.folder}>
        <span className="font-[560] [overflow-wrap:anywhere]">{text}</span>
      </TextTooltip>
      <RelativeTime iso={source.changed.at} className="text-ink-2" />
    </span>
  )
}

/** One key for the page: it means the code that was saved last. */
function isNewestChange(sources: CodeSourceView[] | undefined, source: CodeSourceView): boolean {
  const newest = sources?.filter((one) => one.changed).toSorted((a, b) => (b.changed?.at ?? '').localeCompare(a.changed?.at ?? ''))[0]
  return newest?.deployment === source.deployment
}

function useRedeployKey(isActive: boolean, redeploy: () => void): void {
  const latest = useRef(redeploy)
  useEffect(() => {
    latest.current = redeploy
  })
  useEffect(() => {
    if (!isActive) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'R' || !event.shiftKey || event.repeat || !isSingleKey(event)) return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [isActive])
}
