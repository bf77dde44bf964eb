'use client'

import type { ReactNode } from 'react'
import { CopyButton } from '@/components/ui/CopyButton'
import { cx } from '@/components/ui/class-names'

/** A block of code. `title` heads it with a copy button; `children` replaces the text when it is coloured. */
export function Code(props: { text: string; title?: string; wrap?: boolean; children?: ReactNode; className?: string; bare?: boolean }) {
  const { text, title, wrap = false, children, className, bare = false } = props
  return (
    <div className={cx('min-w-0 overflow-hidden', !bare && 'rounded-panel border bg-raised', className)}>
      {title ? (
        <div className="flex h-10 items-center gap-2 border-b px-3">
          <span className="min-w-0 truncate font-mono text-ink-2 text-small">{title}</span>
          <span className="ml-auto">
            <CopyButton what={title} text={text} />
          </span>
        </div>
      ) : null}
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard
        tabIndex={0}
        className={cx('overflow-x-auto px-3 py-2.5 leading-5! focus-visible:-outline-offset-2', wrap && 'whitespace-pre-wrap break-words')}
      >
        {children ?? text}
      </pre>
    </div>
  )
}
