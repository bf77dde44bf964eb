'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useId, useState } from 'react'
import { isKnownSample } from '@/components/projects/known-samples'
import type { ProjectListActions } from '@/components/projects/project-actions'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { RadioCards } from '@/components/ui/RadioCards'
import { Select } from '@/components/ui/Select'
import { TextField } from '@/components/ui/TextField'
import { PathField } from '@/components/wizard/PathField'
import type { SampleSummary } from '@/lib/contract/project'
import { checkName } from '@/lib/domain/names/names'
import type { Problem, Result } from '@/lib/problems/problem'
import { endpointsQuery } from '@/lib/queries/endpoints'

export type PlaceJob = { job: 'copy'; sample: string } | { job: 'new' } | { job: 'import'; endpoint: string; deployment?: string }

/** No deployment has this name. */
const everyDeployment = '\0all'
const folderName = (endpoint: string, deployment: string) => (deployment === '' ? endpoint : `${endpoint}-${deployment}`)

/** Where a new project goes: a sample's copy, a template with an endpoint name of its own, or the files of a running endpoint. */
export function PlaceDialog(props: {
  job: PlaceJob
  samples: readonly SampleSummary[]
  projectsHome: string
  actions: ProjectListActions
  onClose: () => void
  onDone: (id: string) => void
}) {
  const { job, actions } = props
  const t = useTranslations('projects')
  const formId = useId()
  const { data, isError } = useQuery({ ...endpointsQuery(), enabled: job.job === 'import' })
  const [template, setTemplate] = useState(props.samples[0]?.id ?? 'diabetes-regression')
  const [endpoint, setEndpoint] = useState('')
  const [from, setFrom] = useState(job.job === 'import' ? job.endpoint : '')
  const [only, setOnly] = useState(job.job === 'import' ? (job.deployment ?? '') : '')
  const first =
    job.job === 'copy'
      ? job.sample.split('/').at(-1)
      : job.job === 'import' && job.endpoint
        ? folderName(job.endpoint, job.deployment ?? '')
        : 'my-project'
  const [name, setName] = useState(first ?? '')
  const [place, setPlace] = useState<'home' | 'folder'>('home')
  const [parent, setParent] = useState('')
  const [isPending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const fault = endpoint === '' ? undefined : checkName('endpoint', endpoint).find(({ severity }) => severity === 'error')
  const isReady = name.trim() !== '' && (place === 'home' || parent !== '') && !fault && (job.job !== 'import' || from !== '')

  function call(): Promise<Result<{ id: string }>> {
    const where = { name: name.trim(), ...(place === 'folder' ? { parent } : {}) }
    if (job.job === 'copy') return actions.copySample({ sample: job.sample, ...where })
    if (job.job === 'new') return actions.create({ template, ...(endpoint ? { endpoint } : {}), ...where })
    return actions.importEndpoint({ endpoint: from, ...(only ? { deployment: only } : {}), ...where })
  }
  async function submit(event: FormEvent) {
    event.preventDefault()
    if (isPending || !isReady) return
    setPending(true)
    setProblem(undefined)
    const result = await call()
    if (result.ok) return props.onDone(result.value.id)
    setPending(false)
    setProblem(result.problem)
  }
  const running = (data?.endpoints ?? []).map((one) => one.name)
  const deployments = data?.endpoints.find((one) => one.name === from)?.deployments.map((one) => one.name) ?? []
  return (
    <Dialog
      title={t(`place.${job.job}`)}
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}
      footer={
        <>
          <Button onPress={props.onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            isPending={isPending}
            disabledReason={isReady ? undefined : t(job.job === 'import' && from === '' ? 'place.chooseFirst' : 'place.notReady')}
          >
            {t(`place.${job.job}Now`)}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void submit(event)} className="grid gap-4">
        {problem ? <ProblemNotice problem={problem} /> : null}
        {job.job === 'new' ? (
          <>
            <Select
              label={t('place.template')}
              value={template}
              onChange={setTemplate}
              options={props.samples.map(({ id }) => ({ value: id, label: isKnownSample(id) ? t(`sample.${id}.title`) : id }))}
            />
            <TextField
              label={t('place.endpoint')}
              description={t('place.endpointHelp')}
              value={endpoint}
              onChange={setEndpoint}
              error={fault?.message}
              mono
            />
          </>
        ) : null}
        {job.job === 'import' ? (
          <Select
            label={t('place.from')}
            value={from || undefined}
            placeholder={t(isError && !data ? 'place.unread' : data && running.length === 0 ? 'place.noneRuns' : 'place.chooseOne')}
            onChange={(next) => {
              setFrom(next)
              setOnly('')
              setName(next)
            }}
            options={running.map((value) => ({ value, label: value }))}
          />
        ) : null}
        {job.job === 'import' && deployments.length > 1 ? (
          <Select
            label={t('place.deployments')}
            value={only || everyDeployment}
            onChange={(next) => {
              const chosen = next === everyDeployment ? '' : next
              setOnly(chosen)
              setName(folderName(from, chosen))
            }}
            options={[
              { value: everyDeployment, label: t('place.allDeployments', { count: deployments.length }) },
              ...deployments.map((value) => ({ value, label: t('place.oneDeployment', { name: value }) })),
            ]}
          />
        ) : null}
        <TextField label={t('place.name')} description={t('place.nameHelp')} value={name} onChange={setName} mono isRequired />
        <RadioCards
          label={t('place.where')}
          value={place}
          onChange={setPlace}
          options={[
            { value: 'home', title: t('place.home'), description: <code className="[overflow-wrap:anywhere]">{props.projectsHome}</code> },
            { value: 'folder', title: t('place.folder'), description: t('place.folderHelp') },
          ]}
        />
        {place === 'folder' ? (
          <PathField label={t('place.parent')} kind="folder" value={parent} onChange={setParent} baseDir={undefined} isRequired />
        ) : null}
      </form>
    </Dialog>
  )
}
