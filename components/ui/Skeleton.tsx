import { cx } from '@/components/ui/class-names'

/** A grey bar where text will stand. Give it the final size by classes: `h-4 w-32`. */
export function Skeleton(props: { className?: string }) {
  return <span aria-hidden className={cx('block animate-pulse rounded-sm bg-hover', props.className ?? 'h-4 w-full')} />
}
