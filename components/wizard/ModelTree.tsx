'use client'

import { useTranslations } from 'next-intl'
import { useBytes } from '@/components/ui/bytes'
import type { ModelFile } from '@/lib/contract/files'

/** Files as they lie below AZUREML_MODEL_DIR; longer lists scroll. */
export function ModelTree(props: { title: string; files: readonly ModelFile[]; fileCount: number; totalBytes: number }) {
  const t = useTranslations('scoring')
  const bytes = useBytes()
  const more = props.fileCount - props.files.length
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex flex-wrap items-baseline gap-x-2 text-small">
        <span className="font-[560]">{props.title}</span>
        <span className="num text-ink-3">{t('treeSummary', { count: props.fileCount, size: bytes(props.totalBytes) })}</span>
      </figcaption>
      <ul
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={props.title}
        className="max-h-52 overflow-auto rounded-control border bg-sunken px-3 py-2 font-mono text-small"
      >
        {props.files.map((file) => (
          <li key={file.path} className="flex justify-between gap-4">
            <span className="min-w-0 [overflow-wrap:anywhere]">{file.path}</span>
            <span className="num shrink-0 text-ink-3">{bytes(file.sizeBytes)}</span>
          </li>
        ))}
        {more > 0 ? <li className="text-ink-3">{t('treeMore', { count: more })}</li> : null}
      </ul>
    </figure>
  )
}
