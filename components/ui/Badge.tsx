import type { ReactNode } from 'react'
import { cx } from '@/components/ui/class-names'

/** The five status hues; status is always hue + icon + word. */
export type Hue = 'success' | 'progress' | 'attention' | 'failure' | 'unknown'

const hues: Record<Hue, string> = {
  success: 'bg-success-soft text-success',
  progress: 'bg-progress-soft text-progress',
  attention: 'bg-attention-soft text-attention',
  failure: 'bg-failure-soft text-failure',
  unknown: 'bg-unknown-soft text-unknown',
}

/** A pill in a status hue. `compact` for counts inside buttons. */
export function Badge(props: { hue: Hue; icon?: ReactNode; children: ReactNode; compact?: boolean; className?: string }) {
  return (
    <span
      className={cx(
        'num inline-flex items-center align-middle gap-1.5 whitespace-nowrap rounded-full font-[540] text-small [&_svg]:size-[13px]!',
        props.compact ? 'h-[18px] px-1.5' : 'h-[22px] pr-2 pl-[7px]',
        hues[props.hue],
        props.className,
      )}
    >
      {props.icon}
      {props.children}
    </span>
  )
}

/** A neutral tag: auth mode, `team=risk`, a version. */
export function Tag(props: { children: ReactNode; className?: string }) {
  return (
    <span
      className={cx(
        'inline-block whitespace-nowrap rounded-sm border px-1.5 text-[0.75rem] text-ink-2 leading-[1.125rem]',
        props.className,
      )}
    >
      {props.children}
    </span>
  )
}
