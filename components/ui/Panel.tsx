import type { ReactNode } from 'react'
import { cx } from '@/components/ui/class-names'

/** A raised area with a border. Never inside another Panel. `flush`: no padding (tables, code). */
export function Panel(props: { title?: ReactNode; aside?: ReactNode; children: ReactNode; flush?: boolean; className?: string }) {
  return (
    <section className={cx('min-w-0 rounded-panel border bg-raised', props.flush && 'overflow-hidden', props.className)}>
      {props.title || props.aside ? (
        <div className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-2">
          {props.title ? <h2 className="font-[620] text-base">{props.title}</h2> : null}
          {props.aside ? <div className="ml-auto flex items-center gap-2 text-ink-2 text-small">{props.aside}</div> : null}
        </div>
      ) : null}
      <div className={props.flush ? '' : cx('px-4 pb-4', !(props.title || props.aside) && 'pt-4')}>{props.children}</div>
    </section>
  )
}
