'use client'

import { CircleCheck, CircleDashed } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/Badge'
import { useBytes } from '@/components/ui/bytes'
import { Notice } from '@/components/ui/Notice'
import { Panel } from '@/components/ui/Panel'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { RelativeTime } from '@/components/ui/RelativeTime'
import type { EnvironmentBuild } from '@/lib/contract/assets'

/** What the environment is on this computer: built or not, Python, packages, size, differences from what it asks for. */
export function BuildPanel({ build }: { build: EnvironmentBuild }) {
  const t = useTranslations('assets.build')
  const bytes = useBytes()
  const isBuilt = build.state === 'built'
  const rows: [string, ReactNode][] = [
    ...(build.pythonVersion ? [[t('python'), build.pythonVersion] satisfies [string, ReactNode]] : []),
    ...(build.packages === undefined ? [] : [[t('packages'), build.packages] satisfies [string, ReactNode]]),
    ...(build.sizeBytes === undefined ? [] : [[t('size'), bytes(build.sizeBytes)] satisfies [string, ReactNode]]),
    ...(build.builtAt ? [[t('builtAt'), <RelativeTime key="at" iso={build.builtAt} />] satisfies [string, ReactNode]] : []),
    ...(build.hash
      ? [
          [
            t('hash'),
            <code key="hash" className="[overflow-wrap:anywhere]">
              {build.hash}
            </code>,
          ] satisfies [string, ReactNode],
        ]
      : []),
  ]
  return (
    <Panel
      title={t('title')}
      aside={
        <Badge
          hue={isBuilt ? 'success' : build.state === 'invalid' ? 'failure' : 'unknown'}
          icon={isBuilt ? <CircleCheck aria-hidden /> : <CircleDashed aria-hidden />}
        >
          {t(build.state)}
        </Badge>
      }
    >
      {build.state === 'notBuilt' || build.state === 'needsDocker' ? <p className="mb-3 text-ink-2">{t(`${build.state}Text`)}</p> : null}
      {build.problem ? <ProblemNotice problem={build.problem} title={t('invalid')} /> : null}
      {rows.length > 0 ? (
        <dl className="num grid grid-cols-[112px_minmax(0,1fr)] gap-y-2">
          {rows.map(([term, value]) => (
            <div key={term} className="contents">
              <dt className="text-ink-3">{term}</dt>
              <dd className="min-w-0">{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {build.deviations.map((deviation) => (
        <Notice key={deviation.id} tone="attention" className="mt-3">
          {deviation.message}
        </Notice>
      ))}
      {build.requirements && build.requirements.length > 0 ? (
        <details className="mt-3">
          <summary className="cursor-pointer text-ink-2">{t('requirements', { count: build.requirements.length })}</summary>
          <pre className="mt-2 overflow-x-auto rounded-control border bg-sunken px-3 py-2">{build.requirements.join('\n')}</pre>
        </details>
      ) : null}
    </Panel>
  )
}
