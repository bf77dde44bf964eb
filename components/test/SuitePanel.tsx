'use client'

import { CircleCheck, CircleDashed, CircleX, LoaderCircle, RotateCcw, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { CheckList } from '@/components/test/CheckList'
import type { Suite, SuiteRow } from '@/components/test/use-suite'
import { Badge } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { Duration } from '@/components/ui/Duration'
import { IconButton } from '@/components/ui/IconButton'
import { LinkButton } from '@/components/ui/LinkButton'
import { Select } from '@/components/ui/Select'

const ownTarget = '/own'

/** Every saved example with whether its assertions held; a failed one says which and what was found. */
export function SuitePanel(props: {
  suite: Suite
  onRun: (deployment: string | undefined) => void
  onClose: () => void
  onOpen: (row: SuiteRow) => void
}) {
  const t = useTranslations('test')
  const { detail } = useEndpoint()
  const { suite, onRun } = props
  const { rows, isRunning, deployment } = suite
  const passed = rows.filter(({ state }) => state === 'passed').length
  const failed = rows.filter(({ state }) => state === 'failed').length
  const root = `/endpoints/${encodeURIComponent(detail.name)}`
  return (
    <section
      aria-label={t('suite')}
      aria-busy={isRunning}
      className="flex min-h-80 min-w-0 flex-col overflow-hidden rounded-panel border bg-raised"
    >
      <div className="flex flex-wrap items-center gap-2 border-b px-3.5 py-2.5">
        <span role="status">
          {isRunning ? (
            <Badge hue="progress" icon={<LoaderCircle className="animate-spin" aria-hidden />}>
              {t('suiteRunning', { done: passed + failed, count: rows.length })}
            </Badge>
          ) : failed > 0 ? (
            <Badge hue="failure" icon={<CircleX aria-hidden />}>
              {t('suiteFailed', { failed, count: rows.length })}
            </Badge>
          ) : (
            <Badge hue="success" icon={<CircleCheck aria-hidden />}>
              {t('suitePassed', { count: rows.length })}
            </Badge>
          )}
        </span>
        <span className="ml-auto flex items-center gap-1">
          <Select
            label={t('suiteTarget')}
            hideLabel
            size="sm"
            value={deployment ?? ownTarget}
            onChange={(value) => onRun(value === ownTarget ? undefined : value)}
            options={[
              { value: ownTarget, label: t('suiteOwnTarget') },
              ...detail.deployments.map(({ name }) => ({ value: name, label: name, mark: <DeploymentDot name={name} /> })),
            ]}
          />
          <IconButton size="sm" label={t('runAgain')} onPress={() => onRun(deployment)}>
            <RotateCcw aria-hidden />
          </IconButton>
          <IconButton size="sm" label={t('closeSuite')} onPress={props.onClose}>
            <X aria-hidden />
          </IconButton>
        </span>
      </div>
      <ul className="min-w-0 flex-1">
        {rows.map((row) => (
          <li key={row.example.id} className="border-b last:border-b-0">
            <div className="flex items-center gap-2 px-3.5 py-1.5">
              <StateIcon state={row.state} />
              <span className="min-w-0 flex-1 truncate">{row.example.name}</span>
              {row.outcome?.answer?.headers['azureml-model-deployment'] ? (
                <DeploymentDot name={row.outcome.answer.headers['azureml-model-deployment']} label />
              ) : null}
              {row.outcome?.totalMs === undefined ? null : <Duration ms={row.outcome.totalMs} precise className="text-ink-3 text-small" />}
              <Button size="sm" variant="quiet" onPress={() => props.onOpen(row)} aria-label={t('openExample', { name: row.example.name })}>
                {t('open')}
              </Button>
            </div>
            {row.state === 'failed' ? (
              row.outcome?.checks && row.outcome.checks.length > 0 ? (
                <CheckList checks={row.outcome.checks} />
              ) : (
                <p className="px-3.5 pb-2 text-failure text-small">
                  {row.outcome?.problem?.message ?? t('answeredWith', { status: String(row.outcome?.answer?.status ?? '–') })}
                </p>
              )
            ) : null}
          </li>
        ))}
      </ul>
      {!isRunning && failed === 0 && deployment && (detail.traffic[deployment] ?? 0) < 100 ? (
        <div className="flex flex-wrap items-center gap-2 border-t px-3.5 py-2 text-ink-2 text-small">
          {t('readyForTraffic', { name: deployment })}
          <LinkButton size="sm" href={`${root}/traffic`}>
            {t('toTraffic')}
          </LinkButton>
        </div>
      ) : null}
    </section>
  )
}

function StateIcon({ state }: { state: SuiteRow['state'] }) {
  const t = useTranslations('test')
  const label = t(`rowState.${state}`)
  if (state === 'passed') return <CircleCheck className="size-4 shrink-0 text-success-icon" role="img" aria-label={label} />
  if (state === 'failed') return <CircleX className="size-4 shrink-0 text-failure-icon" role="img" aria-label={label} />
  if (state === 'running') return <LoaderCircle className="size-4 shrink-0 animate-spin text-progress-icon" role="img" aria-label={label} />
  return <CircleDashed className="size-4 shrink-0 text-unknown-icon" role="img" aria-label={label} />
}
