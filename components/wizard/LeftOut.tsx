'use client'

import { useFormatter, useTranslations } from 'next-intl'
import type { ModelPreview } from '@/lib/contract/files'

/** How much of a folder is uploaded, and by name what its ignore file keeps here. */
export function LeftOut({ preview }: { preview: ModelPreview }) {
  const t = useTranslations('wizard')
  const format = useFormatter()
  const leftOut = preview.leftOut ?? []
  const size = format.number(preview.totalBytes / 1000, { maximumFractionDigits: 0 })
  return (
    <div className="-mt-3 text-ink-2 text-small">
      <p className="num">{t('codeSize', { count: preview.fileCount, size })}</p>
      {leftOut.length > 0 ? (
        <details>
          <summary className="cursor-pointer">
            {preview.ignoreFile
              ? t('leftOutBy', { count: leftOut.length, file: preview.ignoreFile })
              : t('leftOut', { count: leftOut.length })}
          </summary>
          <ul className="mt-1 max-h-40 overflow-y-auto rounded-control border bg-sunken px-3 py-2 font-mono">
            {leftOut.map((name) => (
              <li key={name} className="[overflow-wrap:anywhere]">
                {name}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  )
}
