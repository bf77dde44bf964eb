'use client'

import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { CopyButton } from '@/components/ui/CopyButton'
import { Notice } from '@/components/ui/Notice'
import type { Problem } from '@/lib/problems/problem'

/** A Problem shown whole: message, cause and fix of the catalogue, the technical part to copy. Texts of the agent are quoted as they are. */
export function ProblemNotice(props: { problem: Problem; title?: string; actions?: ReactNode }) {
  const t = useTranslations('ui')
  const { problem } = props
  const technical = [problem.code, problem.target, problem.requestId].filter(Boolean).join(' · ')
  return (
    <Notice tone="failure" title={props.title ?? problem.message} actions={props.actions} live>
      {props.title ? <p>{problem.message}</p> : null}
      {problem.hint ? (
        <p className="text-ink-2">
          {problem.hint.cause} {problem.hint.fix}
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
      <p className="mt-1 flex items-center gap-1 text-ink-2">
        <code>{technical}</code>
        <CopyButton what={t('details')} text={JSON.stringify(problem, null, 2)} />
      </p>
    </Notice>
  )
}
