'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { TextDiff } from '@/components/editor/TextDiff'
import { blocking, planOf } from '@/components/projects/deploy-plan'
import type { ProjectActions } from '@/components/projects/project-actions'
import { Button } from '@/components/ui/Button'
import { Checkbox } from '@/components/ui/Checkbox'
import { Dialog } from '@/components/ui/Dialog'
import { Notice } from '@/components/ui/Notice'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { Skeleton } from '@/components/ui/Skeleton'
import { TextField } from '@/components/ui/TextField'
import { showSuccess } from '@/components/ui/toast'
import type { ProjectDocument, ProjectFinding } from '@/lib/contract/project'
import { folderOf } from '@/lib/domain/project/project-paths'
import { type Problem, ProblemError } from '@/lib/problems/problem'
import { newClientRequestId } from '@/lib/queries/client-request-id'
import { endpointsQuery } from '@/lib/queries/endpoints'
import { projectEntriesQuery, readFile } from '@/lib/queries/projects'
import { sendAgain } from '@/lib/queries/send-again'
import { announcedJob, rememberStarting } from '@/lib/queries/starting'

const sampleNames = ['sample-request.json', 'sample_request.json']

/** What will happen, what differs from what runs, and one button that does it: the same job as the wizard's. */
export function DeployFromProject(props: {
  id: string
  folder: string
  path: string
  documents: readonly ProjectDocument[]
  findings: readonly ProjectFinding[]
  unsaved: readonly string[]
  saveAll: () => Promise<boolean>
  deploy: ProjectActions['deploy']
  readLive: ProjectActions['readLive']
  /** Leads to the place of a problem. */
  onGoTo: (finding: ProjectFinding) => void
  onClose: () => void
}) {
  const { id, path } = props
  const t = useTranslations('projects')
  const router = useRouter()
  const client = useQueryClient()
  const { data } = useQuery(endpointsQuery())
  const [requestId] = useState(newClientRequestId)
  const [typedEndpoint, setTypedEndpoint] = useState('')
  const [traffic, setTraffic] = useState<boolean>()
  const [isPending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const document = props.documents.find((one) => one.path === path)
  const plan =
    document &&
    planOf(
      document.endpoint ? document : { ...document, ...(typedEndpoint ? { endpoint: typedEndpoint } : {}) },
      props.documents,
      data?.endpoints,
    )
  const { endpoint, deployment, isUpdate = false, isFirst = false } = plan ?? {}
  const live = useQuery({
    queryKey: ['project', id, 'live', endpoint, deployment],
    enabled: isUpdate && endpoint !== undefined && deployment !== undefined,
    staleTime: 0,
    queryFn: async () => {
      const [running, file] = await Promise.all([
        props.readLive({ endpoint: endpoint ?? '', deployment: deployment ?? '' }),
        readFile(id, path),
      ])
      if (!running.ok) throw new ProblemError(running.problem)
      return { ...running.value, fileText: file.text }
    },
  })
  const sample = useQuery({
    queryKey: ['project', id, 'sample', path],
    queryFn: async () => {
      const below = folderOf(path)
      const { entries } = await client.fetchQuery(projectEntriesQuery(id, below))
      const entry = entries.find(({ name, kind }) => kind === 'file' && sampleNames.includes(name))
      return entry ? (await readFile(id, entry.path)).text : null
    },
  })
  if (!document || !plan) return null
  const stops = blocking(plan, path, props.findings)
  const sendAllTraffic = traffic ?? isFirst
  const isKnown = data !== undefined && (!isUpdate || live.data !== undefined)

  async function start() {
    if (!endpoint || !deployment || !plan) return
    setPending(true)
    setProblem(undefined)
    try {
      if (!(await props.saveAll())) return setPending(false)
      const [file, endpointFile] = await Promise.all([
        readFile(id, path),
        plan.live || !plan.endpointFile ? undefined : readFile(id, plan.endpointFile.path),
      ])
      const below = folderOf(path)
      const announced = announcedJob(endpoint, deployment, Date.now())
      const request = {
        clientRequestId: requestId,
        endpoint,
        deployment,
        deploymentYaml: file.text,
        baseDir: below === '' ? props.folder : `${props.folder}/${below}`,
        sendAllTraffic,
        ...(plan.live ? {} : { endpointYaml: endpointFile?.text ?? `name: ${endpoint}\nauth_mode: key\n` }),
        ...(sample.data ? { sampleRequest: sample.data } : {}),
        ...(isUpdate && live.data ? { ifFingerprint: live.data.fingerprint } : {}),
      }
      const result = await sendAgain(() => props.deploy(request))
      if (!result.ok) {
        setProblem(result.problem)
        return setPending(false)
      }
      showSuccess(t('deploy.started', { name: deployment }))
      rememberStarting(client, announced)
      router.push(`/endpoints/${encodeURIComponent(endpoint)}/overview`)
    } catch (error) {
      setPending(false)
      setProblem(
        error instanceof ProblemError
          ? error.problem
          : { code: 'Studio.Unreachable', message: String(error), origin: 'studio', retryable: true },
      )
    }
  }
  return (
    <Dialog
      title={t(isUpdate ? 'strip.update' : 'strip.deploy', { name: deployment ?? '' })}
      size={isUpdate ? 'lg' : 'md'}
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}
      footer={
        <>
          <Button onPress={props.onClose}>{t('cancel')}</Button>
          <Button
            variant="primary"
            isPending={isPending}
            onPress={() => void start()}
            disabledReason={
              stops.length > 0
                ? t('deploy.blocked', { count: stops.length })
                : !endpoint || !deployment
                  ? t('deploy.unnamed')
                  : isKnown
                    ? undefined
                    : t('deploy.looking')
            }
          >
            {t(isUpdate ? 'deploy.update' : plan.live ? 'deploy.deploy' : 'deploy.both')}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {problem ? <ProblemNotice problem={problem} title={t('deploy.failed')} /> : null}
        {stops.length > 0 ? (
          <Notice tone="failure" title={t('deploy.blocked', { count: stops.length })}>
            <ul className="list-disc pl-4">
              {stops.slice(0, 8).map((finding) => (
                <li key={`${finding.file}-${finding.rule}-${finding.line}-${finding.message}`}>
                  <button
                    type="button"
                    className="cursor-pointer rounded-sm text-left align-top hover:underline"
                    onClick={() => {
                      props.onClose()
                      props.onGoTo(finding)
                    }}
                  >
                    <code>{finding.line === undefined ? finding.file : `${finding.file}:${finding.line}`}</code> {finding.message}
                  </button>
                </li>
              ))}
            </ul>
          </Notice>
        ) : null}
        {endpoint && document.endpoint ? null : (
          <TextField
            label={t('deploy.endpoint')}
            description={t('deploy.endpointHelp')}
            value={typedEndpoint || (endpoint ?? '')}
            onChange={setTypedEndpoint}
            mono
            isRequired
          />
        )}
        <ol className="grid list-decimal gap-1 pl-5">
          {props.unsaved.length > 0 ? <li>{t('deploy.saves', { count: props.unsaved.length })}</li> : null}
          {endpoint && !plan.live && data ? (
            <li>
              {plan.endpointFile
                ? t('deploy.makesEndpoint', { endpoint, file: plan.endpointFile.path })
                : t('deploy.makesPlainEndpoint', { endpoint })}
            </li>
          ) : null}
          <li>{t(isUpdate ? 'deploy.updates' : 'deploy.makes', { name: deployment ?? '', endpoint: endpoint ?? '' })}</li>
          {sample.data ? <li>{t('deploy.sends')}</li> : null}
        </ol>
        {isUpdate ? null : (
          <Checkbox
            isSelected={sendAllTraffic}
            onChange={setTraffic}
            description={t(isFirst ? 'deploy.trafficFirst' : 'deploy.trafficHelp')}
          >
            {t('deploy.traffic', { name: deployment ?? '' })}
          </Checkbox>
        )}
        {isUpdate ? (
          live.error instanceof ProblemError ? (
            <ProblemNotice problem={live.error.problem} />
          ) : live.data ? (
            live.data.liveText === live.data.fileText ? (
              <Notice tone="info">{t('deploy.same')}</Notice>
            ) : (
              <TextDiff
                label={t('deploy.diff')}
                before={live.data.liveText}
                after={live.data.fileText}
                beforeLabel={t('deploy.live')}
                afterLabel={document.path}
                name={document.path}
              />
            )
          ) : (
            <Skeleton className="h-40" />
          )
        ) : null}
      </div>
    </Dialog>
  )
}
