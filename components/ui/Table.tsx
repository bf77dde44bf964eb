'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { cx } from '@/components/ui/class-names'
import { moveFocusInList } from '@/components/ui/list-keys'

/**
 * A plain semantic table in a Panel's look. `label` names it; `minWidth` in px lets it scroll sideways instead of squeezing;
 * `rowCount` (with the header) tells the length where not all rows are drawn.
 */
export function Table(props: {
  label: string
  head: ReactNode
  children: ReactNode
  minWidth?: number
  className?: string
  rowCount?: number
}) {
  return (
    <div className={cx('overflow-x-auto rounded-panel border bg-raised', props.className)}>
      <table
        aria-label={props.label}
        aria-rowcount={props.rowCount}
        onKeyDown={(event) => moveFocusInList(event, event.currentTarget)}
        className="w-full border-collapse"
        style={props.minWidth ? { minWidth: props.minWidth } : undefined}
      >
        <thead>
          <tr>{props.head}</tr>
        </thead>
        <tbody className="[&>tr:last-child>td]:border-0">{props.children}</tbody>
      </table>
    </div>
  )
}

/** Header cell. `numeric` aligns right; put the unit here, not into the cells. */
export function Th(props: {
  children?: ReactNode
  numeric?: boolean
  sort?: 'ascending' | 'descending' | 'none'
  className?: string
  hiddenLabel?: string
}) {
  return (
    <th
      scope="col"
      {...(props.sort ? { 'aria-sort': props.sort } : {})}
      className={cx(
        'sticky top-0 z-1 h-8 whitespace-nowrap border-b bg-raised px-3 font-[500] text-ink-3 text-small',
        props.numeric ? 'text-right' : 'text-left',
        props.className,
      )}
    >
      {props.hiddenLabel ? <span className="sr-only">{props.hiddenLabel}</span> : props.children}
    </th>
  )
}

/** Body row, 36 px or more; `changed` flashes it once after a live event. Combine with RowLink in the first cell. */
export function Tr(props: { children: ReactNode; changed?: boolean; className?: string; rowIndex?: number }) {
  return (
    <tr aria-rowindex={props.rowIndex} className={cx('group relative hover:bg-hover', props.changed && 'animate-changed', props.className)}>
      {props.children}
    </tr>
  )
}

/** Body cell. Numbers with `numeric`. Controls inside need `relative z-1` (class `above-link`) to stay above the row link. */
export function Td(props: {
  children?: ReactNode
  numeric?: boolean
  mono?: boolean
  className?: string
  controls?: boolean
  title?: string
}) {
  return (
    <td
      className={cx(
        'h-10 whitespace-nowrap border-b px-3',
        props.numeric && 'num text-right',
        props.mono && 'font-mono text-small',
        props.controls && '[&>*]:relative [&>*]:z-1',
        props.className,
      )}
      title={props.title}
    >
      {props.children}
    </td>
  )
}

/** Makes the whole row one real link: stands in the first cell, stretches over the row. */
export function RowLink(props: { href: string; children: ReactNode; className?: string }) {
  return (
    <Link
      href={props.href}
      data-row
      className={cx(
        "font-[560] after:absolute after:inset-0 after:content-[''] focus-visible:outline-none focus-visible:after:rounded-control focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2",
        props.className,
      )}
    >
      {props.children}
    </Link>
  )
}

/** The empty cell: an en dash; why stands in the hover title and for screen readers in place of the dash. No tab stop: a list has many. */
export function EmptyCell(props: { reason: string }) {
  return (
    <span title={props.reason} className="relative z-1 px-1 text-ink-3">
      <span aria-hidden>–</span>
      <span className="sr-only">{props.reason}</span>
    </span>
  )
}
