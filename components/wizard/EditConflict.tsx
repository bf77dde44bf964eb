'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { ChangeTable, dataOf } from '@/components/wizard/EditReview'
import type { DeploymentDraft, EditedDeployment } from '@/components/wizard/use-deployment-draft'
import { applyChanges, changesBetween, mergeable } from '@/lib/domain/deployment-edit/deployment-edit'
import { ProblemError, type Result } from '@/lib/problems/problem'

/** The deployment changed while it was edited: what they changed, what both did, and three ways on. Nothing was sent. */
export function EditConflict(props: {
  endpoint: string
  draft: DeploymentDraft
  edited: EditedDeployment
  readLive: (input: { endpoint: string; deployment: string }) => Promise<Result<{ liveText: string; fingerprint: string }>>
  onSettled: () => void
}) {
  const t = useTranslations('wizard')
  const { draft, edited, endpoint } = props
  const live = useQuery({
    queryKey: ['live-deployment', endpoint, edited.deployment, edited.fingerprint],
    queryFn: async () => {
      const result = await props.readLive({ endpoint, deployment: edited.deployment })
      if (!result.ok) throw new ProblemError(result.problem)
      return result.value
    },
    retry: false,
    gcTime: 0,
  })
  if (live.error instanceof ProblemError) return <ProblemNotice problem={live.error.problem} title={t('failed')} />
  if (!live.data) return <Notice tone="attention" title={t('changedMeanwhile')} live />
  const theirs = changesBetween(dataOf(edited.liveText), dataOf(live.data.liveText))
  const { safe, both } = mergeable(theirs, changesBetween(dataOf(edited.liveText), dataOf(draft.text)))
  const next: EditedDeployment = { deployment: edited.deployment, fingerprint: live.data.fingerprint, liveText: live.data.liveText }
  const goOn = (text: string) => {
    draft.rebase(next, text)
    props.onSettled()
  }
  return (
    <Notice
      tone="attention"
      live
      title={t('changedMeanwhile')}
      actions={
        <>
          <Button size="sm" onPress={() => goOn(applyChanges(draft.text, safe))}>
            {both.length > 0 ? t('takeTheirsKeepMine') : t('takeTheirs')}
          </Button>
          <Button size="sm" onPress={() => goOn(draft.text)}>
            {t('overwrite')}
          </Button>
          <Button size="sm" variant="quiet" onPress={() => goOn(next.liveText)}>
            {t('dropMine')}
          </Button>
        </>
      }
    >
      <p className="mb-2">{t('changedMeanwhileText')}</p>
      <ChangeTable changes={theirs} />
      {both.length > 0 ? <p className="mt-2">{t('bothChanged', { fields: both.map(({ path }) => path.join('.')).join(', ') })}</p> : null}
    </Notice>
  )
}
