'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { Code } from '@/components/ui/Code'
import { CopyButton } from '@/components/ui/CopyButton'
import { Panel } from '@/components/ui/Panel'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { Skeleton } from '@/components/ui/Skeleton'
import { ModelTree } from '@/components/wizard/ModelTree'
import type { DeploymentContents } from '@/lib/contract/contents'
import type { DeploymentStatus } from '@/lib/contract/scorepoint'
import { ProblemError } from '@/lib/problems/problem'
import { contentsQuery } from '@/lib/queries/contents'

/** What the deployment was made of: generated names, hashes, and the files its process sees. */
export function ContentsPanel({ deployment }: { deployment: DeploymentStatus }) {
  const t = useTranslations('scoring')
  const { detail } = useEndpoint()
  const query = useQuery(contentsQuery(detail.name, deployment.name, `${deployment.modifiedAt} ${deployment.provisioningState}`))
  return (
    <Panel title={t('contents')}>
      {query.data ? (
        <Contents contents={query.data} />
      ) : query.error ? (
        query.error instanceof ProblemError ? (
          <ProblemNotice problem={query.error.problem} />
        ) : null
      ) : (
        <Skeleton className="h-40" />
      )}
    </Panel>
  )
}

function Contents({ contents }: { contents: DeploymentContents }) {
  const t = useTranslations('scoring')
  const { model, code, mlflow, environment } = contents
  const imageRows = ({ reference, asked, used }: NonNullable<NonNullable<typeof environment>['image']>): Row[] => [
    [t('image'), <Name key="i" what={t('image')} text={asked} />],
    ...(used === asked ? [] : [[t('substitutedImage'), <Name key="u" what={t('substitutedImage')} text={used} />] satisfies Row]),
    ...(reference === used ? [] : [[t('builtImage'), <Name key="b" what={t('builtImage')} text={reference} />] satisfies Row]),
  ]
  const rows: [string, ReactNode][] = [
    ...(model ? [[t('modelName'), <Name key="m" what={t('modelName')} text={`${model.name}:${model.version}`} />] satisfies Row] : []),
    ...(model?.modelDir ? [['AZUREML_MODEL_DIR', <Name key="d" what="AZUREML_MODEL_DIR" text={model.modelDir} />] satisfies Row] : []),
    ...(code
      ? [
          [t('codeVersion'), <Name key="c" what={t('codeVersion')} text={code.hash} />] satisfies Row,
          [t('scriptPath'), <code key="s">{`${code.folder}/${code.scoringScript}`}</code>] satisfies Row,
        ]
      : []),
    ...(mlflow ? [[t('scriptPath'), t('byMlflow')] satisfies Row] : []),
    ...(environment
      ? [
          [t('environmentHash'), <Name key="e" what={t('environmentHash')} text={environment.hash} />] satisfies Row,
          ...(environment.image ? imageRows(environment.image) : []),
          ...(environment.pythonVersion
            ? [
                [
                  t('python'),
                  [environment.pythonVersion, environment.packages === undefined ? '' : t('packages', { count: environment.packages })]
                    .filter(Boolean)
                    .join(' · '),
                ] satisfies Row,
              ]
            : []),
          ...(environment.serverVersion ? [[t('server'), environment.serverVersion] satisfies Row] : []),
          ...(environment.torch ? [['PyTorch', environment.torch] satisfies Row] : []),
        ]
      : []),
  ]
  return (
    <div className="grid gap-4">
      {rows.length === 0 ? <p className="text-ink-3">{t('notResolved')}</p> : null}
      <dl className="num grid items-center gap-x-4 gap-y-1.5 sm:grid-cols-[168px_minmax(0,1fr)]">
        {rows.map(([term, value]) => (
          <div key={term} className="contents">
            <dt className="text-ink-3">{term}</dt>
            <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {model ? <ModelTree title={model.unpacked ? t('modelDirUnpacked') : t('modelDirNow')} {...model} /> : null}
        {code ? <ModelTree title={t('codeFiles')} {...code} /> : null}
      </div>
      {environment && environment.requirements.length > 0 ? (
        <details>
          <summary className="cursor-pointer text-ink-2 text-small">
            {t('requirements', { count: environment.requirements.length })}
          </summary>
          <Code className="mt-2" text={environment.requirements.join('\n')} title="requirements.txt" />
        </details>
      ) : null}
    </div>
  )
}

type Row = [string, ReactNode]

function Name({ what, text }: { what: string; text: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code className="min-w-0 [overflow-wrap:anywhere]">{text}</code>
      <CopyButton what={what} text={text} />
    </span>
  )
}
