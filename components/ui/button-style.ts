import { cx } from '@/components/ui/class-names'

export type ButtonVariant = 'primary' | 'default' | 'quiet' | 'danger' | 'dangerSolid'
/** md: 32 px, sm: 28 px (tables, toolbars inside panels). */
export type ButtonSize = 'md' | 'sm'

const variants: Record<ButtonVariant, string> = {
  primary: 'border-accent bg-accent text-accent-ink hover:border-accent-hover hover:bg-accent-hover',
  default: 'border-line-strong bg-raised hover:bg-hover',
  quiet: 'border-transparent text-ink-2 hover:bg-hover hover:text-ink',
  danger: 'border-failure/60 bg-raised text-failure hover:bg-failure-soft',
  dangerSolid: 'border-failure-icon bg-failure text-failure-ink hover:opacity-90',
}

/** The look shared by Button, LinkButton and IconButton. */
export function buttonClass(options: { variant?: ButtonVariant; size?: ButtonSize; iconOnly?: boolean; className?: string }): string {
  const { variant = 'default', size = 'md', iconOnly = false, className } = options
  const box = iconOnly ? (size === 'md' ? 'size-8' : 'size-7') : size === 'md' ? 'h-8 px-3' : 'h-7 px-2.5 text-[0.8125rem]'
  return cx(
    'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-control border font-[540] transition-colors duration-[120ms]',
    'disabled:opacity-50 aria-disabled:opacity-50 data-pending:opacity-80',
    box,
    variants[variant],
    className,
  )
}
