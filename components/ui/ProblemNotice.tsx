'use client'

import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { CopyButton } from '@/components/ui/CopyButton'
import { Notice } from '@/components/ui/Notice'
import { useProblemWords } from '@/components/ui/problem-words'
import type { Problem } from '@/lib/problems/problem'

/** A Problem shown whole: message, cause and fix of the catalogue, the technical part to copy. Texts of Azure and of the agent are quoted as they are. */
export function ProblemNotice(props: { problem: Problem; title?: string; actions?: ReactNode }) {
  const t = useTranslations('ui')
  const { problem } = props
  const { message, cause, fix, exact, isQuoted } = useProblemWords(problem)
  const quoted = isQuoted ? { lang: 'en' } : {}
  const technical = [problem.code, problem.target, problem.requestId].filter(Boolean).join(' · ')
  return (
    <Notice tone="failure" title={props.title ?? <span {...quoted}>{message}</span>} actions={props.actions} live>
      {props.title ? <p {...quoted}>{message}</p> : null}
      {cause || fix ? (
        <p className="text-ink-2">
          {cause} {fix}
        </p>
      ) : null}
      {problem.hint?.page ? (
        <p>
          <Link href={problem.hint.page} className="text-accent-text hover:underline">
            {t('helpPage')}
          </Link>
        </p>
      ) : null}
      {problem.details?.map((detail) => (
        <p key={`${detail.code}-${detail.message}`}>{detail.message}</p>
      ))}
      {exact ? (
        <details className="text-ink-2">
          <summary className="w-fit cursor-pointer rounded-sm">{t('exactWords')}</summary>
          <p lang="en">{exact}</p>
        </details>
      ) : null}
      <p className="mt-1 flex items-center gap-1 text-ink-2">
        <code>{technical}</code>
        <CopyButton what={t('details')} text={JSON.stringify(problem, null, 2)} />
      </p>
    </Notice>
  )
}
