'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Editor } from '@/components/editor/Editor'
import type { EditorPlace } from '@/components/editor/editor-props'
import { TextDiff } from '@/components/editor/TextDiff'
import type { Buffer } from '@/components/projects/buffers'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import type { Finding } from '@/lib/contract/finding'
import type { ProjectDocument } from '@/lib/contract/project'

/** One open file: its editor, or both versions when another program wrote it meanwhile. */
export function FilePane(props: {
  buffer: Buffer
  document: ProjectDocument | undefined
  findings: readonly Finding[]
  goTo: EditorPlace | undefined
  onEdit: (text: string) => void
  onSave: () => void
  onRepair: (finding: Finding, index: number) => void
  onReload: () => void
  onOverwrite: () => void
  onSettle: (text: string) => void
  onClose: () => void
}) {
  const { buffer } = props
  const t = useTranslations('projects')
  if (buffer.theirs !== undefined) return <BothVersions key={buffer.theirs?.hash ?? 'gone'} {...props} />
  return (
    <Editor
      key={`${buffer.path}-${buffer.generation}`}
      label={t('editorOf', { path: buffer.path })}
      name={buffer.path.slice(buffer.path.lastIndexOf('/') + 1)}
      text={buffer.text}
      {...(buffer.isReadOnly ? {} : { onChange: props.onEdit })}
      {...(props.document ? { kind: props.document.kind } : {})}
      findings={props.findings}
      onSave={props.onSave}
      onRepair={props.onRepair}
      goTo={props.goTo}
      className="h-full"
    />
  )
}

/** Yours, theirs and what both would be together: nothing is lost before one decides. */
function BothVersions(props: {
  buffer: Buffer
  onReload: () => void
  onOverwrite: () => void
  onSettle: (text: string) => void
  onClose: () => void
}) {
  const { buffer } = props
  const t = useTranslations('projects')
  const { theirs } = buffer
  const [mine, setMine] = useState(buffer.text)
  const name = buffer.path.slice(buffer.path.lastIndexOf('/') + 1)
  if (!theirs)
    return (
      <div className="p-4">
        <Notice
          tone="attention"
          live
          title={t('conflict.goneTitle', { name })}
          actions={
            <>
              <Button size="sm" variant="primary" onPress={props.onOverwrite}>
                {t('conflict.writeAgain')}
              </Button>
              <Button size="sm" onPress={props.onClose}>
                {t('conflict.closeIt')}
              </Button>
            </>
          }
        >
          {t('conflict.goneText')}
        </Notice>
      </div>
    )
  return (
    <div className="h-full overflow-y-auto p-3">
      <Notice
        tone="attention"
        live
        className="mb-3"
        title={t('conflict.title', { name })}
        actions={
          <>
            <Button size="sm" onPress={props.onReload}>
              {t('conflict.reload')}
            </Button>
            <Button size="sm" onPress={props.onOverwrite}>
              {t('conflict.overwrite')}
            </Button>
            <Button size="sm" variant="primary" onPress={() => props.onSettle(mine)}>
              {t('conflict.take')}
            </Button>
          </>
        }
      >
        {t('conflict.text')}
      </Notice>
      <TextDiff
        label={t('conflict.both')}
        name={name}
        before={theirs.text}
        after={mine}
        beforeLabel={t('conflict.theirs')}
        afterLabel={t('conflict.mine')}
        onChange={setMine}
      />
    </div>
  )
}
