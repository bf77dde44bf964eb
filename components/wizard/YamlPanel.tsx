'use client'

import { CircleAlert, FolderOpen, Info, Sparkles, TriangleAlert } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import type { EditorPlace } from '@/components/editor/editor-props'
import { Button } from '@/components/ui/Button'
import { CopyButton } from '@/components/ui/CopyButton'
import { TextArea } from '@/components/ui/TextArea'
import { PathPicker } from '@/components/wizard/PathPicker'
import type { DeploymentDraft } from '@/components/wizard/use-deployment-draft'
import type { FilePreview } from '@/lib/contract/files'
import { type Finding, placeOf } from '@/lib/contract/finding'
import { fetchJson } from '@/lib/queries/fetch-json'

const SamplesPanel = dynamic(() => import('@/components/samples/SamplesPanel').then((module) => module.SamplesPanel), { ssr: false })

const icons = {
  error: <CircleAlert className="text-failure-icon" aria-hidden />,
  warning: <TriangleAlert className="text-attention-icon" aria-hidden />,
  info: <Info className="text-ink-3" aria-hidden />,
}

/** The document as text, editable, with everything the checks found below it. The form and this are two views of one text. */
export function YamlPanel({
  draft,
  findings,
  name,
  goTo,
}: {
  draft: DeploymentDraft
  findings: readonly Finding[]
  name: string
  /** A place to show; a new object is a new wish. */
  goTo?: EditorPlace | undefined
}) {
  const t = useTranslations('wizard')
  const [opening, setOpening] = useState(false)
  const [withSamples, setWithSamples] = useState(false)
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    const element = area.current
    if (!goTo || !element) return
    const lines = element.value.split('\n')
    const start = lines.slice(0, goTo.line - 1).reduce((sum, line) => sum + line.length + 1, 0)
    element.focus()
    element.setSelectionRange(start, start + (lines[goTo.line - 1]?.length ?? 0))
  }, [goTo])
  const errors = findings.filter((finding) => finding.severity === 'error').length
  const warnings = findings.filter((finding) => finding.severity === 'warning').length
  async function open(path: string) {
    const file = await fetchJson<FilePreview>(`/api/files/content?${new URLSearchParams({ path })}`)
    draft.change({ text: file.text, baseDir: file.path.slice(0, file.path.lastIndexOf('/')) })
  }
  return (
    <section className="flex min-w-0 flex-col overflow-hidden rounded-panel border bg-raised" aria-label={t('yamlLabel')}>
      <div className="flex flex-wrap items-center gap-2 border-b px-3 py-2">
        <span className="font-mono text-small">{t('yamlTitle', { name: name || 'blue' })}</span>
        <CopyButton what={t('yamlLabel')} text={draft.text} />
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
      <TextArea
        areaRef={area}
        label={t('yamlLabel')}
        hideLabel
        mono
        rows={22}
        spellCheck="false"
        value={draft.text}
        isReadOnly={draft.isLocked && draft.syntaxError === undefined}
        onChange={draft.setText}
        className="flex-1"
        areaClassName="min-h-96! overflow-x-auto! whitespace-pre rounded-none! border-0! leading-5"
      />
      <ul className="border-t" aria-label={t('problems')}>
        {draft.syntaxError ? (
          <li className="flex items-start gap-2 px-3 py-1.5 text-small">
            {icons.error}
            <span>
              {t('syntax', { line: draft.syntaxError.line, message: draft.syntaxError.message })} {t('syntaxHelp')}
            </span>
          </li>
        ) : findings.length === 0 ? (
          <li className="px-3 py-1.5 text-ink-3 text-small">{t('noProblems')}</li>
        ) : (
          findings.map((finding) => (
            <li
              key={`${finding.rule}-${finding.path.join('.')}-${placeOf(finding)}-${finding.message}`}
              className="flex items-start gap-2 px-3 py-1.5 text-small"
            >
              {icons[finding.severity]}
              <span className="min-w-0 flex-1 break-words">
                {finding.line ? (
                  <span className="num text-ink-3" title={finding.file}>
                    {placeOf(finding)} ·{' '}
                  </span>
                ) : null}
                {finding.message}
              </span>
            </li>
          ))
        )}
      </ul>
      {withSamples ? (
        <SamplesPanel kind="deployment" text={draft.text} onText={draft.setText} onClose={() => setWithSamples(false)} />
      ) : null}
      {opening ? (
        <PathPicker
          title={t('openYamlTitle')}
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
