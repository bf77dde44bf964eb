'use client'

import type { ReactElement, ReactNode } from 'react'
import { Tooltip as AriaTooltip, Button, TooltipTrigger } from 'react-aria-components'

const look = 'overlay max-w-72 px-2.5 py-1.5 text-small text-ink-2'

/** A sentence shown on hover and keyboard focus. `children`: one Button of ours (or another react-aria control). */
export function Tooltip(props: { content: ReactNode; children: ReactElement; delayMs?: number }) {
  return (
    <TooltipTrigger delay={props.delayMs ?? 400} closeDelay={60}>
      {props.children}
      <AriaTooltip offset={6} className={look}>
        {props.content}
      </AriaTooltip>
    </TooltipTrigger>
  )
}

/** A tooltip on plain text, which becomes a tab stop by it. `label`: accessible name where the text itself says nothing. */
export function TextTooltip(props: { content: ReactNode; children: ReactNode; label?: string; className?: string }) {
  return (
    <TooltipTrigger delay={400} closeDelay={60}>
      <Button {...(props.label ? { 'aria-label': props.label } : {})} className={props.className ?? 'rounded-sm'}>
        {props.children}
      </Button>
      <AriaTooltip offset={6} className={look}>
        {props.content}
      </AriaTooltip>
    </TooltipTrigger>
  )
}
