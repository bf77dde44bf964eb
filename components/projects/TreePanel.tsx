'use client'

import { FilePlus, FolderPlus, RotateCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { EntryJob } from '@/components/projects/EntryDialogs'
import { ProjectTree } from '@/components/projects/ProjectTree'
import { faultCounts } from '@/components/projects/tree-rows'
import type { ProjectTreeState } from '@/components/projects/use-project-tree'
import { Button } from '@/components/ui/Button'
import { IconButton } from '@/components/ui/IconButton'
import { Menu } from '@/components/ui/Menu'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { Skeleton } from '@/components/ui/Skeleton'
import type { ProjectDocument, ProjectFinding } from '@/lib/contract/project'
import { folderOf } from '@/lib/domain/project/project-paths'

/** The tree of the folder with what can be done to its entries. */
export function TreePanel(props: {
  tree: ProjectTreeState
  isReadOnly: boolean
  chosen: string | undefined
  focused: string | undefined
  findings: readonly ProjectFinding[]
  documents: readonly ProjectDocument[]
  unsaved: ReadonlySet<string>
  onFocus: (path: string) => void
  onChoose: (path: string) => void
  onJob: (job: EntryJob) => void
}) {
  const { tree, isReadOnly, onJob } = props
  const t = useTranslations('projects')
  const counts = useMemo(() => faultCounts(props.findings), [props.findings])
  const row = tree.rows.find(({ entry }) => entry.path === props.focused)
  const below = row ? (row.entry.kind === 'folder' ? row.entry.path : folderOf(row.entry.path)) : ''
  const rename = (path: string) => {
    if (!isReadOnly) onJob({ job: 'rename', path })
  }
  const remove = (path: string) => {
    if (!isReadOnly) onJob({ job: 'delete', path, isFolder: tree.rows.some(({ entry }) => entry.path === path && entry.kind === 'folder') })
  }
  return (
    <section
      aria-label={t('files')}
      className="flex max-h-72 flex-col overflow-hidden rounded-panel border bg-raised lg:max-h-[calc(56dvh+17rem)]"
    >
      <div className="flex h-9 shrink-0 items-center gap-0.5 border-b px-2">
        <h2 className="mr-auto pl-1 font-[620] text-small">{t('files')}</h2>
        {isReadOnly || !row ? null : (
          <Menu
            size="sm"
            label={t('entry.actions', { name: row.entry.name })}
            sections={[
              [{ id: 'rename', label: t('entry.rename'), onAction: () => rename(row.entry.path) }],
              [{ id: 'delete', label: t('entry.delete'), isDanger: true, onAction: () => remove(row.entry.path) }],
            ]}
          />
        )}
        {isReadOnly ? null : (
          <>
            <IconButton size="sm" label={t('entry.file')} onPress={() => onJob({ job: 'file', below })}>
              <FilePlus aria-hidden />
            </IconButton>
            <IconButton size="sm" label={t('entry.folder')} onPress={() => onJob({ job: 'folder', below })}>
              <FolderPlus aria-hidden />
            </IconButton>
          </>
        )}
        <IconButton size="sm" label={t('readAgain')} onPress={() => tree.refresh()}>
          <RotateCw aria-hidden />
        </IconButton>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {tree.problem ? (
          <div className="p-2">
            <ProblemNotice
              title={t('treeFailed')}
              problem={tree.problem.problem}
              actions={
                <Button size="sm" onPress={() => tree.refresh()}>
                  {t('fault.again')}
                </Button>
              }
            />
          </div>
        ) : tree.isReading ? (
          <Skeleton className="m-2 h-40" />
        ) : tree.rows.length === 0 ? (
          <p className="p-3 text-ink-2 text-small">{t('emptyFolder')}</p>
        ) : (
          <ProjectTree
            rows={tree.rows}
            chosen={props.chosen}
            focused={props.focused}
            counts={counts}
            documents={props.documents}
            unsaved={props.unsaved}
            onFocus={props.onFocus}
            onToggle={tree.toggle}
            onChoose={props.onChoose}
            onRename={rename}
            onDelete={remove}
          />
        )}
        {tree.truncated.length > 0 ? <p className="p-2 text-ink-3 text-small">{t('truncated')}</p> : null}
      </div>
    </section>
  )
}
