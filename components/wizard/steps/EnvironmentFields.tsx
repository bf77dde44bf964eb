'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { RadioCards } from '@/components/ui/RadioCards'
import { Select } from '@/components/ui/Select'
import { TextField } from '@/components/ui/TextField'
import { assetOptions } from '@/components/wizard/asset-options'
import { type EnvironmentSource, environmentSources, sourceOf } from '@/components/wizard/environment-source'
import { PathField } from '@/components/wizard/PathField'
import { errorAt, type StepProps, textOf } from '@/components/wizard/step-props'
import { CondaField } from '@/components/wizard/steps/CondaField'
import { defaultDockerfile } from '@/lib/contract/yaml/environment'
import { baseImages, inferenceImage } from '@/lib/domain/limits/base-images'
import { assetsQuery } from '@/lib/queries/files'

const starterConda = {
  name: 'model-env',
  channels: ['conda-forge'],
  dependencies: ['python=3.11', { pip: ['azureml-inference-server-http'] }],
}
const imagePath = ['environment', 'image']

/** The environment of the draft: image with a conda file, image alone, Dockerfile, or a registered one. `ownServer`: packages are the container's. */
export function EnvironmentFields({ draft, findings, onBlur, ownServer }: Omit<StepProps, 'endpoint'> & { ownServer: boolean }) {
  const t = useTranslations('wizard')
  const environment = draft.value(['environment'])
  const [source, setSource] = useState<EnvironmentSource>(() => sourceOf(environment))
  const registered = useQuery({ ...assetsQuery('environments'), enabled: source === 'registered' })
  const image = textOf(draft.value(imagePath))
  const routes = draft.value(['environment', 'inference_config'])
  const disabled = draft.isLocked
  const field = { findings, onBlur, draft }
  const offered = environmentSources.filter((one) => !ownServer || one === source || (one !== 'file' && one !== 'inline'))

  function choose(next: EnvironmentSource) {
    setSource(next)
    const kept = routes === undefined ? {} : { inference_config: routes }
    const conda = { image: image || baseImages[0] }
    switch (next) {
      case 'registered':
        return draft.set(['environment'], undefined)
      case 'build':
        return draft.set(['environment'], { build: {}, ...kept })
      case 'image':
        return draft.set(['environment'], { ...(ownServer ? {} : { image: inferenceImage }), ...kept })
      case 'inline':
        return draft.set(['environment'], { conda_file: starterConda, ...conda, ...kept })
      case 'file':
        return draft.set(['environment'], { ...conda, ...kept })
      default:
        return next satisfies never
    }
  }
  return (
    <>
      <RadioCards
        label={t('environment')}
        layout="chips"
        value={source}
        onChange={choose}
        error={errorAt(findings, ['environment'])}
        options={offered.map((value) => ({ value, title: t(`source.${value}`) }))}
      />
      {source === 'file' ? <CondaFile {...field} /> : null}
      {source === 'inline' ? <CondaField draft={draft} error={errorAt(findings, ['environment', 'conda_file'])} /> : null}
      {source === 'build' ? <BuildFields {...field} /> : null}
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
      ) : null}
      {source === 'image' ? (
        <ImageField {...field} description={t(ownServer ? 'ownImageHelp' : 'imageAloneHelp')} label={t('image_alone')} />
      ) : null}
      {source === 'file' || source === 'inline' ? <ImageField {...field} description={t('imageHelp')} label={t('image')} /> : null}
    </>
  )
}

type FieldProps = Omit<StepProps, 'endpoint'>

/** Any image; Microsoft's own are proposed while typing. */
function ImageField({ draft, findings, onBlur, label, description }: FieldProps & { label: string; description: string }) {
  const listId = useId()
  return (
    <>
      <TextField
        label={label}
        description={description}
        mono
        suggestionsId={listId}
        placeholder="registry.example.com/team/server:1.0"
        value={textOf(draft.value(imagePath))}
        onChange={(name) => draft.set(imagePath, name === '' ? undefined : name)}
        onBlur={() => onBlur(imagePath)}
        error={errorAt(findings, imagePath)}
        isDisabled={draft.isLocked}
      />
      <datalist id={listId}>
        {baseImages.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  )
}

function CondaFile({ draft, findings, onBlur }: FieldProps) {
  const t = useTranslations('wizard')
  const path = ['environment', 'conda_file']
  const value = draft.value(path)
  return (
    <PathField
      label={t('conda')}
      description={t('condaHelp')}
      kind="file"
      endings={['.yaml', '.yml']}
      value={typeof value === 'string' ? value : ''}
      onChange={(next) => draft.set(path, next === '' ? undefined : next)}
      onBlur={() => onBlur(path)}
      baseDir={draft.baseDir}
      error={errorAt(findings, path)}
      isDisabled={draft.isLocked}
    />
  )
}

/** Folder with the Dockerfile; it is uploaded like code when the deployment is sent. */
function BuildFields({ draft, findings, onBlur }: FieldProps) {
  const t = useTranslations('wizard')
  const folder = ['environment', 'build', 'path']
  const dockerfile = ['environment', 'build', 'dockerfile_path']
  return (
    <>
      <PathField
        label={t('buildFolder')}
        description={t('buildFolderHelp')}
        kind="folder"
        value={textOf(draft.value(folder))}
        onChange={(path) => (path === '' ? draft.set(['environment', 'build'], {}) : draft.set(folder, path))}
        onBlur={() => onBlur(folder)}
        baseDir={draft.baseDir}
        error={errorAt(findings, folder) ?? errorAt(findings, ['environment', 'build'])}
        isDisabled={draft.isLocked}
      />
      <TextField
        label={t('dockerfile')}
        description={t('dockerfileHelp')}
        mono
        placeholder={defaultDockerfile}
        value={textOf(draft.value(dockerfile))}
        onChange={(path) => draft.set(dockerfile, path === '' ? undefined : path)}
        onBlur={() => onBlur(dockerfile)}
        error={errorAt(findings, dockerfile)}
        isDisabled={draft.isLocked}
      />
    </>
  )
}
