'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import { RadioCards } from '@/components/ui/RadioCards'
import { Select } from '@/components/ui/Select'
import { TextField } from '@/components/ui/TextField'
import { assetOptions } from '@/components/wizard/asset-options'
import { GenerateScript } from '@/components/wizard/GenerateScript'
import { LeftOut } from '@/components/wizard/LeftOut'
import { MlflowDetails } from '@/components/wizard/ModelFacts'
import { PathField } from '@/components/wizard/PathField'
import { useSettled } from '@/components/wizard/settled'
import { errorAt, type StepProps, textOf } from '@/components/wizard/step-props'
import { CondaField } from '@/components/wizard/steps/CondaField'
import { useChosenModel } from '@/components/wizard/use-mlflow'
import { looksLikeReference } from '@/lib/domain/convert/references'
import { baseImages } from '@/lib/domain/limits/base-images'
import { assetsQuery, filePreviewQuery, modelPreviewQuery } from '@/lib/queries/files'

type EnvironmentSource = 'file' | 'inline' | 'registered'

const starterConda = {
  name: 'model-env',
  channels: ['conda-forge'],
  dependencies: ['python=3.11', { pip: ['azureml-inference-server-http'] }],
}

function sourceOf(environment: unknown, condaFile: unknown): EnvironmentSource {
  if (typeof environment === 'string') return 'registered'
  return typeof condaFile === 'object' && condaFile !== null ? 'inline' : 'file'
}

/** Code folder with its scoring script, and the environment it runs in. */
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
  return (
    <div className="grid gap-5">
      <GenerateScript draft={draft} preview={chosen.preview} onUsed={() => setGenerated(generated + 1)} />
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
      <EnvironmentFields key={generated} draft={draft} findings={findings} onBlur={onBlur} />
    </div>
  )
}

function EnvironmentFields({ draft, findings, onBlur }: Omit<StepProps, 'endpoint'>) {
  const t = useTranslations('wizard')
  const environment = draft.value(['environment'])
  const condaFile = draft.value(['environment', 'conda_file'])
  const [source, setSource] = useState<EnvironmentSource>(sourceOf(environment, condaFile))
  const registered = useQuery({ ...assetsQuery('environments'), enabled: source === 'registered' })
  const image = textOf(draft.value(['environment', 'image']))
  const images = image === '' || baseImages.some((known) => known === image) ? baseImages : [image, ...baseImages]
  const disabled = draft.isLocked
  function choose(next: EnvironmentSource) {
    setSource(next)
    const keepImage = image || baseImages[0]
    if (next === 'registered') draft.set(['environment'], undefined)
    else draft.set(['environment'], next === 'inline' ? { conda_file: starterConda, image: keepImage } : { image: keepImage })
  }
  return (
    <>
      <RadioCards
        label={t('environment')}
        layout="chips"
        value={source}
        onChange={choose}
        error={errorAt(findings, ['environment'])}
        options={[
          { value: 'file', title: t('environmentFile') },
          { value: 'inline', title: t('environmentInline') },
          { value: 'registered', title: t('modelRegistered') },
        ]}
      />
      {source === 'file' ? (
        <PathField
          label={t('conda')}
          description={t('condaHelp')}
          kind="file"
          endings={['.yaml', '.yml']}
          value={typeof condaFile === 'string' ? condaFile : ''}
          onChange={(path) => draft.set(['environment', 'conda_file'], path === '' ? undefined : path)}
          onBlur={() => onBlur(['environment', 'conda_file'])}
          baseDir={draft.baseDir}
          error={errorAt(findings, ['environment', 'conda_file'])}
          isDisabled={disabled}
        />
      ) : null}
      {source === 'inline' ? <CondaField draft={draft} error={errorAt(findings, ['environment', 'conda_file'])} /> : null}
      {source === 'registered' ? (
        <Select
          label={t('environmentVersion')}
          mono
          options={assetOptions(registered.data, environment)}
          value={typeof environment === 'string' ? environment : undefined}
          placeholder={registered.isPending ? t('loading') : registered.data?.length === 0 ? t('noEnvironments') : t('chooseEnvironment')}
          onChange={(reference) => draft.set(['environment'], reference)}
          isDisabled={disabled || assetOptions(registered.data, environment).length === 0}
        />
      ) : (
        <Select
          label={t('image')}
          description={t('imageHelp')}
          mono
          options={images.map((name) => ({ value: name, label: name }))}
          value={image === '' ? undefined : image}
          placeholder={t('chooseImage')}
          onChange={(name) => draft.set(['environment', 'image'], name)}
          error={errorAt(findings, ['environment', 'image'])}
          isDisabled={disabled}
        />
      )}
    </>
  )
}
