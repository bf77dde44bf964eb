import { cx } from '@/components/ui/class-names'
import { deploymentColourValue } from '@/lib/domain/colours/deployment-colour'

/** One stacked bar of the split; decoration beside the numbers, so hidden from assistive technology. */
export function TrafficBar(props: { shares: readonly { name: string; percent: number }[]; size?: 'md' | 'lg' }) {
  return (
    <div aria-hidden className={cx('flex gap-px overflow-hidden rounded-full bg-hover', props.size === 'lg' ? 'h-3.5' : 'h-3')}>
      {props.shares
        .filter((share) => share.percent > 0)
        .map((share) => (
          <i
            key={share.name}
            className="block h-full"
            style={{ width: `${share.percent}%`, background: deploymentColourValue(share.name) }}
          />
        ))}
    </div>
  )
}
