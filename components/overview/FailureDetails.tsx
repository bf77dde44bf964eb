'use client'

import { FileCode, ScrollText, Stethoscope } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Tag } from '@/components/ui/Badge'
import { CopyButton } from '@/components/ui/CopyButton'
import { LinkButton } from '@/components/ui/LinkButton'
import type { Explanation } from '@/lib/contract/scorepoint'
import type { Problem } from '@/lib/problems/problem'

/** The engine's state, the pull policy and images that stand in for others are found there. */
const mendedInDockerSettings: ReadonlySet<string> = new Set(['RuntimeUnavailable', 'ImageNotFound', 'ImagePullFailed'])

/**
 * Why it failed: cause, the log line that decides, file and line, what to do. Words of the agent are quoted as they are.
 * `logsHref` opens the log; `actions` come after it (Retry).
 */
export function FailureDetails(props: { explanation?: Explanation; problem?: Problem; logsHref?: string; actions?: ReactNode }) {
  const t = useTranslations('overview')
  const { explanation, problem, logsHref, actions } = props
  const cause = explanation?.cause ?? problem?.message
  const fix = explanation?.fix ?? problem?.hint?.fix
  const code = explanation?.code ?? problem?.code
  return (
    <div className="rounded-control border border-failure/40 bg-failure-soft px-3 py-2.5">
      {cause ? <p className="font-[560] [overflow-wrap:anywhere]">{cause}</p> : null}
      {explanation?.decisiveLine ? (
        <pre className="mt-2 whitespace-pre-wrap rounded-control bg-raised px-2.5 py-1.5 [overflow-wrap:anywhere]">
          {explanation.decisiveLine}
        </pre>
      ) : null}
      {explanation?.file ? (
        <p className="mt-2 flex items-center gap-1.5 text-small">
          <FileCode className="size-3.5! text-ink-3" aria-hidden />
          <code className="[overflow-wrap:anywhere]">
            {explanation.line ? `${explanation.file}:${explanation.line}` : explanation.file}
          </code>
        </p>
      ) : null}
      {!explanation && problem?.hint && !problem.message.includes(problem.hint.cause) ? (
        <p className="mt-1 text-ink-2 text-small">{problem.hint.cause}</p>
      ) : null}
      {fix ? (
        <p className="mt-2 text-small">
          <span className="font-[560]">{t('whatToDo')}</span> {fix}
        </p>
      ) : null}
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        {logsHref ? (
          <LinkButton href={logsHref} size="sm" icon={<ScrollText aria-hidden />}>
            {t('openLogs')}
          </LinkButton>
        ) : null}
        {code !== undefined && mendedInDockerSettings.has(code) ? (
          <LinkButton href="/settings/docker" size="sm" icon={<Stethoscope aria-hidden />}>
            {t('toEngine')}
          </LinkButton>
        ) : null}
        {actions}
        <span className="ml-auto flex items-center gap-1.5">
          <ExitText explanation={explanation} />
          {code ? <Tag>{code}</Tag> : null}
          <CopyButton what={t('failureDetails')} text={JSON.stringify({ explanation, problem }, null, 2)} />
        </span>
      </div>
    </div>
  )
}

function ExitText({ explanation }: { explanation: Explanation | undefined }) {
  const t = useTranslations('overview')
  if (explanation?.signal) return <span className="text-ink-2 text-small">{t('endedBySignal', { signal: explanation.signal })}</span>
  if (typeof explanation?.exitCode === 'number')
    return <span className="num text-ink-2 text-small">{t('exitCode', { code: explanation.exitCode })}</span>
  return null
}
