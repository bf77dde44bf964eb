'use client'

import { ArrowLeft } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { TextDiff } from '@/components/editor/TextDiff'
import { PlanView } from '@/components/live-yaml/PlanView'
import type { LiveDraft } from '@/components/live-yaml/use-live-draft'
import { Button } from '@/components/ui/Button'
import { ChangeTable, dataOf } from '@/components/wizard/EditReview'
import type { LiveFile } from '@/lib/contract/live-file'
import { planEdit } from '@/lib/domain/live-edit/edit-plan'
import { writeAt } from '@/lib/domain/yaml-edit/yaml-edit'

/** What the edit changes, side by side and field by field, what that does to the instances, and the button that does it. */
export function ReviewPanel(props: {
  kind: 'endpoint' | 'deployment'
  name: string
  draft: LiveDraft
  live: LiveFile
  isPending: boolean
  /** Why nothing can be applied now. */
  blocked: string | undefined
  onApply: (text: string) => Promise<boolean>
  onBack: () => void
}) {
  const t = useTranslations('live')
  const { draft, live, blocked, isPending } = props
  const plan = planEdit(props.kind, draft.changes, dataOf(draft.text))
  const disabled = blocked ? { disabledReason: blocked } : {}
  async function applyCount(to: number) {
    const countOnly = writeAt(live.text, ['instance_count'], to)
    // The rest of the edit stays; the count alone is no change of others.
    if (await props.onApply(countOnly)) draft.expect(countOnly)
  }
  return (
    <section aria-label={t('reviewLabel', { name: props.name })} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <Button size="sm" variant="quiet" icon={<ArrowLeft aria-hidden />} onPress={props.onBack}>
          {t('back')}
        </Button>
        <h2 className="font-[620]">{t('changes', { count: draft.changes.length })}</h2>
        <span className="ml-auto flex flex-wrap items-center gap-2">
          {plan.kind === 'count-first' ? (
            <>
              <Button isPending={isPending} onPress={() => void props.onApply(draft.text)} {...disabled}>
                {t('applyAll')}
              </Button>
              <Button variant="primary" isPending={isPending} onPress={() => void applyCount(plan.to)} {...disabled}>
                {t('applyCount', { count: plan.to })}
              </Button>
            </>
          ) : (
            <Button variant="primary" isPending={isPending} onPress={() => void props.onApply(draft.text)} {...disabled}>
              {t('apply')}
            </Button>
          )}
        </span>
      </div>
      {blocked ? (
        <p role="status" className="text-attention text-small">
          {blocked}
        </p>
      ) : null}
      <ChangeTable changes={draft.changes} />
      <PlanView plan={plan} />
      <TextDiff
        label={t('diffLabel')}
        name={props.name}
        before={live.text}
        after={draft.text}
        beforeLabel={t('live')}
        afterLabel={t('yours')}
        onChange={draft.setText}
      />
    </section>
  )
}
