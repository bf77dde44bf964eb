'use client'

import { CirclePlay, Pencil, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button as AriaButton } from 'react-aria-components'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { Button } from '@/components/ui/Button'
import { cx } from '@/components/ui/class-names'
import { Menu } from '@/components/ui/Menu'
import type { Example } from '@/lib/contract/example'
import type { DeploymentStatus } from '@/lib/contract/scorepoint'

export type ExampleState = 'passed' | 'failed' | 'old' | 'never'

/** How the newest run of an example stands: `old` when the deployment that answered has changed since. */
export function exampleState(example: Example, deployments: readonly DeploymentStatus[]): ExampleState {
  const { lastRun } = example
  if (!lastRun) return 'never'
  const answered = deployments.find(({ name }) => name === lastRun.answeredBy)
  if (lastRun.answeredBy && answered?.modifiedAt !== lastRun.deploymentModifiedAt) return 'old'
  return lastRun.passed ? 'passed' : 'failed'
}

const dots: Record<ExampleState, string> = {
  passed: 'bg-success-icon',
  failed: 'bg-failure-icon',
  old: 'border-2 border-attention-icon',
  never: 'border-2 border-unknown-icon',
}

/** The saved examples with how their newest run ended; choosing one loads it, "Run all" runs them as a suite. */
export function ExampleList(props: {
  examples: readonly Example[]
  selected: string | undefined
  isRunning: boolean
  onOpen: (example: Example) => void
  onRunAll: () => void
  onEdit: (example: Example) => void
  onDelete: (example: Example) => void
}) {
  const t = useTranslations('test')
  const { detail } = useEndpoint()
  const { examples, selected, isRunning } = props
  return (
    <section aria-label={t('examples')} className="min-w-0">
      <div className="mb-1 flex min-h-7 items-center gap-2">
        <h2 className="font-normal text-ink-3 text-small">{t('examples')}</h2>
        {examples.length > 0 ? (
          <span className="ml-auto">
            <Button size="sm" variant="quiet" icon={<CirclePlay aria-hidden />} isPending={isRunning} onPress={props.onRunAll}>
              {t('runAll')}
            </Button>
          </span>
        ) : null}
      </div>
      {examples.length === 0 ? <p className="text-ink-3 text-small">{t('noExamples')}</p> : null}
      <ul className="flex max-h-72 flex-col gap-0.5 overflow-y-auto">
        {examples.map((example) => {
          const state = exampleState(example, detail.deployments)
          return (
            <li
              key={example.id}
              className={cx('flex items-center rounded-control', example.id === selected ? 'bg-sunken' : 'hover:bg-hover')}
            >
              <AriaButton
                onPress={() => props.onOpen(example)}
                aria-current={example.id === selected ? 'true' : undefined}
                className="flex h-8 min-w-0 flex-1 items-center gap-2.5 rounded-control px-2 text-left data-focus-visible:-outline-offset-2"
              >
                <span
                  role="img"
                  aria-label={t(`exampleState.${state}`)}
                  title={t(`exampleState.${state}`)}
                  className={cx('size-2 shrink-0 rounded-full', dots[state])}
                />
                <span className={cx('truncate', example.id === selected && 'font-[560]')}>{example.name}</span>
              </AriaButton>
              <Menu
                label={t('exampleActions', { name: example.name })}
                size="sm"
                sections={[
                  [{ id: 'edit', label: t('changeExample'), icon: <Pencil aria-hidden />, onAction: () => props.onEdit(example) }],
                  [
                    {
                      id: 'delete',
                      label: t('deleteExample'),
                      icon: <Trash2 aria-hidden />,
                      isDanger: true,
                      onAction: () => props.onDelete(example),
                    },
                  ],
                ]}
              />
            </li>
          )
        })}
      </ul>
    </section>
  )
}
