'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Copy, Download, FolderOpen, Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useUrlState } from '@/components/frame/url-state'
import { isKnownSample } from '@/components/projects/known-samples'
import type { PlaceJob } from '@/components/projects/PlaceDialog'
import { ProjectTable } from '@/components/projects/ProjectTable'
import type { ProjectListActions } from '@/components/projects/project-actions'
import { Button } from '@/components/ui/Button'
import { SplitDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { PageHead } from '@/components/ui/PageHead'
import { Section } from '@/components/ui/Section'
import { showProblem } from '@/components/ui/toast'
import type { ProjectSummary, SampleSummary } from '@/lib/contract/project'
import { projectsQuery } from '@/lib/queries/projects'

const PathPicker = dynamic(() => import('@/components/wizard/PathPicker').then((module) => module.PathPicker), { ssr: false })
const PlaceDialog = dynamic(() => import('@/components/projects/PlaceDialog').then((module) => module.PlaceDialog), { ssr: false })

/** Folders opened before, and the ways to a new one: a folder of this computer, a copy of a sample, a template, a running deployment. */
export function ProjectsView(props: {
  initial: ProjectSummary[]
  samples: readonly SampleSummary[]
  projectsHome: string
  actions: ProjectListActions
}) {
  const { actions } = props
  const t = useTranslations('projects')
  const router = useRouter()
  const client = useQueryClient()
  const [params, setParams] = useUrlState()
  const { data = props.initial } = useQuery({ ...projectsQuery(), initialData: props.initial })
  const [job, setJob] = useState<PlaceJob>()
  const asked = params.get('do')
  const close = () => {
    setJob(undefined)
    setParams({ do: undefined, endpoint: undefined, deployment: undefined })
  }
  const importing =
    asked === 'import'
      ? { job: 'import' as const, endpoint: params.get('endpoint') ?? '', deployment: params.get('deployment') ?? '' }
      : undefined
  const current: PlaceJob | undefined = job ?? importing ?? (asked === 'new' ? { job: 'new' } : undefined)

  async function open(folder: string) {
    const result = await actions.open({ folder })
    if (!result.ok) return showProblem(t('openFailed'), result.problem)
    router.push(`/projects/${result.value.id}`)
  }
  async function forget(project: ProjectSummary) {
    const result = await actions.forget({ id: project.id })
    if (!result.ok) return showProblem(t('forgetFailed'), result.problem)
    await client.invalidateQueries({ queryKey: ['projects'] })
  }
  const openButton = (
    <Button variant="primary" icon={<FolderOpen aria-hidden />} onPress={() => setParams({ do: 'open' })}>
      {t('open')}
    </Button>
  )
  const usual = props.samples.filter(({ isBroken }) => !isBroken)
  const broken = props.samples.filter(({ isBroken }) => isBroken)
  return (
    <>
      <PageHead
        title={t('title')}
        actions={
          <>
            <Button variant="quiet" icon={<Download aria-hidden />} onPress={() => setParams({ do: 'import' })}>
              {t('import')}
            </Button>
            <Button icon={<Plus aria-hidden />} onPress={() => setParams({ do: 'new' })}>
              {t('new')}
            </Button>
            {data.length > 0 ? openButton : null}
          </>
        }
      />
      {data.length === 0 ? (
        <EmptyState title={t('emptyTitle')} description={t('emptyText')} drawing={<SplitDrawing />} action={openButton} />
      ) : (
        <ProjectTable projects={data} onForget={(project) => void forget(project)} />
      )}
      <div className="mt-8">
        <Section title={t('samplesTitle')} description={t('samplesText')}>
          <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
            {usual.map((sample) => (
              <li key={sample.id} className="flex flex-col rounded-panel border bg-raised p-4">
                <h3 className="font-[620]">{isKnownSample(sample.id) ? t(`sample.${sample.id}.title`) : sample.id}</h3>
                <p className="mt-1 mb-3 flex-1 text-ink-2 text-small">
                  {isKnownSample(sample.id) ? t(`sample.${sample.id}.text`) : t('sampleFiles', { count: sample.files })}
                </p>
                <div>
                  <Button size="sm" icon={<Copy aria-hidden />} onPress={() => setJob({ job: 'copy', sample: sample.id })}>
                    {t('openCopy')}
                  </Button>
                </div>
              </li>
            ))}
          </ul>
        </Section>
        {broken.length === 0 ? null : (
          <details className="mt-4">
            <summary className="cursor-pointer text-ink-2">{t('brokenTitle', { count: broken.length })}</summary>
            <p className="mt-1 text-ink-3 text-small">{t('brokenText')}</p>
            <ul className="mt-2 flex flex-wrap gap-2">
              {broken.map((sample) => (
                <li key={sample.id}>
                  <Button size="sm" onPress={() => setJob({ job: 'copy', sample: sample.id })}>
                    {sample.id.replace('broken/', '')}
                  </Button>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      {asked === 'open' ? (
        <PathPicker title={t('openTitle')} kind="folder" isOpen onClose={close} onChoose={(folder) => void open(folder)} />
      ) : null}
      {current ? (
        <PlaceDialog
          job={current}
          samples={usual}
          projectsHome={props.projectsHome}
          actions={actions}
          onClose={close}
          onDone={(id) => router.push(`/projects/${id}`)}
        />
      ) : null}
    </>
  )
}
