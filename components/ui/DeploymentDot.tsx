import { cx } from '@/components/ui/class-names'
import { deploymentColourValue } from '@/lib/domain/colours/deployment-colour'

/** The swatch of a deployment; with `label` the name follows. */
export function DeploymentDot(props: { name: string; label?: boolean; className?: string }) {
  const swatch = (
    <span aria-hidden className="inline-block size-2.5 shrink-0 rounded-[3px]" style={{ background: deploymentColourValue(props.name) }} />
  )
  if (!props.label) return swatch
  return (
    <span className={cx('inline-flex min-w-0 items-center gap-2', props.className)}>
      {swatch}
      <span className="truncate">{props.name}</span>
    </span>
  )
}
