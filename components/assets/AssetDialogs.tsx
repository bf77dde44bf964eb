'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type FormEvent, useId, useState } from 'react'
import type { ChangedAssetProps } from '@/components/assets/AssetMenu'
import { linesToTags, tagsToLines } from '@/components/assets/tag-lines'
import { UsedByList } from '@/components/assets/UsedBy'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { Notice } from '@/components/ui/Notice'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { TextArea } from '@/components/ui/TextArea'
import { TextField } from '@/components/ui/TextField'
import { showSuccess } from '@/components/ui/toast'
import type { Problem } from '@/lib/problems/problem'
import { assetHref } from '@/lib/queries/registered'

/** Description and tags of a name or a version. */
export function EditDialog(props: ChangedAssetProps & { which: string; onSaved: () => Promise<void>; onClose: () => void }) {
  const t = useTranslations('assets')
  const formId = useId()
  const [description, setDescription] = useState(props.description)
  const [lines, setLines] = useState(tagsToLines(props.tags))
  const [isPending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const tags = linesToTags(lines)
  const { kind, name, version } = props
  async function save(event: FormEvent) {
    event.preventDefault()
    if (!('tags' in tags) || isPending) return
    setPending(true)
    const result = await props.actions.edit({ kind, name, ...(version === undefined ? {} : { version }), description, tags: tags.tags })
    setPending(false)
    if (!result.ok) return setProblem(result.problem)
    await props.onSaved()
    showSuccess(t('saved', { which: props.which }))
    props.onClose()
  }
  return (
    <Dialog
      title={t('editTitle', { which: props.which })}
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}
      footer={
        <>
          <Button onPress={props.onClose}>{t('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" isPending={isPending}>
            {t('save')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void save(event)} className="grid gap-4">
        {problem ? <ProblemNotice problem={problem} title={t('changeFailed', { which: props.which })} /> : null}
        <p className="text-ink-2 text-small">{t('editHelp')}</p>
        <TextField label={t('description')} value={description} onChange={setDescription} autoFocus />
        <TextArea
          label={t('tags')}
          description={t('tagsHelp')}
          value={lines}
          onChange={setLines}
          error={'fault' in tags ? t('tagRule', { line: tags.fault }) : undefined}
          rows={3}
          mono
        />
      </form>
    </Dialog>
  )
}

/** Refused while something uses it, with the deployments named; otherwise asks once, for it cannot be undone. */
export function DeleteDialog(props: ChangedAssetProps & { which: string; onDeleted: () => Promise<void>; onClose: () => void }) {
  const t = useTranslations('assets')
  const router = useRouter()
  const [isPending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const { kind, name, version, usedBy } = props
  async function remove() {
    setPending(true)
    const result = await props.actions.remove({ kind, name, ...(version === undefined ? {} : { version }) })
    setPending(false)
    if (!result.ok) return setProblem(result.problem)
    await props.onDeleted()
    showSuccess(t('deleted', { which: props.which }))
    props.onClose()
    router.push(version === undefined ? `/${kind}` : assetHref(kind, name))
  }
  const isUsed = usedBy.length > 0
  return (
    <Dialog
      role="alertdialog"
      title={t('deleteTitle', { which: props.which })}
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}
      footer={
        <>
          <Button onPress={props.onClose}>{t('cancel')}</Button>
          <Button
            variant="dangerSolid"
            isPending={isPending}
            disabledReason={isUsed ? t('deleteBlocked') : undefined}
            onPress={() => void remove()}
          >
            {t('deleteConfirm')}
          </Button>
        </>
      }
    >
      {problem ? <ProblemNotice problem={problem} title={t('changeFailed', { which: props.which })} /> : null}
      {isUsed ? (
        <Notice tone="attention" title={t('inUse', { count: usedBy.length })}>
          <p className="mb-1">{t('inUseText')}</p>
          <UsedByList usedBy={usedBy} />
        </Notice>
      ) : (
        <p className="text-ink-2">{version === undefined ? t('deleteAllText') : t('deleteText')}</p>
      )}
    </Dialog>
  )
}
