'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { RadioCards } from '@/components/ui/RadioCards'
import { Select } from '@/components/ui/Select'
import { TextField } from '@/components/ui/TextField'
import { assetOptions } from '@/components/wizard/asset-options'
import { ModelFacts } from '@/components/wizard/ModelFacts'
import { PathField } from '@/components/wizard/PathField'
import { errorAt, type StepProps, textOf } from '@/components/wizard/step-props'
import { restoreEnvironment, useChosenModel, useMlflowRecognition } from '@/components/wizard/use-mlflow'
import { assetsQuery } from '@/lib/queries/files'

/** Name of the deployment, and its model: a local path, an upload, or a registered version. */
export function ModelStep({ draft, findings, onBlur, joins }: StepProps) {
  const t = useTranslations('wizard')
  const model = draft.value(['model'])
  const [source, setSource] = useState<'path' | 'registered'>(typeof model === 'string' ? 'registered' : 'path')
  const models = useQuery({ ...assetsQuery('models'), enabled: source === 'registered' })
  const disabled = draft.isLocked
  const chosen = useChosenModel(draft)
  useMlflowRecognition(draft, chosen)
  return (
    <div className="grid grid-cols-1 gap-5">
      <TextField
        label={t('name')}
        description={draft.edited ? t('nameFixed') : t('nameHelp')}
        value={textOf(draft.value(['name']))}
        onChange={(name) => draft.set(['name'], name)}
        onBlur={() => onBlur(['name'])}
        error={errorAt(findings, ['name'])}
        isDisabled={disabled}
        isReadOnly={draft.edited !== undefined}
        isRequired
        mono
      />
      <RadioCards
        label={t('modelSource')}
        layout="chips"
        value={source}
        onChange={(next) => {
          setSource(next)
          draft.set(['model'], undefined)
          restoreEnvironment(draft)
        }}
        options={[
          { value: 'path', title: t('modelPath') },
          { value: 'registered', title: t('modelRegistered') },
        ]}
      />
      {source === 'path' ? (
        <PathField
          label={t('modelFile')}
          description={t('modelFileHelp')}
          kind="any"
          value={textOf(draft.value(['model', 'path']))}
          onChange={(path) => draft.set(['model', 'path'], path === '' ? undefined : path)}
          onBlur={() => onBlur(['model'])}
          baseDir={draft.baseDir}
          error={errorAt(findings, ['model'])}
          isDisabled={disabled}
        />
      ) : (
        <Select
          label={t('modelVersion')}
          mono
          options={assetOptions(models.data, model)}
          value={typeof model === 'string' ? model : undefined}
          placeholder={models.isPending ? t('loading') : models.data?.length === 0 ? t('noModels') : t('chooseModel')}
          onChange={(reference) => {
            draft.set(['model'], reference)
            restoreEnvironment(draft)
          }}
          error={errorAt(findings, ['model'])}
          isDisabled={disabled || assetOptions(models.data, model).length === 0}
        />
      )}
      {chosen.preview ? (
        <ModelFacts preview={chosen.preview} noCode={chosen.noCode} onNoCode={chosen.setNoCode} isDisabled={disabled} joins={joins} />
      ) : null}
    </div>
  )
}
