'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { AnswerHead } from '@/components/test/AnswerHead'
import { CheckList } from '@/components/test/CheckList'
import { Explain } from '@/components/test/Explain'
import { RequestLogs } from '@/components/test/RequestLogs'
import { ResponseBody } from '@/components/test/ResponseBody'
import type { Answer, Run } from '@/components/test/read-events'
import { CopyButton } from '@/components/ui/CopyButton'
import { LensDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { Tabs } from '@/components/ui/Tabs'
import { ProblemError } from '@/lib/problems/problem'
import { requestLogQuery } from '@/lib/queries/request-log'

/** The answer: status with meaning, times, who answered, body, headers, its log lines; an error explains itself at once. */
export function ResponsePanel(props: { run: Run | undefined; onSample: (() => void) | undefined; label?: string; actions?: ReactNode }) {
  const t = useTranslations('test')
  const { run, onSample, label, actions } = props
  const name = label ?? t('response')
  if (!run) {
    return (
      <section aria-label={name} className="grid min-h-80 min-w-0 place-items-center rounded-panel border bg-raised">
        <EmptyState title={t('emptyTitle')} description={t('emptyText')} drawing={<LensDrawing />} />
      </section>
    )
  }
  const { answer, problem, done, checks } = run.outcome
  return (
    <section aria-label={name} aria-busy={!done} className="flex min-h-80 min-w-0 flex-col overflow-hidden rounded-panel border bg-raised">
      <AnswerHead run={run} />
      {problem && problem.code !== 'Studio.InvocationCanceled' ? (
        <div className="border-b p-3">
          <ProblemNotice problem={problem} />
        </div>
      ) : null}
      {checks && checks.length > 0 ? <CheckList checks={checks} /> : null}
      {answer ? <AnswerTabs key={run.sentAt} run={run} answer={answer} onSample={onSample} /> : null}
      {actions ? <div className="mt-auto flex flex-wrap gap-2 border-t px-3 py-2">{actions}</div> : null}
    </section>
  )
}

/** The lines of a request are written just before and after it. */
const slackMs = 2000

function AnswerTabs({ run, answer, onSample }: { run: Run; answer: Answer; onSample: (() => void) | undefined }) {
  const t = useTranslations('test')
  const { detail } = useEndpoint()
  const [tab, setTab] = useState('body')
  const { done, invocationId, totalMs } = run.outcome
  const deployment = answer.headers['azureml-model-deployment']
  const failed = answer.status >= 300
  const fromMs = Date.parse(run.sentAt)
  const log = useQuery({
    ...requestLogQuery({
      endpoint: detail.name,
      deployment: deployment ?? '',
      requestId: answer.headers['x-request-id'] ?? '',
      instance: answer.headers['x-scorepoint-instance'],
      fromMs: fromMs - slackMs,
      toMs: fromMs + (totalMs ?? 0) + slackMs,
    }),
    enabled: done && deployment !== undefined && (tab === 'logs' || failed),
  })
  const problem = log.error ? (log.error instanceof ProblemError ? log.error.problem.message : String(log.error)) : undefined
  const logsHref = `/endpoints/${encodeURIComponent(detail.name)}/logs${deployment ? `?deployment=${encodeURIComponent(deployment)}` : ''}`
  return (
    <>
      {done ? (
        <Explain answer={answer} log={log.data} onShowLogs={deployment ? () => setTab('logs') : undefined} onSample={onSample} />
      ) : null}
      <div className="min-w-0 flex-1 px-3.5 pt-1 pb-3">
        <Tabs
          label={t('response')}
          selected={tab}
          onSelect={setTab}
          items={[
            { id: 'body', label: t('tabBody') },
            { id: 'headers', label: t('tabHeaders'), count: Object.keys(answer.headers).length },
            ...(deployment ? [{ id: 'logs', label: t('tabLogs') }] : []),
          ]}
        >
          {tab === 'headers' ? (
            <HeaderList headers={answer.headers} />
          ) : tab === 'logs' ? (
            <RequestLogs log={log.data} isPending={log.isPending} failed={problem} logsHref={logsHref} />
          ) : (
            <ResponseBody answer={answer} invocationId={invocationId} isDone={done} />
          )}
        </Tabs>
      </div>
    </>
  )
}

function HeaderList({ headers }: { headers: Readonly<Record<string, string>> }) {
  const t = useTranslations('test')
  const entries = Object.entries(headers)
  return (
    <div className="relative">
      <span className="absolute top-0 right-0">
        <CopyButton what={t('tabHeaders')} text={entries.map(([name, value]) => `${name}: ${value}`).join('\n')} />
      </span>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 pr-8 font-mono text-small">
        {entries.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd className="[overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
