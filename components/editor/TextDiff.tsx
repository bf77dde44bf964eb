'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { PlainEditor } from '@/components/editor/PlainEditor'
import { useMonaco } from '@/components/editor/use-monaco'
import { cx } from '@/components/ui/class-names'

export interface TextDiffProps {
  label: string
  before: string
  after: string
  beforeLabel: string
  afterLabel: string
  /** Name of the file, for colouring. */
  name?: string
  /** The right side can be edited. */
  onChange?: (after: string) => void
  /** A height, if not 24rem. */
  className?: string
}

const loadView = async () => (await import('@/components/editor/MonacoDiff')).MonacoDiff

/** Two texts side by side with their differences marked, the right one editable when `onChange` is given. */
export function TextDiff(props: TextDiffProps) {
  const { label, before, after, beforeLabel, afterLabel, onChange } = props
  const t = useTranslations('editor')
  const name = props.name ?? 'text.yml'
  const loaded = useMonaco(loadView)
  const [changes, setChanges] = useState<number>()
  return (
    <section aria-label={label} className={cx('flex h-96 flex-col overflow-hidden rounded-panel border bg-raised', props.className)}>
      {/* Each name above its side, with the sign its lines bear: on small screens both sides stand in one column. */}
      <div className="flex border-b py-1.5 text-ink-2 text-small sm:grid sm:grid-cols-2">
        <span className="min-w-0 truncate px-3">
          <span aria-hidden className="mr-1.5 font-mono text-failure">
            −
          </span>
          {beforeLabel}
        </span>
        <span className="flex min-w-0 flex-1 gap-3 px-3">
          <span className="min-w-0 flex-1 truncate">
            <span aria-hidden className="mr-1.5 font-mono text-success">
              +
            </span>
            {afterLabel}
          </span>
          <span role="status" className="num text-ink-3">
            {changes === undefined ? '' : t('changes', { count: changes })}
          </span>
        </span>
      </div>
      {loaded ? (
        <loaded.view {...props} monaco={loaded.monaco} onCount={setChanges} />
      ) : (
        <div className="grid min-h-0 flex-1 grid-cols-2 divide-x">
          <PlainEditor label={beforeLabel} name={name} text={before} />
          <PlainEditor label={afterLabel} name={name} text={after} {...(onChange ? { onChange } : {})} />
        </div>
      )}
    </section>
  )
}
