'use client'

import { Bookmark, FileUp, FlaskConical } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type DragEvent, type KeyboardEvent, useRef, useState } from 'react'
import { type Credential, snippet } from '@/components/consume/snippets'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { BodyEditor } from '@/components/test/BodyEditor'
import { BodyForm } from '@/components/test/BodyForm'
import type { BodyRemark } from '@/components/test/check-body'
import { formFields } from '@/components/test/form-model'
import { RequestOptions } from '@/components/test/RequestOptions'
import { jsonType, maxFileBytes, type RequestDraft, readFile, requestOf } from '@/components/test/request-draft'
import { TargetBar, type TargetChoice } from '@/components/test/TargetBar'
import { Button } from '@/components/ui/Button'
import { CopyButton } from '@/components/ui/CopyButton'
import { RadioCards } from '@/components/ui/RadioCards'
import { showProblem } from '@/components/ui/toast'
import { formatJsonText } from '@/lib/domain/request-schema/format-json'
import type { SignatureView } from '@/lib/queries/examples'

/** What is sent, and to whom. Ctrl or Cmd with Enter sends from anywhere inside; a file may be dropped anywhere on it. */
export function RequestPanel(
  props: TargetChoice & {
    draft: RequestDraft
    onDraft: (change: Partial<RequestDraft>) => void
    remarks: readonly BodyRemark[]
    signature: SignatureView | undefined
    /** What "Generate sample" fills in. */
    sample: string | undefined
    runningSince: string | undefined
    onSend: () => void
    onCancel: () => void
    onSave: () => void
  },
) {
  const t = useTranslations('test')
  const { detail } = useEndpoint()
  const { draft, onDraft, remarks, signature, sample, deployment, compared, runningSince, onSend } = props
  const [wantsForm, setWantsForm] = useState(false)
  const [isOver, setOver] = useState(false)
  const fields = draft.file ? undefined : formFields(signature?.input, draft.body)
  const view = draft.file ? 'file' : wantsForm && fields ? 'form' : 'json'
  const sendByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    if (!runningSince) onSend()
  }
  const take = async (file: File | undefined) => {
    if (!file) return
    if (file.size > maxFileBytes) {
      showProblem(t('fileTooLarge'), {
        code: 'Studio.RequestTooLarge',
        message: t('fileTooLargeText', { name: file.name }),
        origin: 'input',
        retryable: false,
      })
      return
    }
    const read = await readFile(file)
    if ('text' in read) onDraft({ body: read.text, file: undefined })
    else onDraft({ file: read.file, contentType: read.file.type })
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcut and drop have buttons of their own
    <div
      className={`flex min-w-0 flex-col overflow-hidden rounded-panel border bg-raised ${isOver ? 'border-accent' : ''}`}
      onKeyDown={sendByKey}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <TargetBar {...props} />
      <div className="flex items-center gap-2 border-b px-3 py-1">
        <p className="min-w-0 flex-1 truncate font-mono text-ink-2 text-small" title={detail.scoringUri}>
          POST {detail.scoringUri}
          {draft.query ? `?${draft.query.replace(/^\?/, '')}` : ''}
        </p>
        {deployment && !compared ? (
          <code className="truncate text-ink-3 max-lg:hidden" title={t('routingHeader')}>
            azureml-model-deployment: {deployment}
          </code>
        ) : null}
      </div>
      <div className="flex flex-wrap items-center gap-x-1 gap-y-1 border-b px-3 py-1.5">
        {view === 'file' ? null : (
          <RadioCards
            layout="chips"
            label={t('bodyView')}
            hideLabel
            value={view}
            onChange={(next) => setWantsForm(next === 'form')}
            options={[
              { value: 'json', title: t('viewJson') },
              { value: 'form', title: t('viewForm'), disabledReason: fields ? undefined : t('noForm') },
            ]}
          />
        )}
        <span className="ml-auto flex flex-wrap gap-1">
          {sample ? (
            <Button
              size="sm"
              variant="quiet"
              icon={<FlaskConical aria-hidden />}
              onPress={() => onDraft({ body: sample, file: undefined, contentType: jsonType })}
            >
              {t('generateSample')}
            </Button>
          ) : null}
          <LoadFile onFile={(file) => void take(file)} />
        </span>
      </div>
      {draft.file ? (
        <FileBodyView draft={draft} onRemove={() => onDraft({ file: undefined, contentType: jsonType })} />
      ) : view === 'form' && fields ? (
        <BodyForm fields={fields} body={draft.body} onBody={(body) => onDraft({ body })} />
      ) : (
        <BodyEditor label={t('body')} body={draft.body} onBody={(body) => onDraft({ body })} remarks={remarks} />
      )}
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 border-t px-3 py-1.5 text-small">
        <span className="min-w-0 text-ink-3">{draft.file ? null : summary(t, remarks, signature)}</span>
        <span className="ml-auto flex flex-wrap gap-1">
          {draft.file || remarks.some(({ kind }) => kind === 'fault') ? null : (
            <Button size="sm" variant="quiet" onPress={() => onDraft({ body: formatJsonText(draft.body) })}>
              {t('format')}
            </Button>
          )}
          <CopyButton
            what={t('curlCommand')}
            getText={async () => curlOf(detail.scoringUri, detail.authMode === 'Key' ? 'key' : 'token', draft, deployment)}
          >
            {t('copyCurl')}
          </CopyButton>
          <Button size="sm" variant="quiet" icon={<Bookmark aria-hidden />} onPress={props.onSave}>
            {t('saveExample')}
          </Button>
        </span>
      </div>
      <RequestOptions draft={draft} onChange={onDraft} deployment={compared ? undefined : deployment} authMode={detail.authMode} />
    </div>
  )
}

function summary(
  t: ReturnType<typeof useTranslations<'test'>>,
  remarks: readonly BodyRemark[],
  signature: SignatureView | undefined,
): string {
  if (remarks.some(({ kind }) => kind === 'fault')) return t('sentAsWritten')
  if (remarks.length > 0) return t('notAsDescribed', { count: remarks.length })
  return signature?.input ? t('asDescribed') : t('validJson')
}

function LoadFile({ onFile }: { onFile: (file: File | undefined) => void }) {
  const t = useTranslations('test')
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button size="sm" variant="quiet" icon={<FileUp aria-hidden />} onPress={() => input.current?.click()}>
        {t('loadFile')}
      </Button>
      <input
        ref={input}
        type="file"
        className="hidden"
        aria-label={t('loadFile')}
        onChange={(event) => {
          onFile(event.target.files?.[0])
          // The same file may be chosen again after it changed.
          event.target.value = ''
        }}
      />
    </>
  )
}

function FileBodyView({ draft, onRemove }: { draft: RequestDraft; onRemove: () => void }) {
  const t = useTranslations('test')
  const { file } = draft
  if (!file) return null
  const isImage = /^image\/(png|jpeg|gif|webp)$/.test(draft.contentType)
  return (
    <div className="flex min-h-72 flex-1 flex-col items-start gap-3 p-3">
      <p>
        <span className="font-[540]">{file.name}</span>{' '}
        <span className="num text-ink-2 text-small">
          {t('bytes', { count: file.bytes })} · {draft.contentType}
        </span>
      </p>
      {isImage ? (
        // biome-ignore lint/performance/noImgElement: a local preview of the chosen file
        <img
          alt={t('preview', { name: file.name })}
          src={`data:${draft.contentType};base64,${file.base64}`}
          className="max-h-64 max-w-full rounded-control border"
        />
      ) : (
        <p className="text-ink-2">{t('sentAsBytes')}</p>
      )}
      <Button size="sm" onPress={onRemove}>
        {t('removeFile')}
      </Button>
    </div>
  )
}

function curlOf(scoringUri: string, credential: Credential, draft: RequestDraft, deployment: string | undefined): string {
  const { headers, query, body } = requestOf(draft)
  const uri = query ? `${scoringUri}?${query}` : scoringUri
  const file = draft.file ? { bodyFile: draft.file.name } : {}
  return snippet('curl', { scoringUri: uri, body, deployment, credential, headers, fromEnvironment: true, ...file })
}
