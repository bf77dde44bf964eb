'use client'

import { PlainEditor } from '@/components/editor/PlainEditor'

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
  className?: string
}

/** Two texts side by side, the right one editable when `onChange` is given. */
export function TextDiff(props: TextDiffProps) {
  const { before, after, onChange } = props
  const name = props.name ?? 'text.yml'
  return (
    <section aria-label={props.label} className="grid overflow-hidden rounded-panel border md:grid-cols-2">
      <div className="flex h-96 flex-col border-r">
        <p className="border-b px-3 py-1.5 text-ink-2 text-small">{props.beforeLabel}</p>
        <PlainEditor label={props.beforeLabel} name={name} text={before} />
      </div>
      <div className="flex h-96 flex-col">
        <p className="border-b px-3 py-1.5 text-ink-2 text-small">{props.afterLabel}</p>
        <PlainEditor label={props.afterLabel} name={name} text={after} {...(onChange ? { onChange } : {})} />
      </div>
    </section>
  )
}
