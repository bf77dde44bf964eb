'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type FormEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { DraftConflict, DraftList, SaveLine } from '@/components/drafts/DraftNotices'
import { LeaveGuard } from '@/components/drafts/LeaveGuard'
import { continueWith } from '@/components/drop/take-to'
import { checkInWorker } from '@/components/editor/check-in-worker'
import type { EditorPlace } from '@/components/editor/editor-props'
import { useFindings } from '@/components/editor/use-findings'
import { AuthenticationStep, type AuthSupport } from '@/components/endpoints/create/AuthenticationStep'
import { BasicsStep } from '@/components/endpoints/create/BasicsStep'
import { type DraftError, draftErrors, type Step, steps } from '@/components/endpoints/create/draft'
import { useDraftWords } from '@/components/endpoints/create/draft-words'
import type { AddComputeCall } from '@/components/endpoints/create/KindField'
import { useNameAvailability } from '@/components/endpoints/create/name-availability'
import { ReviewStep } from '@/components/endpoints/create/ReviewStep'
import { StepList } from '@/components/endpoints/create/StepList'
import { TagsStep } from '@/components/endpoints/create/TagsStep'
import { useEndpointDraft } from '@/components/endpoints/create/use-draft'
import { useUrlState } from '@/components/frame/url-state'
import { Button } from '@/components/ui/Button'
import { cx } from '@/components/ui/class-names'
import { LinkButton } from '@/components/ui/LinkButton'
import { Notice } from '@/components/ui/Notice'
import { PageHead } from '@/components/ui/PageHead'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { showSuccess } from '@/components/ui/toast'
import { useFindingText } from '@/components/wizard/use-finding-text'
import { useWizardView, ViewToggle, viewClasses } from '@/components/wizard/ViewToggle'
import { YamlPanel } from '@/components/wizard/YamlPanel'
import type { Draft } from '@/lib/contract/draft'
import { type Finding, placeOf } from '@/lib/contract/finding'
import { generateEndpointName } from '@/lib/domain/names/names'
import { limitFacts } from '@/lib/domain/quota/limit-facts'
import type { Problem, Result } from '@/lib/problems/problem'
import { loadDraft } from '@/lib/queries/drafts'
import { quotaQuery } from '@/lib/queries/quota'

export type CreateEndpoint = (input: { clientRequestId: string; yaml: string }) => Promise<Result<{ endpoint: string }>>

/** Keys of the file each step has fields for; their faults are said at the field. */
const stepOfKey: Record<string, Step> = {
  name: 'basics',
  description: 'basics',
  compute: 'basics',
  auth_mode: 'authentication',
  tags: 'tags',
}

/** Create an endpoint in four steps, one YAML document behind all of them. What is typed survives steps, reloads and errors; a double click creates one endpoint. */
export function EndpointWizard(props: {
  createEndpoint: CreateEndpoint
  scoringBase: string
  authSupport: AuthSupport
  /** Attached Kubernetes computes, by name. */
  computes: readonly string[]
  addCompute: AddComputeCall
  /** The draft the page was opened with. */
  stored?: Draft | undefined
}) {
  const t = useTranslations('endpoints.create')
  const frame = useTranslations('frame')
  const router = useRouter()
  const [params, setParams] = useUrlState()
  const drafts = useTranslations('drafts')
  const wizard = useTranslations('wizard')
  const say = useFindingText()
  const { view, setView, showYaml } = useWizardView()
  const draft = useEndpointDraft(props.stored)
  const { fields, isChanged, save, change, load, discard, syntaxError } = draft
  const isReady = draft.clientRequestId !== ''
  const [place, setPlace] = useState<EditorPlace>()
  const [touched, setTouched] = useState<ReadonlySet<Step>>(new Set())
  const [visited, setVisited] = useState<ReadonlySet<Step>>(new Set())
  const [isPending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [takenName, setTakenName] = useState<string>()
  const controls = useRef(new Map<string, HTMLInputElement>())
  const heading = useRef<HTMLHeadingElement>(null)
  const summary = useRef<HTMLDivElement>(null)

  const availability = useNameAvailability(fields.name)
  const isTaken = availability === 'taken' || takenName === fields.name
  const errors = draftErrors(fields, isTaken)
  const words = useDraftWords(fields)
  const blocked = steps.find((candidate) => errors.some((error) => error.step === candidate))
  const reachable = new Set<Step>(blocked ? steps.slice(0, steps.indexOf(blocked) + 1) : steps)
  const wanted = steps.find((step) => step === params.get('step')) ?? 'basics'
  const step = reachable.has(wanted) ? wanted : (blocked ?? 'basics')
  const shown = errors.filter((error) => touched.has(error.step))
  const shownHere = shown.filter((error) => error.step === step)

  const { data: quota } = useQuery(quotaQuery())
  // What the limits of a subscription and a cluster are held against.
  const context = useMemo(() => (quota ? limitFacts(quota) : {}), [quota])
  const checked = useFindings({ text: draft.text, kind: 'endpoint', context })
  const findings = useMemo(
    () => checked.findings.map((finding) => ({ ...finding, message: say(finding), fix: undefined })),
    [checked.findings, say],
  )
  const isNameAsked = touched.has('basics')
  const noteFor = useCallback(
    ({ rule, path }: Finding) =>
      !isNameAsked && path[0] === 'name' && (rule === 'name-missing' || rule === 'required') ? t('basics.nameFirst') : undefined,
    [isNameAsked, t],
  )
  /** What blocks and no field of the form says. */
  const faultsOf = (found: readonly Finding[]) =>
    found.filter(({ severity, path: [key] }) => {
      const owner = stepOfKey[String(key)]
      return severity === 'error' && !errors.some((error) => error.step === owner)
    })
  const [isAsked, setAsked] = useState(false)
  /** What does not block is read before the press. */
  const remarks = step === 'review' ? findings.filter(({ severity }) => severity !== 'error') : []
  const faults = isAsked && step === 'review' && !syntaxError ? faultsOf(findings) : []

  const touch = (which: Step) => setTouched((before) => (before.has(which) ? before : new Set([...before, which])))
  const goTo = (next: Step) => {
    setVisited((before) => new Set([...before, step]))
    setProblem(undefined)
    setParams({ step: next === 'basics' ? undefined : next })
  }
  // The heading of the new step is where a keyboard or screen-reader user goes on reading; not on the first paint.
  const shownStep = useRef(step)
  useEffect(() => {
    if (shownStep.current !== step) heading.current?.focus()
    shownStep.current = step
  }, [step])
  const focusField = (error: DraftError) => controls.current.get(error.field)?.focus()
  const showPlace = (wanted: EditorPlace) => {
    showYaml()
    setPlace({ ...wanted })
  }

  const create = async () => {
    setPending(true)
    setProblem(undefined)
    setAsked(true)
    // What the last keystroke did may not have been looked at yet.
    const { findings: found } = await checkInWorker({ text: draft.text, kind: 'endpoint', context })
    if (faultsOf(found).length > 0) {
      setPending(false)
      summary.current?.focus()
      return
    }
    const result = await props.createEndpoint({ clientRequestId: draft.clientRequestId, yaml: draft.text }).catch(() => undefined)
    if (result?.ok) {
      const { endpoint } = result.value
      const then = params.get('then')
      await discard()
      router.push((then ? await continueWith(then, endpoint) : undefined) ?? `/endpoints/${encodeURIComponent(endpoint)}`)
      return
    }
    setPending(false)
    if (result?.problem.code === 'Studio.NameTaken') {
      setTakenName(fields.name)
      touch('basics')
    }
    setProblem(result?.problem ?? { code: 'Studio.Unreachable', message: t('noAnswer'), origin: 'studio', retryable: true })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isPending || !isReady) return
    if (syntaxError) {
      showPlace(syntaxError)
      return
    }
    touch(step)
    const first = errors.find((error) => error.step === step)
    if (first) {
      if (view === 'yaml') setView('form')
      focusField(first)
      return
    }
    const next = steps[steps.indexOf(step) + 1]
    if (next) goTo(next)
    else void create()
  }

  async function loadOther() {
    if (!save.id) return
    try {
      load(await loadDraft(save.id))
    } catch {
      // Deleted in the other tab: what is typed here goes on as a draft of its own.
      showSuccess(drafts('gone'))
      save.fork()
    }
  }

  const facts = useMemo(() => ({ computes: props.computes }), [props.computes])
  const previous = steps[steps.indexOf(step) - 1]
  const next = steps[steps.indexOf(step) + 1]
  const computeError = shownHere.find((error) => error.field === 'compute')
  const nameError = shownHere.find((error) => error.field === 'name')
  const registerControl = (field: string) => (element: HTMLInputElement | null) => {
    if (element) controls.current.set(field, element)
    else controls.current.delete(field)
  }
  return (
    <div className="full-width">
      <PageHead
        title={t('title')}
        actions={
          <>
            <SaveLine save={save} />
            <ViewToggle view={view} onChange={setView} />
            {isReady && isChanged ? (
              <Button
                variant="quiet"
                onPress={() => {
                  void discard()
                  setTouched(new Set())
                  setVisited(new Set())
                  setAsked(false)
                  setParams({ step: undefined })
                }}
              >
                {t('discard')}
              </Button>
            ) : null}
            <LinkButton href="/endpoints" variant="quiet">
              {t('cancel')}
            </LinkButton>
          </>
        }
      />
      <LeaveGuard isActive={isChanged && !isPending} keep={save.flush} discard={discard} />
      <DraftConflict save={save} onLoadOther={() => void loadOther()} />
      {isChanged ? null : <DraftList isInWizard kind="endpoint" except={save.id} className="mb-4" />}
      <div className={cx('grid gap-6', viewClasses[view].grid)}>
        <StepList
          current={step}
          visited={visited}
          withErrors={new Set(shown.map((error) => error.step))}
          reachable={reachable}
          onGo={goTo}
        />
        <form noValidate onSubmit={submit} className={cx('painted-apart min-w-0', view === 'yaml' ? '' : 'max-w-[44rem]')}>
          {syntaxError ? (
            <Notice
              tone="failure"
              className="mb-4"
              title={wizard('syntax', { line: syntaxError.line, message: say(syntaxError) })}
              live
              actions={
                <Button size="sm" onPress={() => showPlace(syntaxError)}>
                  {wizard('jumpToError')}
                </Button>
              }
            >
              {wizard('syntaxHelp')}
            </Notice>
          ) : null}
          <div ref={summary} tabIndex={-1} className="outline-none">
            {faults.length > 0 ? <FaultList faults={faults} onGo={showPlace} /> : null}
          </div>
          <fieldset disabled={syntaxError !== undefined} className={cx('min-w-0 disabled:opacity-60', viewClasses[view].form)}>
            <h2 ref={heading} tabIndex={-1} className="mb-4 font-[620] text-heading outline-none!">
              {t(`steps.${step}`)}
            </h2>
            {shownHere.length > 1 ? <ErrorSummary errors={shownHere} textOf={words} onGo={focusField} /> : null}
            {step === 'basics' ? (
              <BasicsStep
                draft={fields}
                onChange={change}
                onNameLeft={() => touch('basics')}
                onGenerate={() => {
                  change({ name: generateEndpointName(draft.clientRequestId + fields.name) })
                  controls.current.get('name')?.focus()
                }}
                availability={availability}
                nameError={nameError ? words(nameError) : undefined}
                nameRef={registerControl('name')}
                computes={props.computes}
                addCompute={props.addCompute}
                computeError={computeError ? words(computeError) : undefined}
                scoringUri={
                  fields.name && !errors.some((error) => error.kind === 'nameRule')
                    ? `${props.scoringBase}/api/v1/endpoint/${fields.name}/score`
                    : undefined
                }
              />
            ) : step === 'authentication' ? (
              <AuthenticationStep
                value={fields.authMode}
                onChange={(authMode) => change({ authMode })}
                support={props.authSupport}
                isKubernetes={fields.compute !== undefined}
              />
            ) : step === 'tags' ? (
              <TagsStep
                tags={fields.tags}
                onChange={(tags) => change({ tags })}
                errorOf={(id) => {
                  const error = shownHere.find((candidate) => candidate.field === `tag-${id}`)
                  return error ? words(error) : undefined
                }}
                onLeft={() => touch('tags')}
                keyRef={(id) => registerControl(`tag-${id}`)}
              />
            ) : (
              <>
                {remarks.map(({ rule, path, severity, message }) => (
                  <Notice key={`${rule} ${path.join('.')}`} tone={severity === 'warning' ? 'attention' : 'info'} className="mb-4">
                    {message}
                  </Notice>
                ))}
                <ReviewStep draft={fields} connection={frame('thisComputer')} onEdit={goTo} />
              </>
            )}
          </fieldset>
          {problem ? (
            <div className="mt-5">
              <ProblemNotice title={t('failed')} problem={problem} />
            </div>
          ) : null}
          <div className={cx('flex items-center gap-2', view === 'yaml' ? '' : 'mt-8')}>
            {previous ? <Button onPress={() => goTo(previous)}>{t('back')}</Button> : null}
            <Button type="submit" variant="primary" isPending={isPending} className="ml-auto">
              {next ? t('next', { step: t(`steps.${next}`) }) : t('submit')}
            </Button>
          </div>
        </form>
        <YamlPanel
          kind="endpoint"
          draft={{
            text: draft.text,
            isLocked: !isReady || syntaxError !== undefined,
            syntaxError,
            setText: draft.setText,
            change: ({ text }) => draft.open(text),
          }}
          findings={findings}
          noteFor={noteFor}
          name={fields.name}
          facts={facts}
          goTo={place}
          className={viewClasses[view].yaml}
        />
      </div>
    </div>
  )
}

function FaultList(props: { faults: readonly Finding[]; onGo: (place: EditorPlace) => void }) {
  const t = useTranslations('wizard')
  return (
    <Notice tone="failure" live title={t('fixFirst', { count: props.faults.length })} className="mb-4">
      <ul className="list-disc pl-4">
        {props.faults.map((finding) => (
          <li key={`${finding.rule}-${placeOf(finding)}-${finding.message}`}>
            <button
              type="button"
              onClick={() => props.onGo({ line: finding.line ?? 1, ...(finding.column ? { column: finding.column } : {}) })}
              className="rounded-sm text-left underline"
            >
              {finding.message}
            </button>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function ErrorSummary(props: { errors: DraftError[]; textOf: (error: DraftError) => string; onGo: (error: DraftError) => void }) {
  const t = useTranslations('endpoints.create')
  return (
    <Notice tone="failure" live title={t('summary', { count: props.errors.length })} className="mb-4">
      <ul className="list-disc pl-4">
        {props.errors.map((error) => (
          <li key={`${error.field}-${error.kind}`}>
            <button type="button" onClick={() => props.onGo(error)} className="rounded-sm text-left underline">
              {props.textOf(error)}
            </button>
          </li>
        ))}
      </ul>
    </Notice>
  )
}
