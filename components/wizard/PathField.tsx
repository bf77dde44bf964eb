'use client'

import { FileUp, FolderOpen, FolderUp } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { type ReactNode, useRef, useState } from 'react'
import { Button } from '@/components/ui/Button'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { TextField } from '@/components/ui/TextField'
import { type PathKind, PathPicker } from '@/components/wizard/PathPicker'
import { uploadFiles } from '@/components/wizard/upload-files'
import { type Problem, ProblemError } from '@/lib/problems/problem'

/** A path on this computer: typed, browsed, or filled by an upload from the browser. */
export function PathField(props: {
  label: string
  kind: PathKind
  value: string
  onChange: (path: string) => void
  onBlur?: () => void
  baseDir: string | undefined
  endings?: readonly string[]
  error?: ReactNode
  description?: ReactNode
  isDisabled?: boolean
  isRequired?: boolean
}) {
  const t = useTranslations('files')
  const format = useFormatter()
  const [browsing, setBrowsing] = useState(false)
  const [progress, setProgress] = useState<number>()
  const [problem, setProblem] = useState<Problem>()
  const fileInput = useRef<HTMLInputElement>(null)
  const folderInput = useRef<HTMLInputElement>(null)
  const stop = useRef<AbortController>(undefined)

  async function send(list: FileList | null) {
    if (!list || list.length === 0) return
    stop.current = new AbortController()
    setProblem(undefined)
    setProgress(0)
    try {
      props.onChange(await uploadFiles([...list], (sent, total) => setProgress(total === 0 ? 1 : sent / total), stop.current.signal))
    } catch (error) {
      if (!stop.current.signal.aborted)
        setProblem(
          error instanceof ProblemError
            ? error.problem
            : { code: 'Studio.UploadFailed', message: t('uploadFailed'), origin: 'studio', retryable: true },
        )
    } finally {
      setProgress(undefined)
    }
  }

  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/')) || undefined
  const startAt = props.value.startsWith('/') ? folderOf(props.value) : props.baseDir
  return (
    <div className="grid gap-2">
      <TextField
        label={props.label}
        value={props.value}
        onChange={props.onChange}
        {...(props.onBlur ? { onBlur: props.onBlur } : {})}
        error={props.error}
        description={props.description}
        isDisabled={props.isDisabled ?? false}
        isRequired={props.isRequired ?? false}
        mono
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button size="sm" icon={<FolderOpen aria-hidden />} onPress={() => setBrowsing(true)} isDisabled={props.isDisabled ?? false}>
          {t('browse')}
        </Button>
        {props.kind === 'folder' ? null : (
          <Button size="sm" icon={<FileUp aria-hidden />} onPress={() => fileInput.current?.click()} isDisabled={props.isDisabled ?? false}>
            {t('uploadFile')}
          </Button>
        )}
        {props.kind === 'file' ? null : (
          <Button
            size="sm"
            icon={<FolderUp aria-hidden />}
            onPress={() => folderInput.current?.click()}
            isDisabled={props.isDisabled ?? false}
          >
            {t('uploadFolder')}
          </Button>
        )}
        {progress === undefined ? null : (
          <span role="status" className="flex items-center gap-2 text-ink-2 text-small">
            {t('uploading', { percent: format.number(progress, { style: 'percent' }) })}
            <Button size="sm" variant="quiet" onPress={() => stop.current?.abort()}>
              {t('cancel')}
            </Button>
          </span>
        )}
      </div>
      <input
        ref={fileInput}
        type="file"
        className="hidden"
        aria-label={`${props.label}: ${t('uploadFile')}`}
        accept={props.endings?.join(',')}
        onChange={(event) => void send(event.target.files)}
      />
      <input
        ref={(element) => {
          folderInput.current = element
          // React has no property for it; the attribute makes the browser offer folders.
          element?.setAttribute('webkitdirectory', '')
        }}
        type="file"
        multiple
        className="hidden"
        aria-label={`${props.label}: ${t('uploadFolder')}`}
        onChange={(event) => void send(event.target.files)}
      />
      {problem ? <ProblemNotice problem={problem} /> : null}
      {browsing ? (
        <PathPicker
          title={props.label}
          kind={props.kind}
          startAt={startAt}
          {...(props.endings ? { endings: props.endings } : {})}
          isOpen
          onClose={() => setBrowsing(false)}
          onChoose={props.onChange}
        />
      ) : null}
    </div>
  )
}
