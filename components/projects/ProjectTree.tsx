'use client'

import {
  Boxes,
  ChevronDown,
  ChevronRight,
  CircleAlert,
  Database,
  File,
  FileArchive,
  FileCode,
  FileJson,
  FileText,
  Folder,
  FolderOpen,
  FolderSymlink,
  Link2,
  PackageOpen,
  Rocket,
  Share2,
  TriangleAlert,
} from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { type FaultCount, moveBy, type TreeRow } from '@/components/projects/tree-rows'
import { useBytes } from '@/components/ui/bytes'
import { cx } from '@/components/ui/class-names'
import type { ProjectDocument, ProjectEntry } from '@/lib/contract/project'

const documentIcons = {
  endpoint: <Share2 aria-hidden />,
  deployment: <Rocket aria-hidden />,
  model: <PackageOpen aria-hidden />,
  environment: <Boxes aria-hidden />,
  conda: <Boxes aria-hidden />,
}

/** The icon of a file: by what the product knows it to be, else by its ending. */
export function fileIcon(
  entry: Pick<ProjectEntry, 'name' | 'kind' | 'isLink' | 'opens'>,
  document?: ProjectDocument,
  isOpen = false,
): ReactNode {
  if (entry.kind === 'folder') {
    if (entry.isLink) return <FolderSymlink aria-hidden />
    return isOpen ? <FolderOpen aria-hidden /> : <Folder aria-hidden />
  }
  if (document) return documentIcons[document.kind]
  if (entry.isLink) return <Link2 aria-hidden />
  if (entry.opens === 'binary') return <FileArchive aria-hidden />
  if (entry.opens === 'large') return <Database aria-hidden />
  if (/\.py$/.test(entry.name)) return <FileCode aria-hidden />
  if (/\.json$/.test(entry.name)) return <FileJson aria-hidden />
  if (/\.(md|txt|ya?ml)$/.test(entry.name)) return <FileText aria-hidden />
  return <File aria-hidden />
}

/** The files of the folder as a tree for mouse and keyboard; a folder is read when it is opened. */
export function ProjectTree(props: {
  rows: readonly TreeRow[]
  /** File in the editor. */
  chosen: string | undefined
  /** Entry the actions above the tree are about. */
  focused: string | undefined
  counts: ReadonlyMap<string, FaultCount>
  documents: readonly ProjectDocument[]
  unsaved: ReadonlySet<string>
  onFocus: (path: string) => void
  onToggle: (path: string) => void
  onChoose: (path: string) => void
  onRename: (path: string) => void
  onDelete: (path: string) => void
}) {
  const t = useTranslations('projects')
  const bytes = useBytes()
  const { rows, focused } = props
  const elements = useRef(new Map<string, HTMLElement>())
  const [wanted, setWanted] = useState<string>()
  const tabStop = rows.some(({ entry }) => entry.path === focused) ? focused : rows[0]?.entry.path
  useEffect(() => {
    if (wanted === undefined) return
    elements.current.get(wanted)?.focus()
    setWanted(undefined)
  }, [wanted])

  const choose = ({ path, opens }: ProjectEntry) => {
    if (opens === 'text' || opens === undefined) props.onChoose(path)
  }
  function onKey(event: KeyboardEvent, path: string) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'F2') props.onRename(path)
    else if (event.key === 'Delete') props.onDelete(path)
    else {
      const move = moveBy(event.key, rows, path)
      if (!move) return
      if ('focus' in move) setWanted(move.focus)
      else if ('toggle' in move) props.onToggle(move.toggle)
      else {
        const found = rows.find(({ entry }) => entry.path === move.choose)
        if (found) choose(found.entry)
      }
    }
    event.preventDefault()
    // Letters belong to the tree here, not to the shortcuts of the page.
    event.stopPropagation()
  }
  return (
    <div role="tree" aria-label={t('files')} className="select-none py-1 text-small">
      {rows.map(({ entry, level, isOpen, position, siblings }) => {
        const document = props.documents.find(({ path }) => path === entry.path)
        const count = props.counts.get(entry.path)
        const isClosedFile = entry.opens === 'large' || entry.opens === 'binary'
        const isChosen = entry.path === props.chosen
        return (
          <div
            key={entry.path}
            role="treeitem"
            aria-level={level}
            aria-posinset={position}
            aria-setsize={siblings}
            aria-selected={isChosen}
            {...(entry.kind === 'folder' ? { 'aria-expanded': isOpen } : {})}
            {...(isClosedFile ? { 'aria-disabled': true } : {})}
            tabIndex={entry.path === tabStop ? 0 : -1}
            ref={(element) => {
              if (element) elements.current.set(entry.path, element)
              else elements.current.delete(entry.path)
            }}
            onFocus={() => props.onFocus(entry.path)}
            onKeyDown={(event) => onKey(event, entry.path)}
            onClick={() => (entry.kind === 'folder' ? props.onToggle(entry.path) : choose(entry))}
            title={
              isClosedFile ? t(`opens.${entry.opens === 'large' ? 'large' : 'binary'}`, { size: bytes(entry.sizeBytes ?? 0) }) : entry.path
            }
            style={{ paddingLeft: 8 + (level - 1) * 14 }}
            className={cx(
              'flex h-7 cursor-default items-center gap-1.5 pr-2 focus-visible:-outline-offset-2 [&_svg]:size-[15px] [&_svg]:shrink-0',
              isChosen ? 'bg-accent-soft text-ink' : 'hover:bg-hover',
              isClosedFile && 'text-ink-3',
            )}
          >
            <span className="w-4 text-ink-3">
              {entry.kind === 'folder' ? isOpen ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden /> : null}
            </span>
            <span className={document ? 'text-accent-text' : 'text-ink-3'}>{fileIcon(entry, document, isOpen)}</span>
            <span className={cx('min-w-0 truncate', count?.errors ? 'text-failure' : count?.warnings ? 'text-attention' : '')}>
              {entry.name}
            </span>
            {props.unsaved.has(entry.path) ? (
              <span className="size-2 shrink-0 rounded-full bg-accent" role="img" aria-label={t('unsaved')} title={t('unsaved')} />
            ) : null}
            {count ? <FaultMark count={count} /> : null}
          </div>
        )
      })}
    </div>
  )
}

/** How many problems a file has: the icon and word of the worst, and the number of all. */
export function FaultMark({ count }: { count: FaultCount }) {
  const t = useTranslations('projects')
  const isError = count.errors > 0
  return (
    <span
      role="img"
      aria-label={t('faults', { errors: count.errors, warnings: count.warnings })}
      title={t('faults', { errors: count.errors, warnings: count.warnings })}
      className={cx('num ml-auto inline-flex shrink-0 items-center gap-1', isError ? 'text-failure' : 'text-attention')}
    >
      {isError ? <CircleAlert className="size-3.5!" aria-hidden /> : <TriangleAlert className="size-3.5!" aria-hidden />}
      {count.errors + count.warnings}
    </span>
  )
}
