'use client'

import { Plus, RotateCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type DeploySample, DeploySampleButton } from '@/components/home/DeploySampleButton'
import { Button } from '@/components/ui/Button'
import { LensDrawing, PlugDrawing, SplitDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { LinkButton } from '@/components/ui/LinkButton'
import { ProblemError } from '@/lib/problems/problem'

/** Nothing exists yet: what an endpoint is, and two ways to the first one. */
export function NoEndpoints(props: { deploySample: DeploySample }) {
  const t = useTranslations('endpoints.empty')
  return (
    <EmptyState
      title={t('title')}
      description={t('text')}
      drawing={<SplitDrawing />}
      action={
        <>
          <DeploySampleButton deploySample={props.deploySample} />
          <LinkButton href="/endpoints/new" icon={<Plus aria-hidden />}>
            {t('create')}
          </LinkButton>
        </>
      }
      learnMore={{ href: 'https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online', label: t('learn') }}
    />
  )
}

/** Nothing matches the filter, or nothing needs attention, which is good news. */
export function NoMatch(props: { isAttentionOnly: boolean; filter: string; onClear: () => void }) {
  const t = useTranslations('endpoints')
  return (
    <EmptyState
      title={props.isAttentionOnly ? t('calm.title') : t('noMatch.title', { filter: props.filter })}
      description={props.isAttentionOnly ? t('calm.text') : t('noMatch.text')}
      drawing={<LensDrawing />}
      action={<Button onPress={props.onClear}>{props.isAttentionOnly ? t('calm.showAll') : t('noMatch.clear')}</Button>}
    />
  )
}

/** The first answer never came. The bar on top says the same; here stands what to do. */
export function NotReachable(props: { problem: Error; onRetry: () => void }) {
  const t = useTranslations('endpoints.offline')
  const code = props.problem instanceof ProblemError ? props.problem.problem.code : props.problem.name
  return (
    <EmptyState
      title={t('title')}
      description={
        <>
          {t.rich('text', { code: (text) => <code>{text}</code> })}
          <span className="mt-2 block text-ink-3 text-small">
            <code>{code}</code> · {props.problem.message.replace(`${code}: `, '')}
          </span>
        </>
      }
      drawing={<PlugDrawing />}
      action={
        <Button variant="primary" icon={<RotateCw aria-hidden />} onPress={props.onRetry}>
          {t('retry')}
        </Button>
      }
    />
  )
}
