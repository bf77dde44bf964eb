import { cx } from '@/components/ui/class-names'

/** How much of a limit is used, and how much a plan would add; the numbers stand beside it as text. */
export function FamilyMeter(props: { used: number; planned?: number; limit: number }) {
  const { used, planned = 0, limit } = props
  const whole = Math.max(limit, used + planned, 1)
  const isOver = used + planned > limit
  return (
    <span className="flex h-2 w-28 overflow-hidden rounded-full border bg-sunken" aria-hidden>
      <span
        className={cx('h-full', isOver && planned === 0 ? 'bg-failure-icon' : 'bg-accent')}
        style={{ width: `${(used / whole) * 100}%` }}
      />
      <span className={cx('h-full', isOver ? 'bg-failure-icon' : 'bg-success-icon')} style={{ width: `${(planned / whole) * 100}%` }} />
    </span>
  )
}
