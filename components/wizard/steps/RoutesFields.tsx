'use client'

import { useTranslations } from 'next-intl'
import { TextField } from '@/components/ui/TextField'
import { RouteGrid } from '@/components/wizard/RouteGrid'
import { errorAt, numberOf, type StepProps, textOf, warningAt } from '@/components/wizard/step-props'
import { defaultModelMountPath } from '@/lib/contract/yaml/deployment'

const mountPath = ['model_mount_path']
const at = (key: string, part: string) => ['environment', 'inference_config', key, part]

/** Where a container with a server of its own is asked, and where it finds the model. */
export function RoutesFields({ draft, findings, onBlur }: Omit<StepProps, 'endpoint'>) {
  const t = useTranslations('wizard.container')
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 font-[540]">{t('routes')}</legend>
      <p className="text-ink-3 text-small">{t('routesHelp')}</p>
      <RouteGrid
        port={(key) => numberOf(draft.value(at(key, 'port')))}
        path={(key) => textOf(draft.value(at(key, 'path')))}
        onPort={(key, port) => draft.set(at(key, 'port'), Number.isNaN(port) ? undefined : port)}
        onPath={(key, path) => draft.set(at(key, 'path'), path === '' ? undefined : path)}
        onBlur={(key, part) => onBlur(at(key, part))}
        error={(key, part) => errorAt(findings, at(key, part))}
        isDisabled={draft.isLocked}
      />
      <TextField
        label={t('mount')}
        description={warningAt(findings, mountPath) ?? t('mountHelp')}
        mono
        placeholder={defaultModelMountPath}
        value={textOf(draft.value(mountPath))}
        onChange={(next) => draft.set(mountPath, next === '' ? undefined : next)}
        onBlur={() => onBlur(mountPath)}
        error={errorAt(findings, mountPath)}
        isDisabled={draft.isLocked}
      />
    </fieldset>
  )
}
