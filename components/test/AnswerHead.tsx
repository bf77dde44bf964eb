'use client'

import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { type Answer, type Run, type TimeParts, timeParts } from '@/components/test/read-events'
import { statusWords } from '@/components/test/response-meaning'
import { Badge } from '@/components/ui/Badge'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { Duration } from '@/components/ui/Duration'

/** Status with its meaning, time in parts, size, and who answered. */
export function AnswerHead({ run }: { run: Run }) {
  const t = useTranslations('test')
  const { answer, problem, done, totalMs } = run.outcome
  const canceled = problem?.code === 'Studio.InvocationCanceled'
  return (
    <div className="border-b">
      <div role="status" className="flex min-h-12 flex-wrap items-center gap-x-2.5 gap-y-1 px-3.5 py-2.5">
        {answer ? <StatusBadge status={answer.status} /> : null}
        {answer ? <AnswerFacts answer={answer} isDone={done} /> : null}
        {!answer && !done ? (
          <Badge hue="progress" icon={<LoaderCircle className="animate-spin" aria-hidden />}>
            {t('waiting')}
          </Badge>
        ) : null}
        {done && (!answer || problem) ? (
          <Badge hue={canceled ? 'unknown' : 'failure'} icon={<CircleX aria-hidden />}>
            {canceled ? t('canceled') : answer ? t('brokenOff') : t('noAnswer')}
          </Badge>
        ) : null}
        {done ? null : <Duration since={run.sentAt} className="text-ink-2" />}
      </div>
      {answer && done && totalMs !== undefined ? <TimeBar answer={answer} totalMs={totalMs} /> : null}
    </div>
  )
}

function StatusBadge({ status }: { status: number }) {
  const ok = status >= 200 && status < 300
  const hue = ok ? 'success' : status === 408 || status === 429 ? 'attention' : 'failure'
  return (
    <Badge hue={hue} icon={ok ? <CircleCheck aria-hidden /> : <CircleX aria-hidden />}>
      {status} {statusWords(status)}
    </Badge>
  )
}

function AnswerFacts({ answer, isDone }: { answer: Answer; isDone: boolean }) {
  const t = useTranslations('test')
  const by = answer.headers['azureml-model-deployment']
  const instance = answer.headers['x-scorepoint-instance']
  return (
    <>
      {answer.totalMs === undefined ? null : <Duration ms={answer.totalMs} precise className="text-ink-2" />}
      {answer.bytes === undefined ? null : <span className="num text-ink-3 text-small">{t('bytes', { count: answer.bytes })}</span>}
      {isDone ? null : <span className="num text-ink-3 text-small">{t('firstByte', { ms: answer.firstByteMs })}</span>}
      {by ? (
        <span className="ml-auto flex items-center gap-2" title={t('answeredBy', { name: by })}>
          <span className="sr-only">{t('answeredBy', { name: '' })}</span>
          <DeploymentDot name={by} label />
          {instance ? (
            <code className="text-ink-3 text-small" title={t('instance')}>
              {shortInstance(instance, by)}
            </code>
          ) : null}
        </span>
      ) : null}
    </>
  )
}

/** The end of an instance id: endpoint and deployment are said beside it. */
function shortInstance(instance: string, deployment: string): string {
  const at = instance.indexOf(`.${deployment}.`)
  return at === -1 ? instance.slice(-12) : instance.slice(at + deployment.length + 2)
}

const partColours = { queue: 'bg-attention-icon', gateway: 'bg-unknown-icon', model: 'bg-accent', rest: 'bg-progress-icon' } as const

/** One bar with where the time went; the words beside it say the same. */
function TimeBar({ answer, totalMs }: { answer: Answer; totalMs: number }) {
  const t = useTranslations('test')
  const format = useFormatter()
  const parts = timeParts(answer.headers, answer.firstByteMs)
  const shown = partsOf(parts, totalMs - answer.firstByteMs)
  if (shown.length === 0) return null
  const sum = shown.reduce((total, [, ms]) => total + ms, 0) || 1
  const ms = (value: number) => format.number(value, { maximumFractionDigits: value < 10 ? 2 : 1 })
  return (
    <div className="px-3.5 pb-2.5">
      <div aria-hidden className="flex h-1.5 gap-px overflow-hidden rounded-full bg-sunken">
        {shown.map(([name, value]) => (
          <span key={name} className={partColours[name]} style={{ width: `${Math.max(0.5, (value / sum) * 100)}%` }} />
        ))}
      </div>
      <ul className="mt-1 flex flex-wrap gap-x-4 text-ink-3 text-small" aria-label={t('timeParts')}>
        {shown.map(([name, value]) => (
          <li key={name} className="num flex items-center gap-1.5">
            <span aria-hidden className={`size-2 rounded-sm ${partColours[name]}`} />
            {t(`part.${name}`, { ms: ms(value) })}
            {name === 'model' && parts.run !== undefined ? ` (${t('part.run', { ms: ms(parts.run) })})` : ''}
          </li>
        ))}
        <li className="num">{t('firstByte', { ms: answer.firstByteMs })}</li>
      </ul>
    </div>
  )
}

/** `restMs`: from the first byte to the last, worth a part of its own when an answer streams. */
function partsOf({ queue, gateway, model }: TimeParts, restMs: number): [keyof typeof partColours, number][] {
  if (queue === undefined || model === undefined || gateway === undefined) return []
  return [['queue', queue], ['gateway', gateway], ['model', model], ...(restMs >= 5 ? ([['rest', restMs]] as ['rest', number][]) : [])]
}
