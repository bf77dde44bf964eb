'use client'

import { useTranslations } from 'next-intl'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { TextField } from '@/components/ui/TextField'
import type { Problem } from '@/lib/problems/problem'

export type EntryJob =
  | { job: 'file' | 'folder'; below: string }
  | { job: 'rename'; path: string }
  | { job: 'delete'; path: string; isFolder: boolean }

/** Names a new file or folder, or a new name or place of one. `run` answers why it failed. */
export function NameDialog(props: {
  job: Exclude<EntryJob, { job: 'delete' }>
  run: (path: string) => Promise<Problem | undefined>
  onClose: () => void
}) {
  const { job } = props
  const t = useTranslations('projects')
  const formId = useId()
  const [path, setPath] = useState(job.job === 'rename' ? job.path : job.below === '' ? '' : `${job.below}/`)
  const [problem, setProblem] = useState<Problem>()
  const [isPending, setPending] = useState(false)
  async function submit(event: FormEvent) {
    event.preventDefault()
    const wanted = path.trim().replace(/^\.\//, '')
    if (isPending || wanted === '') return
    setPending(true)
    const found = await props.run(wanted)
    setPending(false)
    if (found) setProblem(found)
    else props.onClose()
  }
  return (
    <Dialog
      title={t(`entry.${job.job}`)}
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}
      size="sm"
      footer={
        <>
          <Button onPress={props.onClose}>{t('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" isPending={isPending}>
            {t(job.job === 'rename' ? 'entry.renameNow' : 'entry.make')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void submit(event)} className="grid gap-3">
        <TextField label={t('entry.path')} description={t('entry.pathHelp')} value={path} onChange={setPath} mono autoFocus isRequired />
        {problem ? <ProblemNotice problem={problem} /> : null}
      </form>
    </Dialog>
  )
}

/** Asks before a file or folder is removed from the disk. */
export function DeleteEntryDialog(props: {
  path: string
  isFolder: boolean
  run: () => Promise<Problem | undefined>
  onClose: () => void
}) {
  const t = useTranslations('projects')
  const [problem, setProblem] = useState<Problem>()
  const [isPending, setPending] = useState(false)
  async function remove() {
    setPending(true)
    const found = await props.run()
    setPending(false)
    if (found) setProblem(found)
    else props.onClose()
  }
  return (
    <Dialog
      role="alertdialog"
      title={t('entry.deleteTitle', { path: props.path })}
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}
      size="sm"
      footer={
        <>
          <Button onPress={props.onClose}>{t('cancel')}</Button>
          <Button variant="dangerSolid" isPending={isPending} onPress={() => void remove()}>
            {t('entry.delete')}
          </Button>
        </>
      }
    >
      <p className="text-ink-2">{t(props.isFolder ? 'entry.deleteFolderText' : 'entry.deleteText')}</p>
      {problem ? <ProblemNotice problem={problem} /> : null}
    </Dialog>
  )
}
