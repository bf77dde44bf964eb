'use client'

import { CircleCheck, CircleX, LoaderCircle, ScrollText } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { type Answer, modelMs, prettyJson, type Run } from '@/components/test/read-events'
import { type Meaning, meaningOf, statusWords } from '@/components/test/response-meaning'
import { Badge } from '@/components/ui/Badge'
import { Code } from '@/components/ui/Code'
import { CopyButton } from '@/components/ui/CopyButton'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { Duration } from '@/components/ui/Duration'
import { LensDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { LinkButton } from '@/components/ui/LinkButton'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { Tabs } from '@/components/ui/Tabs'

/** More is offered by the copy button; drawing megabytes of text would freeze the page. */
const drawnLength = 1024 * 1024

/** The answer: status with meaning, times, who answered, body and headers; an error explains itself at once. */
export function ResponsePanel({ run }: { run: Run | undefined }) {
  const t = useTranslations('test')
  if (!run) {
    return (
      <section aria-label={t('response')} className="grid min-h-80 min-w-0 place-items-center rounded-panel border bg-raised">
        <EmptyState title={t('emptyTitle')} description={t('emptyText')} drawing={<LensDrawing />} />
      </section>
    )
  }
  const { answer, problem, done } = run.outcome
  const canceled = problem?.code === 'Studio.InvocationCanceled'
  return (
    <section
      aria-label={t('response')}
      aria-busy={!done}
      className="flex min-h-80 min-w-0 flex-col overflow-hidden rounded-panel border bg-raised"
    >
      <div role="status" className="flex min-h-12 flex-wrap items-center gap-x-2.5 gap-y-1 border-b px-3.5 py-2.5">
        {answer ? <AnswerHead answer={answer} /> : null}
        {!answer && !done ? (
          <Badge hue="progress" icon={<LoaderCircle className="animate-spin" aria-hidden />}>
            {t('waiting')}
          </Badge>
        ) : null}
        {!answer && done ? (
          <Badge hue={canceled ? 'unknown' : 'failure'} icon={<CircleX aria-hidden />}>
            {canceled ? t('canceled') : t('noAnswer')}
          </Badge>
        ) : null}
        {done ? null : <Duration since={run.sentAt} className="text-ink-2" />}
      </div>
      {problem && !canceled ? (
        <div className="p-3">
          <ProblemNotice problem={problem} />
        </div>
      ) : null}
      {answer ? <AnswerBody answer={answer} /> : null}
    </section>
  )
}

function AnswerHead({ answer }: { answer: Answer }) {
  const t = useTranslations('test')
  const format = useFormatter()
  const ok = answer.status >= 200 && answer.status < 300
  const hue = ok ? 'success' : answer.status === 408 || answer.status === 429 ? 'attention' : 'failure'
  const model = modelMs(answer.headers)
  const by = answer.headers['azureml-model-deployment']
  return (
    <>
      <Badge hue={hue} icon={ok ? <CircleCheck aria-hidden /> : <CircleX aria-hidden />}>
        {answer.status} {statusWords(answer.status)}
      </Badge>
      {answer.totalMs === undefined ? null : <Duration ms={answer.totalMs} precise className="text-ink-2" />}
      {model === undefined ? null : (
        <span className="num text-ink-3 text-small">{t('modelTime', { ms: format.number(model, { maximumFractionDigits: 1 }) })}</span>
      )}
      {answer.bytes === undefined ? null : <span className="num text-ink-3 text-small">{t('bytes', { count: answer.bytes })}</span>}
      {by ? (
        <span className="ml-auto" title={t('answeredBy', { name: by })}>
          <span className="sr-only">{t('answeredBy', { name: '' })}</span>
          <DeploymentDot name={by} label />
        </span>
      ) : null}
    </>
  )
}

function AnswerBody({ answer }: { answer: Answer }) {
  const t = useTranslations('test')
  const pretty = answer.binary ? undefined : prettyJson(answer.text)
  const [tab, setTab] = useState('body')
  const shown = tab === 'headers' ? headerText(answer.headers) : tab === 'raw' ? answer.text : (pretty ?? answer.text)
  return (
    <>
      <Explain answer={answer} />
      <div className="min-w-0 flex-1 px-3.5 pt-1 pb-3">
        <Tabs
          label={t('response')}
          selected={tab}
          onSelect={setTab}
          items={[
            { id: 'body', label: t('tabBody') },
            { id: 'raw', label: t('tabRaw') },
            { id: 'headers', label: t('tabHeaders'), count: Object.keys(answer.headers).length },
          ]}
        >
          {tab !== 'headers' && answer.binary ? (
            <p className="text-ink-2">{t('binary', { type: answer.headers['content-type'] ?? '?' })}</p>
          ) : tab !== 'headers' && answer.text === '' ? (
            <p className="text-ink-3">{answer.totalMs === undefined ? t('waiting') : t('emptyBody')}</p>
          ) : (
            <div className="relative">
              <span className="absolute top-1 right-1">
                <CopyButton what={t('response')} text={shown} />
              </span>
              <Code bare wrap text={shown.slice(0, drawnLength)} className="max-h-[560px] overflow-y-auto rounded-control bg-sunken" />
              {shown.length > drawnLength || answer.truncated ? <p className="mt-1 text-attention text-small">{t('truncated')}</p> : null}
            </div>
          )}
        </Tabs>
      </div>
    </>
  )
}

function Explain({ answer }: { answer: Answer }) {
  const t = useTranslations('test')
  const { detail } = useEndpoint()
  const meaning = meaningOf(answer.status, answer.headers, answer.text)
  if (meaning.kind === 'ok') return null
  const by = answer.headers['azureml-model-deployment']
  const root = `/endpoints/${detail.name}`
  const values = { status: '', reason: '', setting: '', ...meaning }
  return (
    <div className="border-b px-4 py-3.5">
      <h3 className="font-[580]">{t(`meaning.${meaning.kind}.title`, values)}</h3>
      <p className="mt-1 text-ink-2">{t(`meaning.${meaning.kind}.text`, values)}</p>
      {'setting' in meaning ? (
        <p className="mt-1 text-small">
          {t('responsible')} <code>{meaning.setting}</code>
        </p>
      ) : null}
      <div className="mt-3 flex flex-wrap gap-2 empty:hidden">
        {linksFor(meaning).map((link) =>
          link === 'logs' ? (
            <LinkButton
              key={link}
              size="sm"
              icon={<ScrollText aria-hidden />}
              href={`${root}/logs${by ? `?deployment=${encodeURIComponent(by)}` : ''}`}
            >
              {t('link.logs')}
            </LinkButton>
          ) : link === 'deployment' && by ? (
            <LinkButton key={link} size="sm" href={`${root}/deployments/${encodeURIComponent(by)}`}>
              {t('link.deployment', { name: by })}
            </LinkButton>
          ) : link === 'traffic' ? (
            <LinkButton key={link} size="sm" href={`${root}/traffic`}>
              {t('link.traffic')}
            </LinkButton>
          ) : null,
        )}
      </div>
    </div>
  )
}

function linksFor(meaning: Meaning): ('logs' | 'deployment' | 'traffic')[] {
  switch (meaning.kind) {
    case 'modelFailed':
    case 'timeout':
      return ['logs', 'deployment']
    case 'busy':
    case 'notReady':
    case 'instanceLost':
      return ['deployment', 'logs']
    case 'noTraffic':
      return ['traffic']
    default:
      return []
  }
}

function headerText(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}
