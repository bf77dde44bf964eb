'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { TextDiff } from '@/components/editor/TextDiff'
import type { LiveDraft } from '@/components/live-yaml/use-live-draft'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import { RadioCards } from '@/components/ui/RadioCards'
import { ChangeTable, dataOf } from '@/components/wizard/EditReview'
import type { LiveFile } from '@/lib/contract/live-file'
import { changesBetween } from '@/lib/domain/deployment-edit/deployment-edit'
import { type Choice, canTakeBoth, isConflict, type MergePart, mergeTexts, resolvedText } from '@/lib/domain/yaml-edit/text-merge'

/** The live object changed while it was edited: both versions with what each changed, and the three ways on. Nothing was sent. */
export function ConflictPanel(props: { draft: LiveDraft; live: LiveFile; onSettled: (text: string) => void }) {
  const t = useTranslations('live.conflict')
  const { draft, live, onSettled } = props
  const [isMerging, setMerging] = useState(false)
  const merged = mergeTexts(draft.base.text, draft.text, live.text)
  const base = dataOf(draft.base.text)
  const columns = [
    { title: t('theirs'), changes: changesBetween(base, dataOf(live.text)) },
    { title: t('mine'), changes: changesBetween(base, dataOf(draft.text)) },
  ]
  return (
    <section aria-label={t('label')} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Notice
        tone="attention"
        live
        title={t('title')}
        actions={
          <>
            <Button size="sm" variant="primary" onPress={() => (merged.conflicts === 0 ? onSettled(merged.text) : setMerging(true))}>
              {merged.conflicts === 0 ? t('merge') : t('mergeCount', { count: merged.conflicts })}
            </Button>
            <Button size="sm" onPress={() => onSettled(draft.text)}>
              {t('overwrite')}
            </Button>
            <Button size="sm" variant="quiet" onPress={() => onSettled(live.text)}>
              {t('reload')}
            </Button>
          </>
        }
      >
        {t('text')}
      </Notice>
      {isMerging ? <Resolve parts={merged.parts} onSettled={onSettled} onBack={() => setMerging(false)} /> : null}
      <div className="grid gap-4 md:grid-cols-2">
        {columns.map(({ title, changes }) => (
          <section key={title} aria-label={title} className="min-w-0">
            <h3 className="mb-2 font-[620]">{title}</h3>
            {changes.length === 0 ? <p className="text-ink-2 text-small">{t('noFields')}</p> : <ChangeTable changes={changes} />}
          </section>
        ))}
      </div>
      <TextDiff label={t('label')} name="live.yml" before={live.text} after={draft.text} beforeLabel={t('theirs')} afterLabel={t('mine')} />
    </section>
  )
}

/** Each stretch that both changed, to be decided. */
function Resolve(props: { parts: readonly MergePart[]; onSettled: (text: string) => void; onBack: () => void }) {
  const t = useTranslations('live.conflict')
  const conflicts = props.parts.filter(isConflict)
  const [choices, setChoices] = useState<(Choice | undefined)[]>(conflicts.map(() => undefined))
  const resolved = resolvedText(props.parts, choices)
  const shown = (lines: readonly string[]) => (
    <span className="block whitespace-pre-wrap break-all font-mono text-small">{lines.join('').trimEnd() || t('nothing')}</span>
  )
  return (
    <section aria-label={t('resolve')} className="grid gap-4 rounded-panel border bg-raised px-4 py-3">
      <h3 className="font-[620]">{t('resolve')}</h3>
      {conflicts.map((part, index) => (
        <RadioCards
          // biome-ignore lint/suspicious/noArrayIndexKey: stretches have no other identity and never move
          key={index}
          label={t('stretch', { number: index + 1, count: conflicts.length })}
          value={choices[index]}
          onChange={(choice) => setChoices(choices.map((before, at) => (at === index ? choice : before)))}
          options={[
            { value: 'mine', title: t('takeMine'), description: shown(part.mine) },
            { value: 'theirs', title: t('takeTheirs'), description: shown(part.theirs) },
            ...(canTakeBoth(part)
              ? [{ value: 'both' as const, title: t('takeBoth'), description: shown([...part.mine, ...part.theirs]) }]
              : []),
          ]}
        />
      ))}
      <div className="flex gap-2">
        <Button
          variant="primary"
          onPress={() => (resolved === undefined ? undefined : props.onSettled(resolved))}
          {...(resolved === undefined ? { disabledReason: t('open') } : {})}
        >
          {t('takeMerged')}
        </Button>
        <Button variant="quiet" onPress={props.onBack}>
          {t('cancel')}
        </Button>
      </div>
    </section>
  )
}
