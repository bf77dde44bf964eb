'use client'

import { useQuery } from '@tanstack/react-query'
import { File, Folder, FolderOpen } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { treeRows } from '@/components/assets/tree-rows'
import { useUrlState } from '@/components/frame/url-state'
import { useBytes } from '@/components/ui/bytes'
import { CopyButton } from '@/components/ui/CopyButton'
import { cx } from '@/components/ui/class-names'
import { Panel } from '@/components/ui/Panel'
import type { AssetVersionPage } from '@/lib/contract/asset-page'
import type { RegisteredKind } from '@/lib/contract/assets'
import { ProblemError } from '@/lib/problems/problem'
import { assetFileQuery } from '@/lib/queries/registered'

/** Beyond this many rows the list waits for a press: a page of ten thousand rows helps nobody. */
const shownRows = 400

/** The files of a version with sizes and checksums; the one chosen (in the address) is previewed when it is text. */
export function ArtifactTree(props: { kind: RegisteredKind; version: AssetVersionPage }) {
  const t = useTranslations('assets')
  const bytes = useBytes()
  const { files } = props.version
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [all, setAll] = useState(false)
  const [params, setParams] = useUrlState()
  const chosen = files.find((file) => file.path === params.get('file'))
  const rows = useMemo(() => treeRows(files, closed), [files, closed])
  const toggle = (path: string) =>
    setClosed((before) => {
      const next = new Set(before)
      if (!next.delete(path)) next.add(path)
      return next
    })
  return (
    <Panel title={t('artifacts')} aside={t('sizeOf', { size: bytes(props.version.sizeBytes ?? 0), count: files.length })}>
      {props.kind === 'models' ? <p className="mb-2 text-ink-2 text-small">{t('artifactsHelp')}</p> : null}
      <ul aria-label={t('artifacts')} className="max-h-96 overflow-auto rounded-control border">
        {rows.slice(0, all ? undefined : shownRows).map((row) => (
          <li key={row.path} className="border-b last:border-0">
            <button
              type="button"
              {...(row.file ? { 'aria-pressed': chosen?.path === row.path } : { 'aria-expanded': !closed.has(row.path) })}
              onClick={() => (row.file ? setParams({ file: chosen?.path === row.path ? undefined : row.path }) : toggle(row.path))}
              style={{ paddingLeft: 10 + row.depth * 18 }}
              className={cx(
                'flex min-h-8 w-full items-center gap-2 pr-3 text-left font-mono text-small focus-visible:-outline-offset-2',
                chosen?.path === row.path ? 'bg-accent-soft' : 'hover:bg-hover',
              )}
            >
              <span className="text-ink-3">
                {row.file ? <File aria-hidden /> : closed.has(row.path) ? <Folder aria-hidden /> : <FolderOpen aria-hidden />}
              </span>
              <span className="min-w-0 [overflow-wrap:anywhere]">{row.name}</span>
              {row.file ? (
                <span title={`SHA-256 ${row.file.sha256}`} className="ml-auto shrink-0 pl-4 text-ink-3 max-sm:hidden">
                  {row.file.sha256.slice(0, 12)}
                </span>
              ) : null}
              <span className={cx('num shrink-0 text-right text-ink-2', row.file ? 'w-20' : 'ml-auto pl-4')}>{bytes(row.sizeBytes)}</span>
            </button>
          </li>
        ))}
        {!all && rows.length > shownRows ? (
          <li>
            <button type="button" onClick={() => setAll(true)} className="min-h-8 w-full text-accent-text hover:bg-hover">
              {t('showAllFiles', { count: rows.length })}
            </button>
          </li>
        ) : null}
      </ul>
      {chosen ? <Preview kind={props.kind} version={props.version} path={chosen.path} sha256={chosen.sha256} /> : null}
    </Panel>
  )
}

function Preview(props: { kind: RegisteredKind; version: AssetVersionPage; path: string; sha256: string }) {
  const t = useTranslations('assets')
  const bytes = useBytes()
  const { data, error } = useQuery(assetFileQuery(props.kind, props.version.name, props.version.version, props.path))
  return (
    <section aria-label={t('previewOf', { path: props.path })} className="mt-3 overflow-hidden rounded-control border">
      <p className="flex flex-wrap items-center gap-x-2 border-b px-3 py-1.5 text-small">
        <code className="[overflow-wrap:anywhere]">{props.path}</code>
        <span className="ml-auto flex min-w-0 items-center gap-1 text-ink-3">
          <code className="truncate">SHA-256 {props.sha256.slice(0, 16)}…</code>
          <CopyButton what="SHA-256" text={props.sha256} />
        </span>
      </p>
      {error instanceof ProblemError ? <p className="px-3 py-2 text-failure">{error.problem.message}</p> : null}
      {data === undefined ? (
        error ? null : (
          <p className="px-3 py-2 text-ink-3">{t('reading')}</p>
        )
      ) : data.text === undefined ? (
        <p className="px-3 py-2 text-ink-2">{t('binary', { size: bytes(data.sizeBytes) })}</p>
      ) : (
        <>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            tabIndex={0}
            className="max-h-96 overflow-auto px-3 py-2 leading-5! focus-visible:-outline-offset-2"
          >
            {data.text}
          </pre>
          {data.truncated ? (
            <p className="border-t px-3 py-1.5 text-ink-3 text-small">{t('truncated', { size: bytes(data.sizeBytes) })}</p>
          ) : null}
        </>
      )}
    </section>
  )
}
