import { ArrowUpRight } from 'lucide-react'
import type { ReactNode } from 'react'

/** What stands where nothing is: one line, one primary action, one link to learn more, a line drawing. */
export function EmptyState(props: {
  title: string
  description?: ReactNode
  action?: ReactNode
  learnMore?: { href: string; label: string }
  /** A component of components/ui/drawings.tsx. */
  drawing?: ReactNode
  headingLevel?: 2 | 3
}) {
  const Heading = props.headingLevel === 3 ? 'h3' : 'h2'
  return (
    <div className="flex flex-col items-center justify-center gap-3 px-4 py-14 text-center">
      {props.drawing ? <div className="mb-1 text-accent-text">{props.drawing}</div> : null}
      <Heading className="font-[620] text-heading">{props.title}</Heading>
      {props.description ? <div className="max-w-[52ch] text-ink-2">{props.description}</div> : null}
      {props.action ? <div className="mt-1 flex flex-wrap justify-center gap-2">{props.action}</div> : null}
      {props.learnMore ? (
        <a
          href={props.learnMore.href}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 text-accent-text text-small hover:underline"
        >
          {props.learnMore.label}
          <ArrowUpRight className="size-3.5!" aria-hidden />
        </a>
      ) : null}
    </div>
  )
}
