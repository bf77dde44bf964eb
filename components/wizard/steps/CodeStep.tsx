'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import { RadioCards } from '@/components/ui/RadioCards'
import { TextField } from '@/components/ui/TextField'
import { withOwnServer, withoutOwnServer } from '@/components/wizard/environment-source'
import { GenerateScript } from '@/components/wizard/GenerateScript'
import { LeftOut } from '@/components/wizard/LeftOut'
import { MlflowDetails } from '@/components/wizard/ModelFacts'
import { PathField } from '@/components/wizard/PathField'
import { useSettled } from '@/components/wizard/settled'
import { errorAt, type StepProps, textOf } from '@/components/wizard/step-props'
import { EnvironmentFields } from '@/components/wizard/steps/EnvironmentFields'
import { RoutesFields } from '@/components/wizard/steps/RoutesFields'
import { RuntimeField } from '@/components/wizard/steps/RuntimeField'
import { useChosenModel } from '@/components/wizard/use-mlflow'
import { useRegisteredEnvironment } from '@/components/wizard/use-runtime'
import { looksLikeReference } from '@/lib/domain/convert/references'
import { baseImages } from '@/lib/domain/limits/base-images'
import { filePreviewQuery, modelPreviewQuery } from '@/lib/queries/files'

/** Who answers requests: a scoring script in the inference server, or a server the container brings. */
type Serving = 'script' | 'container'

/** Code folder with its scoring script, the environment it runs in, and where that is. */
export function CodeStep({ draft, findings, onBlur }: StepProps) {
  const t = useTranslations('wizard')
  const code = textOf(draft.value(['code_configuration', 'code']))
  const script = textOf(draft.value(['code_configuration', 'scoring_script']))
  const disabled = draft.isLocked
  // Registered code lies with the agent, not on a path of this computer.
  const isLocal = code !== '' && !looksLikeReference(code)
  const preview = useQuery(
    filePreviewQuery(useSettled(isLocal && script ? `${code.replace(/\/$/, '')}/${script}` : undefined), draft.baseDir),
  )
  const outline = preview.data?.outline
  const folder = useQuery(modelPreviewQuery(useSettled(isLocal ? code : undefined), draft.baseDir))
  const chosen = useChosenModel(draft)
  const registered = useRegisteredEnvironment(draft)
  /** Generating may replace the environment, and with it the way it is chosen. */
  const [generated, setGenerated] = useState(0)
  const words = useTranslations('scoring')
  if (chosen.noCode) {
    return (
      <Notice
        tone="success"
        title={words('codeNotNeeded')}
        actions={
          <Button size="sm" onPress={() => chosen.setNoCode(false)} isDisabled={disabled}>
            {words('ownScript')}
          </Button>
        }
      >
        <p>{words('codeNotNeededWhy', { file: chosen.preview?.mlflow?.environmentFrom ?? 'conda.yaml' })}</p>
        {chosen.preview?.mlflow ? <MlflowDetails mlflow={chosen.preview.mlflow} /> : null}
      </Notice>
    )
  }
  const codeFields = (
    <>
      <PathField
        label={t('code')}
        description={t('codeHelp')}
        kind="folder"
        value={code}
        onChange={(path) => draft.set(['code_configuration', 'code'], path === '' ? undefined : path)}
        onBlur={() => onBlur(['code_configuration', 'code'])}
        baseDir={draft.baseDir}
        error={errorAt(findings, ['code_configuration', 'code'])}
        isDisabled={disabled}
      />
      {folder.data ? <LeftOut preview={folder.data} /> : null}
      <TextField
        label={t('script')}
        value={script}
        onChange={(next) => draft.set(['code_configuration', 'scoring_script'], next === '' ? undefined : next)}
        onBlur={() => onBlur(['code_configuration', 'scoring_script'])}
        error={errorAt(findings, ['code_configuration', 'scoring_script'])}
        description={
          outline?.init && outline.run
            ? t('outline', { init: outline.init, run: outline.run, parameter: outline.runParameter ?? '' })
            : preview.data
              ? t('outlineMissing')
              : t('scriptHelp')
        }
        placeholder="score.py"
        isDisabled={disabled}
        mono
      />
    </>
  )
  const hasRoutes = draft.value(['environment', 'inference_config']) !== undefined
  const serves: Serving = hasRoutes || (registered?.inferenceConfig ?? undefined) !== undefined ? 'container' : 'script'
  function choose(next: Serving) {
    const environment = draft.value(['environment'])
    draft.set(['environment'], next === 'container' ? withOwnServer(environment) : withoutOwnServer(environment, baseImages[0]))
    if (next === 'script') draft.set(['model_mount_path'], undefined)
  }
  return (
    <div className="grid gap-5">
      <RadioCards
        label={t('serves')}
        layout="chips"
        value={serves}
        onChange={choose}
        description={t(`serves_${serves}Help`)}
        options={[
          { value: 'script', title: t('serves_script') },
          { value: 'container', title: t('serves_container') },
        ]}
      />
      {serves === 'script' ? (
        <>
          <GenerateScript draft={draft} preview={chosen.preview} onUsed={() => setGenerated(generated + 1)} />
          {codeFields}
        </>
      ) : null}
      <EnvironmentFields
        key={`${generated}-${serves}`}
        draft={draft}
        findings={findings}
        onBlur={onBlur}
        ownServer={serves === 'container'}
      />
      {hasRoutes ? <RoutesFields draft={draft} findings={findings} onBlur={onBlur} /> : null}
      {serves === 'container' ? (
        <details open={code !== '' || script !== '' || undefined}>
          <summary className="cursor-pointer font-[540]">{t('codeOptional')}</summary>
          <div className="mt-3 grid gap-5">{codeFields}</div>
        </details>
      ) : null}
      <RuntimeField draft={draft} findings={findings} />
    </div>
  )
}
