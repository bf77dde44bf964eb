'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { azCreateCommand, type Fields, type Step, sentTags } from '@/components/endpoints/create/draft'
import { Tag } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { Code } from '@/components/ui/Code'

/** Every value that will be sent, defaults in grey, with the command that does the same; the file stands beside. */
export function ReviewStep(props: { draft: Fields; connection: string; onEdit: (step: Step) => void }) {
  const t = useTranslations('endpoints.create')
  const { draft } = props
  const tags = Object.entries(sentTags(draft))
  const byDefault = (text: string) => <span className="text-ink-3">{text}</span>
  return (
    <div className="grid grid-cols-1 gap-6">
      <p className="text-ink-2">{t('review.intro')}</p>
      <Group title={t('steps.basics')} step="basics" onEdit={props.onEdit}>
        <Row label={t('review.connection')}>{props.connection}</Row>
        <Row label={t('review.name')}>
          <code>{draft.name}</code>
        </Row>
        <Row label={t('kind.label')}>
          {draft.compute === undefined ? (
            byDefault(t('kind.managed'))
          ) : (
            <>
              {t('kind.kubernetes')} <Tag>{t('kind.simulated')}</Tag> <code>{draft.compute}</code>
            </>
          )}
        </Row>
        <Row label={t('review.description')}>{draft.description.trim() || byDefault(t('review.none'))}</Row>
        <Row label={t('review.access')}>{byDefault(t('review.accessLocal'))}</Row>
        <Row label={t('review.identity')}>{byDefault(t('review.identityLocal'))}</Row>
        <Row label={t('review.traffic')}>{byDefault(t('review.trafficLater'))}</Row>
      </Group>
      <Group title={t('steps.authentication')} step="authentication" onEdit={props.onEdit}>
        <Row label={t('review.authMode')}>
          <span className={draft.authMode === 'key' ? 'text-ink-3' : ''}>
            {draft.authMode}
            {draft.authMode === 'key' ? ` (${t('review.default')})` : ''}
          </span>
        </Row>
      </Group>
      <Group title={t('steps.tags')} step="tags" onEdit={props.onEdit}>
        <Row label={t('review.tags')}>
          {tags.length === 0 ? (
            byDefault(t('review.none'))
          ) : (
            <span className="flex flex-wrap gap-1.5">
              {tags.map(([key, value]) => (
                <Tag key={key}>
                  {key}={value}
                </Tag>
              ))}
            </span>
          )}
        </Row>
      </Group>
      <div>
        <Code title={t('review.command')} text={azCreateCommand()} />
        <p className="mt-1 text-ink-3 text-small">{t('review.commandHelp')}</p>
      </div>
    </div>
  )
}

function Group(props: { title: string; step: Step; onEdit: (step: Step) => void; children: ReactNode }) {
  const t = useTranslations('endpoints.create')
  return (
    <section>
      <div className="flex items-center justify-between border-b pb-1">
        <h3 className="font-[620]">{props.title}</h3>
        <Button size="sm" variant="quiet" onPress={() => props.onEdit(props.step)} aria-label={t('editStep', { step: props.title })}>
          {t('edit')}
        </Button>
      </div>
      <dl className="mt-2 grid grid-cols-1 gap-x-4 gap-y-1.5 max-sm:gap-y-0 sm:grid-cols-[168px_minmax(0,1fr)]">{props.children}</dl>
    </section>
  )
}

function Row(props: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-2 max-sm:mt-1">{props.label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{props.children}</dd>
    </>
  )
}
