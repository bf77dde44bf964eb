'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { FilePen, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { Autosave } from '@/components/drafts/use-autosave'
import { Button } from '@/components/ui/Button'
import { buttonClass } from '@/components/ui/button-style'
import { IconButton } from '@/components/ui/IconButton'
import { LinkButton } from '@/components/ui/LinkButton'
import { Notice } from '@/components/ui/Notice'
import { RelativeTime } from '@/components/ui/RelativeTime'
import type { DraftSummary } from '@/lib/contract/draft'
import { draftHref } from '@/lib/contract/draft-href'
import { draftsQuery, removeDraft } from '@/lib/queries/drafts'

type Words = ReturnType<typeof useTranslations<'drafts'>>

function titleOf(draft: DraftSummary, t: Words): string {
  if (draft.editOf !== undefined) return t('editOf', { name: draft.editOf })
  const kind = draft.kind === 'endpoint' ? 'endpoint' : 'deployment'
  return draft.name === '' ? t(`unnamed.${kind}`) : t(`named.${kind}`, { name: draft.name })
}

/**
 * Unfinished wizards, each to continue or delete; nothing when there are none. `endpoint` narrows to one; `except` is the one open here.
 * `isInWizard`: continuing opens the same page anew, since its fields keep their content while only the query changes.
 */
export function DraftList(props: {
  endpoint?: string
  except?: string | undefined
  kind?: DraftSummary['kind']
  isInWizard?: boolean
  className?: string
}) {
  const t = useTranslations('drafts')
  const client = useQueryClient()
  const { data } = useQuery(draftsQuery(props.endpoint))
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const drafts = (data ?? []).filter(
    (draft) => draft.id !== props.except && !gone.has(draft.id) && (props.kind === undefined || draft.kind === props.kind),
  )
  if (drafts.length === 0) return null
  async function remove(id: string) {
    setGone((before) => new Set([...before, id]))
    await removeDraft(id)
    await client.invalidateQueries({ queryKey: ['drafts'] })
  }
  return (
    <section aria-label={t('title')} className={`overflow-hidden rounded-panel border bg-raised ${props.className ?? ''}`}>
      <h2 className="border-b px-3 py-2 font-[620]">{t('title')}</h2>
      <ul>
        {drafts.map((draft) => (
          <li key={draft.id} className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b px-3 py-1 last:border-0">
            <FilePen className="text-ink-3" aria-hidden />
            <span className="min-w-0 break-words">
              {titleOf(draft, t)}
              {draft.endpoint && props.endpoint === undefined ? (
                <span className="text-ink-3"> {t('inEndpoint', { endpoint: draft.endpoint })}</span>
              ) : null}
            </span>
            <span className="text-ink-3 text-small">
              <RelativeTime iso={draft.updatedAt} />
            </span>
            <span className="ml-auto flex items-center gap-1">
              {props.isInWizard ? (
                <a href={draftHref(draft)} className={buttonClass({ size: 'sm' })}>
                  {t('continue')}
                </a>
              ) : (
                <LinkButton size="sm" href={draftHref(draft)}>
                  {t('continue')}
                </LinkButton>
              )}
              <IconButton size="sm" label={t('delete', { title: titleOf(draft, t) })} onPress={() => void remove(draft.id)}>
                <Trash2 aria-hidden />
              </IconButton>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** One quiet line: whether what is typed is kept. */
export function SaveLine({ save }: { save: Autosave }) {
  const t = useTranslations('drafts')
  if (save.state === 'idle' || save.state === 'conflict') return null
  return (
    <span role="status" className={save.state === 'failed' ? 'text-failure text-small' : 'text-ink-3 text-small'}>
      {save.state === 'failed' ? `${t('failed')} ${save.problem?.message ?? ''}` : t(save.state)}
    </span>
  )
}

/** The same draft was saved in another tab: which one to go on with. */
export function DraftConflict(props: { save: Autosave; onLoadOther: () => void }) {
  const t = useTranslations('drafts')
  if (props.save.state !== 'conflict') return null
  return (
    <Notice
      tone="attention"
      live
      className="mb-4"
      title={t('conflictTitle')}
      actions={
        <>
          <Button size="sm" onPress={props.onLoadOther}>
            {t('loadOther')}
          </Button>
          <Button size="sm" onPress={props.save.fork}>
            {t('keepMine')}
          </Button>
        </>
      }
    >
      {t('conflictText')}
    </Notice>
  )
}
