'use client'

import { Undo2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useMemo, useRef, useState } from 'react'
import { DraftConflict, SaveLine } from '@/components/drafts/DraftNotices'
import { LeaveGuard } from '@/components/drafts/LeaveGuard'
import { Editor } from '@/components/editor/Editor'
import type { EditorPlace } from '@/components/editor/editor-props'
import { ProblemList } from '@/components/editor/ProblemList'
import { useDelayedText } from '@/components/editor/use-delayed-text'
import { useFindings } from '@/components/editor/use-findings'
import { ConflictPanel } from '@/components/live-yaml/ConflictPanel'
import type { LiveActions } from '@/components/live-yaml/live-actions'
import { QuickEdit } from '@/components/live-yaml/QuickEdit'
import { ReviewPanel } from '@/components/live-yaml/ReviewPanel'
import { useApply } from '@/components/live-yaml/use-apply'
import { useBusyReason } from '@/components/live-yaml/use-busy-reason'
import { useLiveDraft } from '@/components/live-yaml/use-live-draft'
import { DeploymentCard } from '@/components/overview/DeploymentCard'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { deploymentCard } from '@/components/overview/overview-cards'
import { Button } from '@/components/ui/Button'
import { CopyButton } from '@/components/ui/CopyButton'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { useFindingText } from '@/components/wizard/use-finding-text'
import { useLanguageFacts } from '@/components/wizard/use-language-facts'
import type { Draft } from '@/lib/contract/draft'
import type { Finding } from '@/lib/contract/finding'
import { hasErrors } from '@/lib/contract/finding'
import type { LiveFile } from '@/lib/contract/live-file'
import { withoutRepeats } from '@/lib/domain/checks/without-repeats'
import { nameFinding } from '@/lib/domain/live-edit/name-finding'
import { applyEdits } from '@/lib/domain/yaml-edit/pieces'
import { editYaml } from '@/lib/domain/yaml-edit/yaml-edit'
import { checksRequest, useChecks } from '@/lib/queries/checks'
import { loadDraft } from '@/lib/queries/drafts'

const namesNoFiles = () => false
const changedCodes = new Set(['Studio.DeploymentChanged', 'Studio.EndpointChanged'])

/** One live file: typed in, checked, reviewed against the live object, applied. */
export function LiveEditor({ file, stored, actions }: { file: LiveFile; stored: Draft | undefined; actions: LiveActions }) {
  const t = useTranslations('live')
  const say = useFindingText()
  const { detail } = useEndpoint()
  const draft = useLiveDraft(detail.name, file, stored)
  const apply = useApply(actions, file)
  const busy = useBusyReason(file.deployment)
  const [isReviewing, setReviewing] = useState(false)
  const [hasApplied, setApplied] = useState(false)
  const [goTo, setGoTo] = useState<EditorPlace>()
  const kind = file.deployment === undefined ? 'endpoint' : 'deployment'
  const name = file.deployment === undefined ? 'endpoint.yml' : `${file.deployment}-deployment.yml`
  // What is typed before anything is unsaved is told at once: leaving the page then asks.
  const typing = useDelayedText(draft.text, draft.setText, !draft.isEdited)
  const checked = useFindings({ text: draft.text, kind, context: { endpointName: detail.name, runsHere: true } })
  // What only the studio knows: quota, what was measured, which assets there are. A live file names no files of this computer.
  const asked = kind === 'deployment' ? checksRequest({ kind, text: draft.text, endpoint: detail.name }) : undefined
  const { findings: known } = useChecks(asked, namesNoFiles)
  const facts = useLanguageFacts(detail.name, undefined, kind === 'deployment')
  const findings = useMemo(() => {
    const own = nameFinding(draft.text, kind, file.deployment ?? detail.name)
    return withoutRepeats([...checked.findings, ...(known ?? []), ...(own ? [own] : [])]).map((finding) => ({
      ...finding,
      message: say(finding),
      fix: undefined,
    }))
  }, [checked.findings, known, draft.text, kind, file.deployment, detail.name, say])
  const isConflict = draft.isStale || (apply.problem !== undefined && changedCodes.has(apply.problem.code))
  const status = detail.deployments.find((deployment) => deployment.name === file.deployment)
  const card = status && deploymentCard(detail, status)
  const hasNothing = draft.changes.length === 0

  useEffect(() => {
    // What was reviewed is live now.
    if (hasNothing) setReviewing(false)
  }, [hasNothing])

  const place = (finding: Finding): EditorPlace => ({ line: finding.line ?? 1, ...(finding.column ? { column: finding.column } : {}) })
  function repair(finding: Finding, index: number) {
    const { changes, edits } = finding.repairs?.[index] ?? {}
    const text = typing.current()
    if (changes) typing.change(editYaml(text, changes).text)
    else if (edits) typing.change(applyEdits(text, edits))
    typing.settle()
  }
  function review() {
    if (!hasNothing && !isConflict) setReviewing(true)
  }
  const latestReview = useRef(review)
  latestReview.current = review
  async function loadOther() {
    if (!draft.save.id) return
    try {
      const other = await loadDraft(draft.save.id)
      draft.setText(other.yaml)
      draft.save.adopt(other.revision)
    } catch {
      // Deleted in the other tab: what is typed here goes on as a draft of its own.
      draft.save.fork()
    }
  }

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <LeaveGuard isActive={draft.isEdited} keep={draft.save.flush} discard={draft.drop} />
      <DraftConflict save={draft.save} onLoadOther={() => void loadOther()} />
      {card && (card.kind !== 'done' || hasApplied) ? <DeploymentCard card={card} /> : null}
      {apply.problem && !isConflict ? <ProblemNotice title={t('failed')} problem={apply.problem} /> : null}
      {isConflict ? (
        <ConflictPanel
          draft={draft}
          live={file}
          onSettled={(text) => {
            apply.clear()
            draft.rebase(text)
          }}
        />
      ) : isReviewing ? (
        <ReviewPanel
          kind={kind}
          name={name}
          draft={draft}
          live={file}
          isPending={apply.isPending}
          blocked={busy ?? (hasErrors(findings) ? t('hasErrors') : undefined)}
          onApply={async (text) => {
            const isAccepted = await apply.send(text, draft.base.fingerprint)
            if (isAccepted) setApplied(true)
            return isAccepted
          }}
          onBack={() => setReviewing(false)}
        />
      ) : (
        <section aria-label={t('editorLabel', { name })} className="min-w-0 overflow-hidden rounded-panel border bg-raised">
          <div className="flex min-h-11 flex-wrap items-center gap-2 border-b px-3 py-1.5">
            <span className="font-mono text-small">{name}</span>
            <CopyButton what={name} text={draft.text} />
            <SaveLine save={draft.save} />
            <span className="ml-auto flex flex-wrap items-center gap-2">
              {draft.isEdited ? (
                <Button size="sm" variant="quiet" icon={<Undo2 aria-hidden />} onPress={() => void draft.drop()}>
                  {t('drop')}
                </Button>
              ) : null}
              <Button
                size="sm"
                variant="primary"
                onPress={review}
                {...(hasNothing ? { disabledReason: t(draft.isEdited ? 'noFields' : 'nothing') } : {})}
              >
                {hasNothing ? t('review') : t('reviewCount', { count: draft.changes.length })}
              </Button>
            </span>
          </div>
          <QuickEdit
            text={draft.text}
            target={{ endpoint: detail.name, ...(file.deployment === undefined ? {} : { deployment: file.deployment }) }}
            onChange={draft.setText}
          />
          {/* biome-ignore lint/a11y/noStaticElementInteractions: leaving the editor hands the text over; nothing can be pressed here */}
          <div className="h-[58vh] min-h-80" onBlur={typing.settle}>
            <Editor
              label={t('editorLabel', { name })}
              name={name}
              kind={kind}
              text={typing.text}
              onChange={(next) => {
                typing.change(next)
                checked.look(next)
              }}
              onSave={() => {
                typing.settleNow()
                latestReview.current()
              }}
              onRepair={repair}
              facts={facts}
              findings={findings}
              goTo={goTo}
              className="h-full"
            />
          </div>
          <ProblemList
            findings={findings}
            isChecking={checked.isChecking}
            onGoTo={(finding) => setGoTo(place(finding))}
            onRepair={repair}
            className="max-h-48 overflow-y-auto border-t py-1"
          />
        </section>
      )}
      <p className="text-ink-3 text-small">{t('hint')}</p>
    </div>
  )
}
