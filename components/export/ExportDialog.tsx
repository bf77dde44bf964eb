'use client'

import { Download, FolderDown, Package } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { downloadText, downloadZip } from '@/components/export/download'
import { useUrlState } from '@/components/frame/url-state'
import { Button } from '@/components/ui/Button'
import { buttonClass } from '@/components/ui/button-style'
import { Code } from '@/components/ui/Code'
import { Dialog } from '@/components/ui/Dialog'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { Select } from '@/components/ui/Select'
import { Skeleton } from '@/components/ui/Skeleton'
import { Tabs } from '@/components/ui/Tabs'
import { Yaml } from '@/components/ui/Yaml'
import { exportFiles } from '@/lib/domain/export/export-files'
import { type ExportFile, type ExportFiles, type ExportTexts, exportFormats, fileStem, readExportSource } from '@/lib/domain/export/source'
import { type Problem, ProblemError } from '@/lib/problems/problem'

type Made = { files: ExportFiles; name: string } | { problem: Problem }

function make(texts: ExportTexts): Made {
  try {
    const source = readExportSource(texts)
    return { files: exportFiles(source), name: fileStem(source.endpoint.name) }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { problem: error.problem }
  }
}

/**
 * An endpoint and its deployments in every format, to read, copy and download. `texts` undefined = still being read. `folderHref` = address of the
 * project folder as a zip, where there is one. The chosen format is in the address.
 */
export function ExportDialog(props: {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  texts: ExportTexts | undefined
  problem?: Problem
  folderHref?: string
}) {
  const t = useTranslations('export')
  const { texts, problem, folderHref } = props
  const [, setParams] = useUrlState()
  const openOrClose = (isOpen: boolean) => {
    if (!isOpen) setParams({ format: undefined, part: undefined })
    props.onOpenChange(isOpen)
  }
  const made = useMemo(() => texts && make(texts), [texts])
  const failure = problem ?? (made && 'problem' in made ? made.problem : undefined)
  const ready = made && 'files' in made ? made : undefined
  return (
    <Dialog
      title={ready ? t('titleOf', { name: ready.name }) : t('title')}
      isOpen={props.isOpen}
      onOpenChange={openOrClose}
      size="lg"
      footer={
        <>
          {folderHref ? (
            <a href={folderHref} download className={buttonClass({})}>
              <FolderDown aria-hidden />
              {t('folder')}
            </a>
          ) : null}
          <Button
            icon={<Package aria-hidden />}
            isDisabled={!ready}
            onPress={() => ready && void downloadZip(`${ready.name}-export.zip`, ready.files)}
          >
            {t('all')}
          </Button>
        </>
      }
    >
      {failure ? (
        <ProblemNotice title={t('failed')} problem={failure} />
      ) : ready ? (
        <Formats files={ready.files} />
      ) : (
        <Skeleton className="h-96 w-full" />
      )}
    </Dialog>
  )
}

function Formats({ files }: { files: ExportFiles }) {
  const t = useTranslations('export')
  const [params, setParams] = useUrlState()
  const shown = exportFormats.filter((format) => files[format].length > 0)
  const format = shown.find((each) => each === params.get('format')) ?? 'az'
  const list = files[format]
  const file = list.find(({ name }) => name === params.get('part')) ?? list[0]
  return (
    <Tabs
      label={t('formats')}
      selected={format}
      onSelect={(id) => setParams({ format: id === 'az' ? undefined : id, part: undefined })}
      items={shown.map((id) => ({ id, label: t(`format.${id}`) }))}
    >
      {file ? (
        <div className="flex flex-col gap-3">
          <p className="text-ink-2">{t(`about.${format}`)}</p>
          <Notes files={list} />
          <div className="flex flex-wrap items-end gap-3">
            {list.length > 1 ? (
              <Select
                label={t('file')}
                mono
                size="sm"
                value={file.name}
                onChange={(name) => setParams({ part: name === list[0]?.name ? undefined : name })}
                options={list.map(({ name }) => ({ value: name, label: name }))}
              />
            ) : null}
            <Button size="sm" icon={<Download aria-hidden />} onPress={() => downloadText(file.name, file.text)}>
              {t('download', { name: file.name.split('/').at(-1) ?? file.name })}
            </Button>
          </div>
          <div className="max-h-[46vh] overflow-y-auto rounded-panel">
            <Code title={file.name} text={file.text}>
              {/\.ya?ml$/.test(file.name) ? <Yaml text={file.text} /> : undefined}
            </Code>
          </div>
        </div>
      ) : null}
    </Tabs>
  )
}

/** What a person must know about the files of a format. */
function Notes({ files }: { files: readonly ExportFile[] }) {
  const t = useTranslations('export.note')
  const notes = files.flatMap((file) => file.notes ?? [])
  if (notes.length === 0) return null
  return (
    <ul className="flex list-disc flex-col gap-1 pl-5 text-ink-2 text-small">
      {notes.map(({ id, values }) => (
        <li key={id} className="break-words">
          {t(id, { paths: String(values?.paths ?? ''), keys: String(values?.keys ?? ''), count: Number(values?.count ?? 0) })}
        </li>
      ))}
    </ul>
  )
}
