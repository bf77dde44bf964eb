'use client'

import { FolderOpen, Sparkles } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Editor } from '@/components/editor/Editor'
import type { EditorPlace } from '@/components/editor/editor-props'
import { ProblemList } from '@/components/editor/ProblemList'
import { useDelayedText } from '@/components/editor/use-delayed-text'
import { useFindings } from '@/components/editor/use-findings'
import { Button } from '@/components/ui/Button'
import { cx } from '@/components/ui/class-names'
import { PathPicker } from '@/components/wizard/PathPicker'
import type { DocumentViews } from '@/components/wizard/use-document-views'
import { useFindingText } from '@/components/wizard/use-finding-text'
import type { FilePreview } from '@/lib/contract/files'
import type { Finding } from '@/lib/contract/finding'
import type { LanguageFacts } from '@/lib/domain/yaml-language/facts'
import { repairedText } from '@/lib/domain/yaml-language/repair'
import { fetchJson } from '@/lib/queries/fetch-json'

const SamplesPanel = dynamic(() => import('@/components/samples/SamplesPanel').then((module) => module.SamplesPanel), { ssr: false })

/**
 * The document as text, editable, with everything the checks found below it. The form and this are two views of one text: fields follow
 * when typing rests. `findings` are those of the draft's text; while it is being typed the editor asks the checks itself.
 */
export function YamlPanel(props: {
  kind: 'endpoint' | 'deployment'
  draft: {
    text: string
    baseDir?: string | undefined
    /** Nothing may be typed yet, or the text does not parse. */
    isLocked: boolean
    syntaxError: DocumentViews['syntaxError']
    setText: (text: string) => void
    change: (opened: { text: string; baseDir: string }) => void
  }
  findings: readonly Finding[]
  /** What is no error yet, as the note that is shown instead: a form that was just opened accuses nobody. */
  noteFor?: (finding: Finding) => string | undefined
  /** Name of the endpoint or deployment; empty while it has none. */
  name: string
  facts: LanguageFacts
  /** Gets whether it is being typed in, before the page follows: what asks about its text may wait. */
  onTyping?: (isTyping: boolean) => void
  /** The endpoint a deployment is written for. */
  endpoint?: string
  /** Repairs what was found in another file than this text. */
  onRepairFile?: ((finding: Finding, index: number) => void) | undefined
  /** A place to show; a new object is a new wish. */
  goTo?: EditorPlace | undefined
  className?: string
}) {
  const { draft, kind, endpoint, facts } = props
  const t = useTranslations('wizard')
  const say = useFindingText()
  const [opening, setOpening] = useState(false)
  const [withSamples, setWithSamples] = useState(false)
  const [goTo, setGoTo] = useState(props.goTo)
  const cursor = useRef<number>(undefined)
  const asked = useRef(props.goTo)
  if (asked.current !== props.goTo) {
    asked.current = props.goTo
    setGoTo(props.goTo)
  }
  const { text, isTyping, current, change, settle, settleNow } = useDelayedText(draft.text, draft.setText)
  const { onTyping } = props
  useEffect(() => {
    onTyping?.(isTyping)
    return () => onTyping?.(false)
  }, [onTyping, isTyping])
  const label = t(`label.${kind}`)
  const fileName = t(`fileName.${kind}`, { name: props.name || (kind === 'deployment' ? 'blue' : 'endpoint') })
  const quick = useFindings({
    text: draft.text,
    kind,
    context: { runsHere: true, ...(endpoint === undefined ? {} : { endpointName: endpoint }) },
  })
  const { noteFor } = props
  const findings = useMemo(() => {
    const found = !isTyping ? props.findings : quick.findings.map((finding) => ({ ...finding, message: say(finding), fix: undefined }))
    return !noteFor
      ? found
      : found.map((finding) => {
          const message = noteFor(finding)
          return message === undefined ? finding : { ...finding, severity: 'info' as const, message, repairs: [] }
        })
  }, [isTyping, props.findings, quick.findings, say, noteFor])
  const errors = findings.filter((finding) => finding.severity === 'error').length
  const warnings = findings.filter((finding) => finding.severity === 'warning').length
  /** Every key comes by here: nothing is rendered, read or copied. */
  function type(next: string) {
    change(next)
    quick.look(next)
  }
  async function open(path: string) {
    const file = await fetchJson<FilePreview>(`/api/files/content?${new URLSearchParams({ path })}`)
    draft.change({ text: file.text, baseDir: file.path.slice(0, file.path.lastIndexOf('/')) })
  }
  function repair(finding: Finding, index: number) {
    const chosen = finding.repairs?.[index]
    if (finding.file) return props.onRepairFile?.(finding, index)
    if (!chosen) return
    change(repairedText(current(), chosen))
    settle()
  }
  const isLocked = draft.isLocked && draft.syntaxError === undefined
  return (
    <section className={cx('flex min-w-0 flex-col overflow-hidden rounded-panel border bg-raised', props.className)} aria-label={label}>
      <div className="painted-apart flex flex-wrap items-center gap-2 border-b px-3 py-2">
        <span className="font-mono text-small">{fileName}</span>
        <span className="ml-auto flex gap-3 text-small">
          {errors > 0 ? <span className="text-failure">{t('errors', { count: errors })}</span> : null}
          {warnings > 0 ? <span className="text-attention">{t('warnings', { count: warnings })}</span> : null}
        </span>
        <Button size="sm" icon={<FolderOpen aria-hidden />} onPress={() => setOpening(true)}>
          {t('openYaml')}
        </Button>
        <Button size="sm" icon={<Sparkles aria-hidden />} onPress={() => setWithSamples(true)} isDisabled={draft.isLocked}>
          {t('samples')}
        </Button>
      </div>
      {draft.baseDir ? (
        <p className="truncate border-b px-3 py-1 text-ink-3 text-small" title={draft.baseDir}>
          {t('baseDir', { path: draft.baseDir })}
        </p>
      ) : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: leaving the editor hands the text over; nothing can be pressed here */}
      <div className="h-[30rem] max-h-[75dvh] resize-y overflow-hidden" onBlur={settle}>
        <Editor
          label={label}
          name={fileName}
          kind={kind}
          text={text}
          {...(isLocked ? {} : { onChange: type })}
          onSave={settleNow}
          onRepair={repair}
          onCursor={(line) => {
            cursor.current = line
          }}
          findings={findings}
          facts={facts}
          goTo={goTo}
          className="h-full"
        />
      </div>
      <ProblemList
        findings={props.onRepairFile ? findings : findings.map((finding) => (finding.file ? { ...finding, repairs: [] } : finding))}
        isChecking={isTyping && quick.isChecking}
        isUnfinished={noteFor !== undefined && findings.some((finding) => noteFor(finding) !== undefined)}
        onGoTo={({ file, line = 1, column, endLine, endColumn }) =>
          file === undefined &&
          setGoTo({ line, ...(column ? { column } : {}), ...(endLine ? { endLine } : {}), ...(endColumn ? { endColumn } : {}) })
        }
        onRepair={repair}
        className="max-h-64 overflow-y-auto border-t py-1"
      />
      {withSamples ? (
        <SamplesPanel kind={kind} text={draft.text} line={cursor.current} onText={draft.setText} onClose={() => setWithSamples(false)} />
      ) : null}
      {opening ? (
        <PathPicker
          title={t(`openTitle.${kind}`)}
          kind="file"
          endings={['.yml', '.yaml']}
          startAt={draft.baseDir}
          isOpen
          onClose={() => setOpening(false)}
          onChoose={(path) => void open(path)}
        />
      ) : null}
    </section>
  )
}
