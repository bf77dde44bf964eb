import { cx } from '@/components/ui/class-names'

/** How much of a limit is used: in numbers, and as a bar that turns amber and red near the end. `share` 1 = all of it. */
export function UseMeter({ share, text }: { share: number; text: string }) {
  const percent = Math.max(0, Math.min(100, share * 100))
  const fill = share >= 0.95 ? 'bg-failure-icon' : share >= 0.8 ? 'bg-attention-icon' : 'bg-accent'
  return (
    <span className="grid min-w-28 gap-1">
      <span className="num whitespace-nowrap">{text}</span>
      <span aria-hidden className="block h-1 overflow-hidden rounded-full bg-sunken">
        <span className={cx('block h-full rounded-full', fill)} style={{ width: `${percent}%` }} />
      </span>
    </span>
  )
}
