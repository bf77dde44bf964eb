'use client'

import { useQueryClient } from '@tanstack/react-query'
import { Archive, ArchiveRestore, Pencil, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { AssetActions } from '@/components/assets/asset-actions'
import { Menu } from '@/components/ui/Menu'
import { showProblem, showUndo } from '@/components/ui/toast'
import type { RegisteredKind } from '@/lib/contract/assets'

// Loaded when first opened: no page pays for it.
const EditDialog = dynamic(() => import('@/components/assets/AssetDialogs').then((module) => module.EditDialog), { ssr: false })
const DeleteDialog = dynamic(() => import('@/components/assets/AssetDialogs').then((module) => module.DeleteDialog), { ssr: false })

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
