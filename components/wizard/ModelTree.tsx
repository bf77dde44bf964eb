'use client'

import { useFormatter, useTranslations } from 'next-intl'
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

/** `1.2 kB` in the reader's language. */
export function useBytes(): (bytes: number) => string {
  const format = useFormatter()
  return (value) => {
    // Intl would write "167 byte".
    if (value < 1000) return `${format.number(value)} B`
    const units = ['kilobyte', 'megabyte', 'gigabyte'] as const
    const step = Math.min(units.length, Math.floor(Math.log10(value) / 3))
    return format.number(value / 1000 ** step, {
      style: 'unit',
      unit: units[step - 1] ?? 'gigabyte',
      unitDisplay: 'short',
      maximumSignificantDigits: 3,
    })
  }
}
