'use client'

import { useQuery } from '@tanstack/react-query'
import { ArrowUp, File as FileIcon, Folder, House } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { Notice } from '@/components/ui/Notice'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { Skeleton } from '@/components/ui/Skeleton'
import type { FolderEntry } from '@/lib/contract/files'
import { ProblemError } from '@/lib/problems/problem'
import { folderQuery } from '@/lib/queries/files'

export type PathKind = 'file' | 'folder' | 'any'

/** Browses the folders the studio may read. Folders open on click; the footer chooses the open folder, a click on a file chooses it. */
export function PathPicker(props: {
  title: string
  kind: PathKind
  /** Folder to begin in; the home folder otherwise. */
  startAt?: string | undefined
  /** Shows only files with one of these endings. */
  endings?: readonly string[]
  isOpen: boolean
  onClose: () => void
  onChoose: (path: string) => void
}) {
  const t = useTranslations('files')
  const [path, setPath] = useState<string | undefined>(props.startAt)
  const query = useQuery({ ...folderQuery(path), enabled: props.isOpen })
  const listing = query.data
  const choose = (chosen: string) => {
    props.onChoose(chosen)
    props.onClose()
  }
  const entries = (listing?.entries ?? []).filter(
    (entry) =>
      entry.kind === 'folder' ||
      (props.kind !== 'folder' && (!props.endings || props.endings.some((ending) => entry.name.toLowerCase().endsWith(ending)))),
  )
  return (
    <Dialog
      title={props.title}
      isOpen={props.isOpen}
      onOpenChange={(open) => (open ? undefined : props.onClose())}
      size="lg"
      footer={
        <>
          <Button onPress={props.onClose}>{t('cancel')}</Button>
          {props.kind !== 'file' && listing ? (
            <Button variant="primary" onPress={() => choose(listing.path)}>
              {t('chooseFolder', { name: listing.path.split('/').at(-1) ?? listing.path })}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <Button
          size="sm"
          icon={<ArrowUp aria-hidden />}
          onPress={() => setPath(listing?.parent)}
          disabledReason={listing?.parent ? undefined : t('top')}
        >
          {t('up')}
        </Button>
        {listing?.roots.map((root) => (
          <Button key={root} size="sm" variant="quiet" icon={<House aria-hidden />} onPress={() => setPath(root)}>
            {root.split('/').at(-1) || root}
          </Button>
        ))}
        <code className="min-w-0 truncate text-ink-2 text-small">{listing?.path}</code>
      </div>
      {query.error instanceof ProblemError ? (
        <ProblemNotice
          problem={query.error.problem}
          actions={
            <Button size="sm" onPress={() => setPath(undefined)}>
              {t('home')}
            </Button>
          }
        />
      ) : query.isPending ? (
        <Skeleton className="h-72" />
      ) : (
        <ul className="h-72 overflow-y-auto rounded-control border" aria-label={t('entries')}>
          {entries.length === 0 ? <li className="px-3 py-2 text-ink-3">{t('empty')}</li> : null}
          {entries.map((entry) => (
            <li key={entry.path}>
              <EntryButton entry={entry} onPress={() => (entry.kind === 'folder' ? setPath(entry.path) : choose(entry.path))} />
            </li>
          ))}
        </ul>
      )}
      {listing?.truncated ? <Notice tone="info">{t('truncated')}</Notice> : null}
    </Dialog>
  )
}

function EntryButton({ entry, onPress }: { entry: FolderEntry; onPress: () => void }) {
  const format = useFormatter()
  return (
    <button
      type="button"
      onClick={onPress}
      className="flex w-full items-center gap-2 px-3 py-1.5 text-left hover:bg-hover focus-visible:-outline-offset-2"
    >
      {entry.kind === 'folder' ? <Folder className="text-accent-text" aria-hidden /> : <FileIcon className="text-ink-3" aria-hidden />}
      <span className="min-w-0 flex-1 truncate">{entry.name}</span>
      {entry.sizeBytes === undefined ? null : (
        <span className="num text-ink-3 text-small">{format.number(entry.sizeBytes / 1024, { maximumFractionDigits: 1 })} kB</span>
      )}
    </button>
  )
}
