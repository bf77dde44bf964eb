import type { ReactNode } from 'react'

/** Title line of a page: the only h1, badges beside it, actions right (the primary one last). */
export function PageHead(props: { title: ReactNode; badges?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 min-h-15.5 pt-4.5 pb-3">
      <h1 className="min-w-0 break-words font-[620] text-title">{props.title}</h1>
      {props.badges}
      {props.actions ? <div className="ml-auto flex flex-wrap items-center gap-2">{props.actions}</div> : null}
    </div>
  )
}
