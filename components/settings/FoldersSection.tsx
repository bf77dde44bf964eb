'use client'

import { FolderPlus, FolderX } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { SettingsActions } from '@/components/settings/settings-actions'
import { Tag } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { EmptyState } from '@/components/ui/EmptyState'
import { IconButton } from '@/components/ui/IconButton'
import { Section } from '@/components/ui/Section'
import { Table, Td, Th, Tr } from '@/components/ui/Table'
import { TextField } from '@/components/ui/TextField'
import { showProblem, showUndo } from '@/components/ui/toast'
import type { AllowedFolder } from '@/lib/contract/folders'
import type { Result } from '@/lib/problems/problem'

/** Which folders of this computer the studio may read models and code from. */
export function FoldersSection(props: { folders: readonly AllowedFolder[]; actions: SettingsActions }) {
  const t = useTranslations('settings.folders')
  const router = useRouter()
  const [folders, setFolders] = useState(props.folders)
  const [path, setPath] = useState('')
  const [error, setError] = useState<string>()
  const [isPending, setPending] = useState(false)
  const take = (result: Result<AllowedFolder[]>, title: string) => {
    if (result.ok) {
      setFolders(result.value)
      router.refresh()
    } else showProblem(title, result.problem)
    return result.ok
  }
  const add = async () => {
    if (!path.trim()) return setError(t('required'))
    setPending(true)
    const result = await props.actions.addFolder({ path })
    setPending(false)
    if (!result.ok) return setError(result.problem.message)
    setFolders(result.value)
    setPath('')
    setError(undefined)
  }
  const remove = async (folder: AllowedFolder) => {
    if (!take(await props.actions.removeFolder({ path: folder.path }), t('notRemoved'))) return
    showUndo(t('removed', { path: folder.path }), {
      label: t('undo'),
      onUndo: async () =>
        void take(
          folder.origin === 'added' ? await props.actions.addFolder({ path: folder.path }) : await props.actions.restoreFolders({}),
          t('notAdded'),
        ),
    })
  }
  return (
    <Section title={t('title')} description={t('text')}>
      {folders.length === 0 ? (
        <EmptyState
          headingLevel={3}
          title={t('none')}
          description={t('noneText')}
          action={<Button onPress={async () => void take(await props.actions.restoreFolders({}), t('notAdded'))}>{t('restore')}</Button>}
        />
      ) : (
        <Table
          label={t('title')}
          head={
            <>
              <Th>{t('path')}</Th>
              <Th>{t('why')}</Th>
              <Th hiddenLabel={t('actions')} />
            </>
          }
        >
          {folders.map((folder) => (
            <Tr key={folder.path}>
              <Td mono className="whitespace-normal! [overflow-wrap:anywhere]">
                {folder.path}
              </Td>
              <Td>
                <Tag>{t(`origin.${folder.origin}`)}</Tag>
              </Td>
              <Td controls className="w-10 text-right">
                <IconButton label={t('remove', { path: folder.path })} size="sm" onPress={() => void remove(folder)}>
                  <FolderX aria-hidden />
                </IconButton>
              </Td>
            </Tr>
          ))}
        </Table>
      )}
      <form
        className="mt-4 flex max-w-2xl flex-wrap items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <TextField
          label={t('new')}
          value={path}
          onChange={(value) => {
            setPath(value)
            setError(undefined)
          }}
          mono
          placeholder="~/projects/models"
          autoComplete="off"
          {...(error ? { error } : {})}
          className="min-w-60 flex-1"
        />
        <Button type="submit" icon={<FolderPlus aria-hidden />} isPending={isPending} className="mt-6">
          {t('add')}
        </Button>
      </form>
    </Section>
  )
}
