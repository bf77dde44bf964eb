import { cx } from '@/components/ui/class-names'
import { deploymentColourValue } from '@/lib/domain/colours/deployment-colour'

interface Share {
  name: string
  percent: number
}

/** One stacked bar of the split, and below it, hatched, what of it is mirrored; decoration beside the numbers, so hidden from assistive technology. */
export function TrafficBar(props: { shares: readonly Share[]; mirror?: Share | undefined; size?: 'md' | 'lg' }) {
  const { shares, mirror, size } = props
  return (
    <div aria-hidden>
      <div className={cx('flex gap-px overflow-hidden rounded-full bg-hover', size === 'lg' ? 'h-3.5' : 'h-3')}>
        {shares
          .filter((share) => share.percent > 0)
          .map((share) => (
            <i
              key={share.name}
              className="block h-full"
              style={{ width: `${share.percent}%`, background: deploymentColourValue(share.name) }}
            />
          ))}
      </div>
      {mirror ? (
        <i
          className="mt-1 block h-1.5 rounded-full"
          style={{
            width: `${mirror.percent}%`,
            background: `repeating-linear-gradient(135deg, ${deploymentColourValue(mirror.name)} 0 3px, transparent 3px 6px)`,
          }}
        />
      ) : null}
    </div>
  )
}
