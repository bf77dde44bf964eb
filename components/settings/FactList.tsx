import type { ReactNode } from 'react'
import { CopyButton } from '@/components/ui/CopyButton'

export interface Fact {
  label: string
  value: string
  isMono?: boolean
  mark?: ReactNode
}

/** Names and values, one per line; addresses and paths with a copy button. */
export function FactList(props: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[minmax(7rem,max-content)_minmax(0,1fr)] items-center gap-x-6 gap-y-1">
      {props.facts.map(({ label, value, isMono, mark }) => (
        <div key={label} className="contents">
          <dt className="text-ink-2">{label}</dt>
          <dd className="flex min-h-8 min-w-0 items-center gap-1.5">
            {mark}
            <span className={isMono ? 'font-mono text-small [overflow-wrap:anywhere]' : '[overflow-wrap:anywhere]'}>{value}</span>
            {isMono ? <CopyButton what={label} text={value} /> : null}
          </dd>
        </div>
      ))}
    </dl>
  )
}
