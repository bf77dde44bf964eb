import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '@/components/ui/class-names'

export type Tone = 'info' | 'success' | 'attention' | 'failure'

const looks: Record<Tone, { box: string; icon: ReactNode }> = {
  info: { box: 'border-line bg-sunken', icon: <Info className="text-ink-2" aria-hidden /> },
  success: { box: 'border-success/40 bg-success-soft', icon: <CircleCheck className="text-success-icon" aria-hidden /> },
  attention: { box: 'border-attention/40 bg-attention-soft', icon: <TriangleAlert className="text-attention-icon" aria-hidden /> },
  failure: { box: 'border-failure/60 bg-failure-soft', icon: <CircleAlert className="text-failure-icon" aria-hidden /> },
}

/** Something to know at this place: what happened, why, what to do. `live` announces it when it appears. */
export function Notice(props: {
  tone: Tone
  title?: ReactNode
  children?: ReactNode
  actions?: ReactNode
  live?: boolean
  className?: string
}) {
  const look = looks[props.tone]
  return (
    <div
      {...(props.live ? { role: props.tone === 'failure' ? 'alert' : 'status' } : {})}
      className={cx('flex items-start gap-2.5 rounded-control border px-3 py-2.5', look.box, props.className)}
    >
      <span className="mt-0.5">{look.icon}</span>
      <div className="min-w-0 flex-1">
        {props.title ? <p className="font-[620]">{props.title}</p> : null}
        {props.children ? <div className="break-words text-small [overflow-wrap:anywhere]">{props.children}</div> : null}
        {props.actions ? <div className="mt-2 flex flex-wrap gap-2">{props.actions}</div> : null}
      </div>
    </div>
  )
}
