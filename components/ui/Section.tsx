import type { ReactNode } from 'react'
import { cx } from '@/components/ui/class-names'

/** A heading, one line of explanation where it helps, and content; 24 px apart from the next by the parent's gap. */
export function Section(props: {
  title: ReactNode
  description?: ReactNode
  actions?: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <section className={props.className}>
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className={cx('min-w-0', props.description !== undefined && 'flex-[1_1_16rem]')}>
          <h2 className="font-[620] text-heading">{props.title}</h2>
          {props.description ? <p className="text-ink-2 text-small">{props.description}</p> : null}
        </div>
        {props.actions ? <div className="ml-auto flex flex-wrap items-center gap-2">{props.actions}</div> : null}
      </div>
      {props.children}
    </section>
  )
}
