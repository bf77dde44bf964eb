'use client'

import { useQueryClient } from '@tanstack/react-query'
import { Archive, ArchiveRestore, Pencil, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type FormEvent, useId, useState } from 'react'
import type { AssetActions } from '@/components/assets/asset-actions'
import { linesToTags, tagsToLines } from '@/components/assets/tag-lines'
import { UsedByList } from '@/components/assets/UsedBy'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { Menu } from '@/components/ui/Menu'
import { Notice } from '@/components/ui/Notice'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { TextArea } from '@/components/ui/TextArea'
import { TextField } from '@/components/ui/TextField'
import { showProblem, showSuccess, showUndo } from '@/components/ui/toast'
import type { RegisteredKind } from '@/lib/contract/assets'
import type { Problem } from '@/lib/problems/problem'
import { assetHref } from '@/lib/queries/registered'

export interface ChangedAssetProps {
  kind: RegisteredKind
  name: string
  /** Absent = the name with all its versions. */
  version?: string
  description: string
  tags: Record<string, string>
  isArchived: boolean
  usedBy: readonly string[]
  actions: AssetActions
}

/** Edit, archive or restore, delete: the menu of a name or of a version. */
export function AssetMenu(props: ChangedAssetProps) {
  const t = useTranslations('assets')
  const client = useQueryClient()
  const [open, setOpen] = useState<'edit' | 'delete'>()
  const { kind, name, version, isArchived, actions } = props
  const which = version === undefined ? name : `${name}:${version}`
  const target = { kind, name, ...(version === undefined ? {} : { version }) }
  const refresh = () => client.invalidateQueries({ queryKey: ['registered', kind] })

  async function archive(next: boolean) {
    const result = await actions.edit({ ...target, isArchived: next })
    if (!result.ok) return showProblem(t('changeFailed', { which }), result.problem)
    await refresh()
    showUndo(t(next ? 'archivedNow' : 'restoredNow', { which }), { label: t('undo'), onUndo: () => void archive(!next) })
  }
  return (
    <>
      <Menu
        label={t('moreFor', { which })}
        variant="default"
        sections={[
          [
            { id: 'edit', label: t('editFacts'), icon: <Pencil aria-hidden />, onAction: () => setOpen('edit') },
            isArchived
              ? { id: 'restore', label: t('restore'), icon: <ArchiveRestore aria-hidden />, onAction: () => void archive(false) }
              : {
                  id: 'archive',
                  label: t('archive'),
                  description: t('archiveHint'),
                  icon: <Archive aria-hidden />,
                  onAction: () => void archive(true),
                },
          ],
          [{ id: 'delete', label: t('deleteAction'), icon: <Trash2 aria-hidden />, isDanger: true, onAction: () => setOpen('delete') }],
        ]}
      />
      {open === 'edit' ? <EditDialog {...props} which={which} onSaved={refresh} onClose={() => setOpen(undefined)} /> : null}
      {open === 'delete' ? <DeleteDialog {...props} which={which} onDeleted={refresh} onClose={() => setOpen(undefined)} /> : null}
    </>
  )
}

function EditDialog(props: ChangedAssetProps & { which: string; onSaved: () => Promise<void>; onClose: () => void }) {
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
function DeleteDialog(props: ChangedAssetProps & { which: string; onDeleted: () => Promise<void>; onClose: () => void }) {
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
