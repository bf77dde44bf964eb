'use client'

import { useTranslations } from 'next-intl'
import { CommandLine } from '@/components/ui/CommandLine'
import { LinkButton } from '@/components/ui/LinkButton'
import { Notice } from '@/components/ui/Notice'
import { RadioCards } from '@/components/ui/RadioCards'
import { errorAt, type StepProps } from '@/components/wizard/step-props'
import { type DraftRuntime, useDraftRuntime } from '@/components/wizard/use-runtime'
import { runtimeProperty } from '@/lib/contract/runtime-choice'
import { askedRuntime } from '@/lib/domain/runtime-choice/runtime-choice'

const path = ['properties', runtimeProperty]

/** Which runtime of this computer serves the deployment: by rule, or as chosen here. The property is kept by Azure without effect. */
export function RuntimeField({ draft, findings }: Pick<StepProps, 'draft' | 'findings'>) {
  const t = useTranslations('wizard.runtime')
  const runtime = useDraftRuntime(draft)
  const say = useRuntimeText()
  const chosen = askedRuntime(runtime.asked) ?? 'auto'
  const { byRule } = runtime
  return (
    <div className="grid gap-2">
      <RadioCards
        label={t('title')}
        layout="chips"
        value={chosen}
        onChange={(next) => draft.set(path, next === 'auto' ? undefined : next)}
        description={say(runtime)}
        error={errorAt(findings, path)}
        options={[
          { value: 'auto', title: byRule ? t('auto', { runtime: t(byRule.runtime) }) : t('autoUnknown') },
          { value: 'process', title: t('process') },
          { value: 'docker', title: t('docker') },
        ]}
      />
      <EngineNotice runtime={runtime} />
    </div>
  )
}

/** One sentence: where it runs, and what decided. */
export function useRuntimeText(): (runtime: Pick<DraftRuntime, 'choice'>) => string {
  const t = useTranslations('wizard.runtime')
  return ({ choice }) => {
    if (!choice) return t('unknown')
    if (choice.conflict) return t(`conflict.${choice.conflict}`)
    return `${t(`${choice.runtime}Text`)} ${t(`reason.${choice.reason}`)}`
  }
}

/** Docker is chosen and cannot be used: what is wrong, before anything is sent. */
export function EngineNotice({ runtime }: { runtime: DraftRuntime }) {
  const t = useTranslations('wizard.runtime')
  if (runtime.choice?.runtime !== 'docker' || runtime.engine === undefined || runtime.engine.state === 'ready') return null
  const fault = runtime.engine.doctor.find((check) => check.state === 'error' || check.state === 'warning') ?? runtime.engine.doctor[0]
  return (
    <Notice
      tone="attention"
      title={t('noEngine')}
      live
      actions={
        <LinkButton size="sm" href="/settings/docker">
          {t('toSettings')}
        </LinkButton>
      }
    >
      {fault ? (
        <div className="grid gap-1">
          <p lang="en">
            {fault.detail} {fault.fix}
          </p>
          {fault.commands?.map((command) => (
            <CommandLine key={command} command={command} />
          ))}
        </div>
      ) : null}
    </Notice>
  )
}
