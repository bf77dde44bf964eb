'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useMemo, useRef, useState } from 'react'
import { DraftConflict, DraftList, SaveLine } from '@/components/drafts/DraftNotices'
import { LeaveGuard } from '@/components/drafts/LeaveGuard'
import type { EditorPlace } from '@/components/editor/editor-props'
import { StartingCard } from '@/components/overview/StartingCard'
import { Button } from '@/components/ui/Button'
import { cx } from '@/components/ui/class-names'
import { LinkButton } from '@/components/ui/LinkButton'
import { Notice } from '@/components/ui/Notice'
import { PageHead } from '@/components/ui/PageHead'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { showSuccess } from '@/components/ui/toast'
import { EditConflict } from '@/components/wizard/EditConflict'
import { EditReview } from '@/components/wizard/EditReview'
import { KeptAsWritten } from '@/components/wizard/KeptAsWritten'
import { StepList } from '@/components/wizard/StepList'
import { textOf } from '@/components/wizard/step-props'
import {
  editSteps,
  errorsOfStep,
  fieldOf,
  isWizardStep,
  keysOfStep,
  stepOfFinding,
  type WizardStep,
  wizardSteps,
} from '@/components/wizard/steps'
import { CodeStep } from '@/components/wizard/steps/CodeStep'
import { ComputeStep } from '@/components/wizard/steps/ComputeStep'
import { KubernetesComputeStep } from '@/components/wizard/steps/KubernetesComputeStep'
import { LimitsStep } from '@/components/wizard/steps/LimitsStep'
import { ModelStep } from '@/components/wizard/steps/ModelStep'
import { ReviewStep } from '@/components/wizard/steps/ReviewStep'
import { TrafficStep } from '@/components/wizard/steps/TrafficStep'
import { type DraftOptions, useDeploymentDraft } from '@/components/wizard/use-deployment-draft'
import { type FileRepairs, useFileRepair } from '@/components/wizard/use-file-repair'
import { useFindingText } from '@/components/wizard/use-finding-text'
import { useLanguageFacts } from '@/components/wizard/use-language-facts'
import { useWizardView, ViewToggle, viewClasses } from '@/components/wizard/ViewToggle'
import { YamlPanel } from '@/components/wizard/YamlPanel'
import type { ChangedAsset } from '@/lib/contract/changed-asset'
import { type Finding, placeOf } from '@/lib/contract/finding'
import type { JobView } from '@/lib/contract/job'
import { checkDeploymentText } from '@/lib/domain/checks/check-deployment-text'
import { yamlChecker } from '@/lib/domain/checks/check-document'
import { withoutRepeats } from '@/lib/domain/checks/without-repeats'
import { type Problem, ProblemError, type Result } from '@/lib/problems/problem'
import { checksQuery, checksRequest, useChecks } from '@/lib/queries/checks'
import { newClientRequestId } from '@/lib/queries/client-request-id'
import { loadDraft } from '@/lib/queries/drafts'
import { quotaQuery } from '@/lib/queries/quota'
import { sendAgain } from '@/lib/queries/send-again'
import { announcedJob, rememberStarting } from '@/lib/queries/starting'

export interface DeployInput {
  clientRequestId: string
  endpoint: string
  deployment: string
  deploymentYaml: string
  baseDir?: string
  sendAllTraffic: boolean
  sampleRequest?: string
  /** An edit: the version it began from. */
  ifFingerprint?: string
}

export interface DeploymentWizardProps extends DraftOptions {
  endpoint: string
  traffic: Record<string, number>
  existing: readonly string[]
  /** For edits: no deployment of the endpoint has traffic, so that this one may be given all of it. */
  offersTraffic?: boolean
  deploy: (input: DeployInput) => Promise<Result<JobView>>
  /** Writing into the files the deployment names; absent: their repairs are named only. */
  files?: FileRepairs
  /** For edits: which local files differ from what runs, and the deployment as it is now. */
  changedAssets?: (input: { yaml: string; baseDir?: string; endpoint: string; deployment: string }) => Promise<Result<ChangedAsset[]>>
  readLive?: (input: { endpoint: string; deployment: string }) => Promise<Result<{ liveText: string; fingerprint: string }>>
}

/** Create a deployment in six steps; one YAML document behind all of them. */
export function DeploymentWizard(props: DeploymentWizardProps) {
  const t = useTranslations('wizard')
  const router = useRouter()
  const client = useQueryClient()
  const search = useSearchParams()
  const say = useFindingText()
  const words = useTranslations('drafts')
  const draft = useDeploymentDraft(props.endpoint, props)
  const { edited } = draft
  const withTraffic = !edited || props.offersTraffic === true
  const stepsHere = withTraffic ? wizardSteps : editSteps
  const asked = search.get('step')
  const step: WizardStep = isWizardStep(asked) ? asked : 'model'
  const position = stepsHere.indexOf(step)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [reached, setReached] = useState(0)
  const [pending, setPending] = useState(false)
  const [starting, setStarting] = useState<JobView>()
  const [goTo, setGoTo] = useState<EditorPlace>()
  const { view, setView, showYaml } = useWizardView()
  const facts = useLanguageFacts(props.endpoint, draft.baseDir)
  const [problem, setProblem] = useState<Problem>()
  const summary = useRef<HTMLDivElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)

  const { data: quota } = useQuery(quotaQuery())
  const [check] = useState(yamlChecker)
  const ruleFindings = useMemo(
    () =>
      checkDeploymentText(
        draft.text,
        {
          endpoint: props.endpoint,
          existing: edited ? [] : props.existing,
          ...(quota?.settings.enabled ? { quota: { limits: quota.settings, holders: quota.holders } } : {}),
        },
        check,
      ),
    [check, draft.text, props.endpoint, props.existing, edited, quota],
  )
  const checked = checksRequest({ kind: 'deployment', text: draft.text, baseDir: draft.baseDir, endpoint: props.endpoint })
  // Held beside React: the first key typed as YAML renders nothing of this page.
  const isTyping = useRef(false)
  // What is on the way to the next text is not asked again about this one.
  const checks = useChecks(checked, () => !isTyping.current)
  const repairFile = useFileRepair(checked, props.files)
  // Said in the reader's language once, here; everything below shows `message`.
  const findings = withoutRepeats([...ruleFindings, ...(checks.findings ?? checks.inFiles)]).map((finding) => ({
    ...finding,
    message: say(finding),
    fix: undefined,
  }))
  const shown = findings.filter((finding) => left.has('*') || left.has(String(fieldOf(finding)[0] ?? '*')))
  const { name } = draft
  const isKubernetes = textOf(draft.value(['type'])).toLowerCase() === 'kubernetes'

  useEffect(() => setReached((before) => Math.max(before, position)), [position])
  // Where a keyboard or screen-reader user goes on reading; not on the first paint.
  const shownStep = useRef(step)
  useEffect(() => {
    if (shownStep.current !== step) heading.current?.focus()
    shownStep.current = step
  }, [step])
  const overview = `/endpoints/${encodeURIComponent(props.endpoint)}/overview`
  useEffect(() => {
    // Deploying leads there: its frame is then ready with the press.
    if (step === 'review') router.prefetch(overview)
  }, [step, overview, router])

  const leave = (path: readonly (string | number)[]) => setLeft((before) => new Set([...before, String(path[0])]))
  function go(next: WizardStep) {
    const query = new URLSearchParams(search)
    query.set('step', next)
    router.push(`?${query}`)
  }

  async function loadOther() {
    if (!draft.save.id) return
    try {
      draft.load(await loadDraft(draft.save.id))
    } catch {
      // Deleted in the other tab: what is typed here goes on as a draft of its own.
      showSuccess(words('gone'))
      draft.save.fork()
    }
  }

  async function checkAll(): Promise<Finding[]> {
    const found = await client.fetchQuery({ ...checksQuery(checked), staleTime: 0 }).catch((error: unknown) => {
      setProblem(error instanceof ProblemError ? error.problem : unreachable(error).problem)
      return undefined
    })
    return withoutRepeats([...ruleFindings, ...(found?.findings ?? [])])
  }

  async function next() {
    setPending(true)
    setProblem(undefined)
    setLeft((before) => new Set([...before, ...keysOfStep(step)]))
    const errors = errorsOfStep(await checkAll(), step)
    setPending(false)
    const following = stepsHere[position + 1]
    if (errors.length === 0 && !draft.syntaxError && following) go(following)
    else summary.current?.focus()
  }

  async function deploy() {
    setPending(true)
    setProblem(undefined)
    setLeft(new Set(['*']))
    // The steps stand there with the press; the page that follows goes on with the same list.
    const announced = announcedJob(props.endpoint, name, Date.now())
    if (ruleFindings.every((finding) => finding.severity !== 'error') && !draft.syntaxError) setStarting(announced)
    const errors = (await checkAll()).filter((finding) => finding.severity === 'error')
    if (errors.length > 0 || draft.syntaxError) {
      setPending(false)
      setStarting(undefined)
      summary.current?.focus()
      return
    }
    // A press from before the page was alive is played again at once, before the id was made.
    const clientRequestId = draft.clientRequestId || newClientRequestId()
    if (clientRequestId !== draft.clientRequestId) draft.change({ clientRequestId })
    const request = {
      clientRequestId,
      endpoint: props.endpoint,
      deployment: edited?.deployment ?? name,
      deploymentYaml: draft.text,
      sendAllTraffic: withTraffic && draft.sendAllTraffic,
      ...(draft.baseDir ? { baseDir: draft.baseDir } : {}),
      ...(draft.sampleRequest ? { sampleRequest: draft.sampleRequest } : {}),
      ...(edited ? { ifFingerprint: edited.fingerprint } : {}),
    }
    // One job by its id, however often it is sent.
    const result = await sendAgain(() => props.deploy(request)).catch(unreachable)
    if (!result.ok) {
      setPending(false)
      setStarting(undefined)
      setProblem(result.problem)
      // A refused request is corrected and sent again, which must not count as the refused one.
      if (!result.problem.retryable) draft.change({ clientRequestId: newClientRequestId() })
      return
    }
    await draft.discard()
    showSuccess(t(edited ? 'editStarted' : 'started', { name }))
    rememberStarting(client, announced)
    router.push(overview)
  }

  const errorsHere = shown.filter((finding) => finding.severity === 'error' && (step === 'review' || stepOfFinding(finding) === step))
  const joins = { joins: checks.joins, findings, onRepair: repairFile }
  const stepProps = { endpoint: props.endpoint, draft, findings: shown, onBlur: leave, joins }
  return (
    <div className="full-width">
      <PageHead
        title={edited ? t('editTitle', { name: edited.deployment }) : t('title')}
        badges={<span className="text-ink-3">{t('inEndpoint', { endpoint: props.endpoint })}</span>}
        actions={
          <>
            <SaveLine save={draft.save} />
            <ViewToggle view={view} onChange={setView} />
            <LinkButton href={`/endpoints/${encodeURIComponent(props.endpoint)}`} variant="quiet">
              {t('close')}
            </LinkButton>
          </>
        }
      />
      <LeaveGuard isActive={draft.isChanged && !pending} keep={draft.save.flush} discard={draft.discard} />
      <DraftConflict save={draft.save} onLoadOther={() => void loadOther()} />
      {draft.isChanged || edited ? null : (
        <DraftList isInWizard endpoint={props.endpoint} kind="deployment" except={draft.save.id} className="mb-4" />
      )}
      <div className={cx('grid gap-6', viewClasses[view].grid)}>
        <StepList steps={stepsHere} current={step} reached={reached} findings={shown} onGo={go} />
        <div className="painted-apart min-w-0">
          <div ref={summary} tabIndex={-1} className="outline-none">
            {draft.syntaxError ? (
              <Notice
                tone="failure"
                className="mb-4"
                title={t('syntax', { line: draft.syntaxError.line, message: say(draft.syntaxError) })}
                live
                actions={
                  <Button
                    size="sm"
                    onPress={() => {
                      showYaml()
                      setGoTo(draft.syntaxError)
                    }}
                  >
                    {t('jumpToError')}
                  </Button>
                }
              >
                {t('syntaxHelp')}
              </Notice>
            ) : null}
            {errorsHere.length > 0 ? (
              <Notice tone="failure" className="mb-4" title={t('fixFirst', { count: errorsHere.length })} live>
                <ul className="list-disc pl-4">
                  {errorsHere.map((finding) => (
                    <li key={`${finding.rule}-${placeOf(finding)}-${finding.message}`}>
                      {finding.file ? `${placeOf(finding)}: ` : null}
                      {finding.message}
                    </li>
                  ))}
                </ul>
              </Notice>
            ) : null}
            {problem ? (
              <div className="mb-4">
                {problem.code === 'Studio.DeploymentChanged' && edited && props.readLive ? (
                  <EditConflict
                    endpoint={props.endpoint}
                    draft={draft}
                    edited={edited}
                    readLive={props.readLive}
                    onSettled={() => setProblem(undefined)}
                  />
                ) : (
                  <ProblemNotice problem={problem} title={t('failed')} />
                )}
              </div>
            ) : null}
          </div>
          <div className={viewClasses[view].form}>
            <h2 ref={heading} tabIndex={-1} className="sr-only">
              {t(`step_${step}`)}
            </h2>
            {step === 'model' ? <ModelStep key={draft.generation} {...stepProps} /> : null}
            {step === 'code' ? <CodeStep key={draft.generation} {...stepProps} /> : null}
            {step === 'compute' ? isKubernetes ? <KubernetesComputeStep {...stepProps} /> : <ComputeStep {...stepProps} /> : null}
            {step === 'limits' ? <LimitsStep key={draft.generation} {...stepProps} /> : null}
            {step === 'traffic' ? (
              <TrafficStep
                draft={draft}
                name={name}
                traffic={props.traffic}
                isFirst={edited !== undefined || props.existing.length === 0}
                isKubernetes={isKubernetes}
              />
            ) : null}
            {starting ? null : step === 'review' && edited && props.changedAssets ? (
              <EditReview endpoint={props.endpoint} draft={draft} edited={edited} changedAssets={props.changedAssets} />
            ) : step === 'review' ? (
              <ReviewStep endpoint={props.endpoint} draft={draft} onEdit={go} />
            ) : null}
            <KeptAsWritten draft={draft} step={step} isKubernetes={isKubernetes} />
          </div>
          {starting ? <StartingCard job={starting} /> : null}

          <div className={cx('flex items-center justify-between gap-3', view === 'yaml' ? '' : 'mt-8')}>
            <Button onPress={() => go(stepsHere[Math.max(0, position - 1)] ?? 'model')} isDisabled={position === 0}>
              {t('back')}
            </Button>
            {step === 'review' ? (
              <Button variant="primary" isPending={pending} onPress={() => void deploy()}>
                {pending ? t('deploying') : t(edited ? 'applyEdit' : 'deploy')}
              </Button>
            ) : (
              <Button variant="primary" isPending={pending} onPress={() => void next()}>
                {t('next', { step: t(`step_${stepsHere[position + 1] ?? 'review'}`) })}
              </Button>
            )}
          </div>
        </div>
        <YamlPanel
          kind="deployment"
          goTo={goTo}
          draft={draft}
          findings={findings}
          name={name}
          endpoint={props.endpoint}
          facts={facts}
          onTyping={(now) => {
            isTyping.current = now
          }}
          onRepairFile={repairFile}
          className={viewClasses[view].yaml}
        />
      </div>
    </div>
  )
}

/** The studio could not be asked: everything typed stays, and pressing again goes on. */
function unreachable(error: unknown): { ok: false; problem: Problem } {
  const message = error instanceof Error ? error.message : String(error)
  return { ok: false, problem: { code: 'Studio.Unreachable', message, origin: 'studio', retryable: true } }
}
