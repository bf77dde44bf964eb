'use client'

import { Download, Save } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ConfirmName } from '@/components/delete/ConfirmName'
import type { SettingsActions } from '@/components/settings/settings-actions'
import { Button } from '@/components/ui/Button'
import { buttonClass } from '@/components/ui/button-style'
import { Notice } from '@/components/ui/Notice'
import { Section } from '@/components/ui/Section'
import { TextField } from '@/components/ui/TextField'
import { showProblem } from '@/components/ui/toast'

/** Ends Scorepoint for good: a backup first for who wants one, a word to type, then nothing is left. */
export function RemoveEverything(props: { actions: SettingsActions }) {
  const t = useTranslations('settings.remove')
  const [isOpen, setOpen] = useState(false)
  const [isPending, setPending] = useState(false)
  const [isGone, setGone] = useState(false)
  const remove = async () => {
    setPending(true)
    const result = await props.actions.removeEverything({ confirmed: true })
    setPending(false)
    if (!result.ok) return showProblem(t('failed'), result.problem)
    setOpen(false)
    setGone(true)
  }
  if (isGone) {
    return (
      <div role="alert" className="fixed inset-0 z-100 flex flex-col items-center justify-center gap-3 bg-page px-6 text-center">
        <h2 className="font-[620] text-title">{t('gone.title')}</h2>
        <p className="max-w-[56ch] text-ink-2">{t.rich('gone.text', { code: (text) => <code>{text}</code> })}</p>
      </div>
    )
  }
  return (
    <Section title={t('title')} description={t('text')}>
      <BackupChoice save={props.actions.saveBackup} />
      <div className="mt-4">
        <Button variant="danger" onPress={() => setOpen(true)}>
          {t('button')}
        </Button>
      </div>
      <ConfirmName
        title={t('title')}
        name={t('word')}
        fieldLabel={t('fieldLabel')}
        confirm={t('button')}
        isOpen={isOpen}
        isPending={isPending}
        onOpenChange={setOpen}
        onConfirm={() => void remove()}
      >
        <p>{t('goes')}</p>
        <ul className="list-disc pl-5 text-ink-2">
          <li>{t('list.endpoints')}</li>
          <li>{t('list.assets')}</li>
          <li>{t('list.history')}</li>
          <li>{t('list.processes')}</li>
        </ul>
        <p className="text-ink-2 text-small">{t('stays')}</p>
      </ConfirmName>
    </Section>
  )
}

function BackupChoice(props: { save: SettingsActions['saveBackup'] }) {
  const t = useTranslations('settings.remove')
  const [folder, setFolder] = useState('~')
  const [error, setError] = useState<string>()
  const [saved, setSaved] = useState<string>()
  const [isPending, setPending] = useState(false)
  const save = async () => {
    setPending(true)
    const result = await props.save({ path: folder })
    setPending(false)
    if (!result.ok) return setError(result.problem.message)
    setError(undefined)
    setSaved(result.value.path)
  }
  return (
    <div className="flex max-w-2xl flex-col gap-3">
      <p className="text-small">{t('backupText')}</p>
      <form
        className="flex flex-wrap items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        {/* A plain link: the browser saves what it leads to, no page is opened. */}
        <a href="/api/storage/backup" download className={buttonClass({ className: 'mt-6' })}>
          <Download aria-hidden />
          {t('download')}
        </a>
        <TextField
          label={t('folder')}
          value={folder}
          onChange={(value) => {
            setFolder(value)
            setError(undefined)
          }}
          mono
          autoComplete="off"
          {...(error ? { error } : {})}
          className="min-w-52 flex-1"
        />
        <Button type="submit" icon={<Save aria-hidden />} isPending={isPending} className="mt-6">
          {t('save')}
        </Button>
      </form>
      {saved ? (
        <Notice tone="success" live>
          {t('saved', { path: saved })}
        </Notice>
      ) : null}
    </div>
  )
}
