'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type FormEvent, useId, useState } from 'react'
import type { AssetActions, ModelType } from '@/components/assets/asset-actions'
import { type EnvironmentSpec, EnvironmentSpecFields, specFaults, specInput, startingSpec } from '@/components/assets/EnvironmentSpec'
import { linesToTags } from '@/components/assets/tag-lines'
import type { DroppedAsset } from '@/components/drop/dropped-asset'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { RadioCards } from '@/components/ui/RadioCards'
import { TextArea } from '@/components/ui/TextArea'
import { TextField } from '@/components/ui/TextField'
import { showSuccess } from '@/components/ui/toast'
import { PathField } from '@/components/wizard/PathField'
import { useFindingText } from '@/components/wizard/use-finding-text'
import type { RegisteredKind } from '@/lib/contract/assets'
import { checkName } from '@/lib/domain/names/names'
import type { Problem } from '@/lib/problems/problem'
import { assetDetailQuery, assetHref, registeredQuery } from '@/lib/queries/registered'

/** An environment as the dropped file says it; what it leaves open is as always. */
function droppedSpec({ image, conda, buildPath, dockerfile }: DroppedAsset): EnvironmentSpec {
  if (buildPath !== undefined) return { ...startingSpec, source: 'build', path: buildPath, dockerfile: dockerfile ?? '' }
  // An image alone brings its own packages.
  return { ...startingSpec, ...(image === undefined ? {} : { image, conda: '' }), ...(conda === undefined ? {} : { conda }) }
}

const modelTypes: readonly ModelType[] = ['custom_model', 'mlflow_model', 'triton_model']

/** Registers a model from a path or an upload, or an environment written here. Name and version are checked while they are typed. */
export function RegisterDialog(props: {
  kind: RegisteredKind
  actions: AssetActions
  onClose: () => void
  name?: string
  start?: DroppedAsset | undefined
}) {
  const { kind, start } = props
  const t = useTranslations('assets')
  const say = useFindingText()
  const router = useRouter()
  const client = useQueryClient()
  const formId = useId()
  const [name, setName] = useState(props.name ?? start?.name ?? '')
  const [version, setVersion] = useState(start?.version ?? '')
  const [description, setDescription] = useState(start?.description ?? '')
  const [tagLines, setTagLines] = useState('')
  const [path, setPath] = useState(start?.path ?? '')
  const [type, setType] = useState<ModelType>(modelTypes.find((one) => one === start?.type) ?? 'custom_model')
  const [spec, setSpec] = useState(() => (start ? droppedSpec(start) : startingSpec))
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [isPending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem>()

  const nameFault = checkName(kind === 'models' ? 'model' : 'environment', name).find((finding) => finding.severity === 'error')
  // Only a name that exists has versions to ask for.
  const names = useQuery(registeredQuery(kind))
  const exists = names.data?.some((asset) => asset.name.toLowerCase() === name.toLowerCase()) ?? false
  const known = useQuery({ ...assetDetailQuery(kind, name), enabled: exists })
  const next = known.data?.nextVersion ?? '1'
  const isTaken = known.data?.versionList.some((each) => each.version.toLowerCase() === version.toLowerCase()) ?? false
  const tags = linesToTags(tagLines)
  const isModel = kind === 'models'
  const broken = specFaults(spec)
  const faults: Record<string, string | undefined> = {
    name: nameFault && say(nameFault),
    version: isTaken
      ? t('versionTaken', { name, version, next })
      : version !== '' && !/^[A-Za-z0-9][\w.-]*$/.test(version)
        ? t('versionRule')
        : undefined,
    tags: 'fault' in tags ? t('tagRule', { line: tags.fault }) : undefined,
    path: (isModel ? path === '' : broken.path) ? t('pathNeeded') : undefined,
    image: !isModel && broken.image ? t('imageOrConda') : undefined,
    routes: !isModel && broken.routes ? t('routeRule') : undefined,
    dockerfile: !isModel && broken.dockerfile ? t('dockerfileRule') : undefined,
  }
  const errorOf = (field: string) => (left.has(field) || left.has('*') ? faults[field] : undefined)
  const leave = (field: string) => setLeft((before) => new Set([...before, field]))

  async function submit(event: FormEvent) {
    event.preventDefault()
    setLeft(new Set(['*']))
    if (isPending || Object.values(faults).some(Boolean) || !('tags' in tags)) return
    setPending(true)
    setProblem(undefined)
    const common = { name, tags: tags.tags, ...(version ? { version } : {}), ...(description ? { description } : {}) }
    const result =
      kind === 'models'
        ? await props.actions.registerModel({ ...common, path, type })
        : await props.actions.registerEnvironment({
            ...common,
            ...specInput(spec),
          })
    setPending(false)
    if (!result.ok) return setProblem(result.problem)
    await client.invalidateQueries({ queryKey: ['registered', kind] })
    await client.invalidateQueries({ queryKey: ['assets', kind] })
    const href = assetHref(kind, result.value.name, result.value.version)
    showSuccess(t('registered', { name: result.value.name, version: result.value.version }), { href, label: t('open') })
    router.push(href)
  }
  return (
    <Dialog
      title={t(`${kind}.register`)}
      isOpen
      size="lg"
      onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}
      footer={
        <>
          <Button onPress={props.onClose}>{t('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" isPending={isPending}>
            {isPending ? t('registering') : t(`${kind}.register`)}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void submit(event)} className="grid gap-4">
        {problem ? <ProblemNotice problem={problem} title={t('registerFailed')} /> : null}
        <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_12rem]">
          <TextField
            label={t('name')}
            description={t('nameHelp')}
            value={name}
            onChange={setName}
            onBlur={() => leave('name')}
            error={errorOf('name')}
            isReadOnly={props.name !== undefined}
            isRequired
            mono
            autoFocus
          />
          <TextField
            label={t('version')}
            description={t('versionHelp', { next })}
            placeholder={next}
            value={version}
            onChange={setVersion}
            onBlur={() => leave('version')}
            error={isTaken ? faults.version : errorOf('version')}
            status={version === '' ? undefined : isTaken ? 'error' : known.isFetching ? 'checking' : 'ok'}
            mono
          />
        </div>
        {kind === 'models' ? (
          <>
            <PathField
              label={t('files')}
              description={t('filesHelp')}
              kind="any"
              value={path}
              onChange={setPath}
              onBlur={() => leave('path')}
              baseDir={undefined}
              error={errorOf('path')}
              isRequired
            />
            <RadioCards
              label={t('type')}
              value={type}
              onChange={setType}
              options={modelTypes.map((value) => ({ value, title: value, description: t(`modelType.${value}`) }))}
            />
          </>
        ) : (
          <EnvironmentSpecFields
            spec={spec}
            onChange={(part) => setSpec((before) => ({ ...before, ...part }))}
            onBlur={leave}
            error={(field) => errorOf(field)}
          />
        )}
        <TextField label={t('description')} value={description} onChange={setDescription} />
        <TextArea
          label={t('tags')}
          description={t('tagsHelp')}
          value={tagLines}
          onChange={setTagLines}
          onBlur={() => leave('tags')}
          error={errorOf('tags')}
          rows={2}
          mono
        />
      </form>
    </Dialog>
  )
}
