'use client'

import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { Editor } from '@/components/editor/Editor'
import type { EditorPlace } from '@/components/editor/editor-props'
import { TextDiff } from '@/components/editor/TextDiff'
import { useDelayedText } from '@/components/editor/use-delayed-text'
import { type Buffer, isUnsaved } from '@/components/projects/buffers'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import { useLanguageFacts } from '@/components/wizard/use-language-facts'
import type { Finding } from '@/lib/contract/finding'
import type { ProjectDocument } from '@/lib/contract/project'
import { folderOf } from '@/lib/domain/project/project-paths'

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** One open file: its editor, or both versions when another program wrote it meanwhile. */
export function FilePane(props: {
  buffer: Buffer
  /** The project's, absolute. */
  folder: string
  document: ProjectDocument | undefined
  findings: readonly Finding[]
  goTo: EditorPlace | undefined
  onCursor: (line: number) => void
  onEdit: (text: string) => void
  onSave: () => void
  onRepair: (finding: Finding, index: number) => void
  onReload: () => void
  onOverwrite: () => void
  onSettle: (text: string) => void
  onAgree: (text: string) => void
  onClose: () => void
}) {
  const { buffer } = props
  const t = useTranslations('projects')
  if (buffer.theirs === undefined && buffer.other !== undefined)
    return <OfTwoTabs key={buffer.other} path={buffer.path} mine={buffer.text} other={buffer.other} onAgree={props.onAgree} />
  if (buffer.theirs !== undefined) return <BothVersions key={buffer.theirs?.hash ?? 'gone'} {...props} />
  return <TextPane key={`${buffer.path}-${buffer.generation}`} {...props} label={t('editorOf', { path: buffer.path })} />
}

/** The editor of one file. The workbench follows when typing rests; that the file is unsaved it learns with the first key. */
function TextPane(props: {
  label: string
  buffer: Buffer
  folder: string
  document: ProjectDocument | undefined
  findings: readonly Finding[]
  goTo: EditorPlace | undefined
  onCursor: (line: number) => void
  onEdit: (text: string) => void
  onSave: () => void
  onRepair: (finding: Finding, index: number) => void
}) {
  const { buffer } = props
  const { text, change, settle, settleNow } = useDelayedText(buffer.text, props.onEdit, !isUnsaved(buffer))
  const latest = useRef(props)
  latest.current = props
  const { kind, endpoint } = props.document ?? {}
  const beside = [props.folder, folderOf(buffer.path)].filter(Boolean).join('/')
  const facts = useLanguageFacts(endpoint, beside, kind === 'deployment')
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: leaving the editor hands the text over; nothing can be pressed here
    <div className="h-full" onBlur={settle}>
      <Editor
        label={props.label}
        name={nameOf(buffer.path)}
        text={text}
        {...(buffer.isReadOnly ? {} : { onChange: change })}
        {...(kind ? { kind } : {})}
        facts={facts}
        findings={props.findings}
        onSave={() => {
          settleNow()
          latest.current.onSave()
        }}
        onRepair={(finding, index) => {
          settleNow()
          latest.current.onRepair(finding, index)
        }}
        goTo={props.goTo}
        onCursor={props.onCursor}
        className="h-full"
      />
    </div>
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
  const name = nameOf(buffer.path)
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
    <SideBySide
      name={name}
      title={t('conflict.title', { name })}
      text={t('conflict.text')}
      left={theirs.text}
      leftLabel={t('conflict.theirs')}
      right={buffer.text}
      take={t('conflict.reload')}
      overwrite={t('conflict.overwrite')}
      onTake={props.onReload}
      onOverwrite={props.onOverwrite}
      onSettle={props.onSettle}
    />
  )
}

/** The unsaved text of this tab and of another one that went on from the same. */
function OfTwoTabs(props: { path: string; mine: string; other: string; onAgree: (text: string) => void }) {
  const t = useTranslations('projects')
  const name = nameOf(props.path)
  return (
    <SideBySide
      name={name}
      title={t('conflict.tabTitle', { name })}
      text={t('conflict.tabText')}
      left={props.other}
      leftLabel={t('conflict.otherTab')}
      right={props.mine}
      take={t('conflict.takeTab')}
      overwrite={t('conflict.keepMine')}
      onTake={() => props.onAgree(props.other)}
      onOverwrite={() => props.onAgree(props.mine)}
      onSettle={props.onAgree}
    />
  )
}

function SideBySide(props: {
  name: string
  title: string
  text: string
  left: string
  leftLabel: string
  right: string
  take: string
  overwrite: string
  onTake: () => void
  onOverwrite: () => void
  onSettle: (text: string) => void
}) {
  const t = useTranslations('projects')
  const [mine, setMine] = useState(props.right)
  return (
    <div className="h-full overflow-y-auto p-3">
      <Notice
        tone="attention"
        live
        className="mb-3"
        title={props.title}
        actions={
          <>
            <Button size="sm" onPress={props.onTake}>
              {props.take}
            </Button>
            <Button size="sm" onPress={props.onOverwrite}>
              {props.overwrite}
            </Button>
            <Button size="sm" variant="primary" onPress={() => props.onSettle(mine)}>
              {t('conflict.take')}
            </Button>
          </>
        }
      >
        {props.text}
      </Notice>
      <TextDiff
        label={t('conflict.both')}
        name={props.name}
        before={props.left}
        after={mine}
        beforeLabel={props.leftLabel}
        afterLabel={t('conflict.mine')}
        onChange={setMine}
      />
    </div>
  )
}
