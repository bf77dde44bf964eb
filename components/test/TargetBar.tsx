'use client'

import { Columns2, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { Button } from '@/components/ui/Button'
import { Checkbox } from '@/components/ui/Checkbox'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { Duration } from '@/components/ui/Duration'
import { IconButton } from '@/components/ui/IconButton'
import { RadioCards } from '@/components/ui/RadioCards'

const byTraffic = '/by-traffic'

export interface TargetChoice {
  deployment: string | undefined
  onDeployment: (name: string | undefined) => void
  /** Deployments that answer side by side; undefined = one answer. */
  compared: readonly string[] | undefined
  onCompared: (names: readonly string[] | undefined) => void
}

/** Who gets the request, and the button that sends it. */
export function TargetBar(
  props: TargetChoice & {
    /** When the running request was sent. */
    runningSince: string | undefined
    onSend: () => void
    onCancel: () => void
  },
) {
  const t = useTranslations('test')
  const { detail } = useEndpoint()
  const { compared, onCompared, runningSince } = props
  const names = detail.deployments.map(({ name }) => name)
  return (
    <div className="flex items-start gap-2 border-b px-3 py-2.5">
      {compared ? (
        <fieldset className="flex min-h-7 min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-1">
          <legend className="sr-only">{t('compareLegend')}</legend>
          {names.map((name) => (
            <Checkbox
              key={name}
              isSelected={compared.includes(name)}
              onChange={(isOn) => onCompared(names.filter((each) => (each === name ? isOn : compared.includes(each))))}
            >
              <DeploymentDot name={name} label />
            </Checkbox>
          ))}
          <Button size="sm" variant="quiet" icon={<X aria-hidden />} onPress={() => onCompared(undefined)}>
            {t('compareEnd')}
          </Button>
        </fieldset>
      ) : (
        <div className="flex min-w-0 flex-1 items-start gap-2">
          <RadioCards
            className="min-w-0"
            layout="chips"
            label={t('target')}
            hideLabel
            value={props.deployment ?? byTraffic}
            onChange={(value) => props.onDeployment(value === byTraffic ? undefined : value)}
            options={[
              { value: byTraffic, title: t('byTraffic') },
              ...names.map((name) => ({ value: name, title: <DeploymentDot name={name} label /> })),
            ]}
          />
          {names.length > 1 ? (
            <IconButton size="sm" label={t('compare')} onPress={() => onCompared(names.slice(0, 4))}>
              <Columns2 aria-hidden />
            </IconButton>
          ) : null}
        </div>
      )}
      <span className="shrink-0">
        {runningSince ? (
          <Button size="sm" onPress={props.onCancel}>
            {t('cancel')} <Duration since={runningSince} />
          </Button>
        ) : (
          <Button
            size="sm"
            variant="primary"
            onPress={props.onSend}
            {...(compared && compared.length < 2 ? { disabledReason: t('compareTwo') } : {})}
          >
            {compared ? t('sendTo', { count: compared.length }) : t('send')}
            <kbd className="rounded-sm border border-current px-1 text-[0.6875rem] leading-4 max-sm:hidden">Ctrl ↵</kbd>
          </Button>
        )}
      </span>
    </div>
  )
}
