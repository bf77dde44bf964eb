'use client'

import { FileCode, LayoutList, Save, Sparkles } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useUrlState } from '@/components/frame/url-state'
import { repairedText } from '@/components/projects/apply-repair'
import { type Buffer, isContested, isUnsaved } from '@/components/projects/buffers'
import { DeleteEntryDialog, type EntryJob, NameDialog } from '@/components/projects/EntryDialogs'
import { FileFault } from '@/components/projects/FileFault'
import { FilePane } from '@/components/projects/FilePane'
import { FileTabs } from '@/components/projects/FileTabs'
import { ProblemsPanel } from '@/components/projects/ProblemsPanel'
import { ProjectStrip } from '@/components/projects/ProjectStrip'
import type { ProjectActions } from '@/components/projects/project-actions'
import { TreePanel } from '@/components/projects/TreePanel'
import { useProjectChanges } from '@/components/projects/use-project-changes'
import { useProjectChecks } from '@/components/projects/use-project-checks'
import { useProjectFiles } from '@/components/projects/use-project-files'
import { useProjectTree } from '@/components/projects/use-project-tree'
import { Button } from '@/components/ui/Button'
import { CopyButton } from '@/components/ui/CopyButton'
import { LinkButton } from '@/components/ui/LinkButton'
import { Notice } from '@/components/ui/Notice'
import { PageHead } from '@/components/ui/PageHead'
import { Skeleton } from '@/components/ui/Skeleton'
import { showProblem, showSuccess, showUndo } from '@/components/ui/toast'
import type { ProjectFinding, ProjectSummary } from '@/lib/contract/project'
import { folderOf } from '@/lib/domain/project/project-paths'
import type { Problem } from '@/lib/problems/problem'
import { saveFile } from '@/lib/queries/projects'

// Only where somebody deploys, fills a form or looks for a sample.
const DeployFromProject = dynamic(() => import('@/components/projects/DeployFromProject').then((module) => module.DeployFromProject), {
  ssr: false,
})
const FileForm = dynamic(() => import('@/components/projects/FileForm').then((module) => module.FileForm), { ssr: false })
const SamplesPanel = dynamic(() => import('@/components/samples/SamplesPanel').then((module) => module.SamplesPanel), { ssr: false })

/** The files of a folder: tree, editors, what the product makes of them, and every problem found in them. */
export function Workbench(props: { project: ProjectSummary; isReadOnly: boolean; actions: ProjectActions }) {
  const { project, actions, isReadOnly } = props
  const { id } = project
  const t = useTranslations('projects')
  const [params, setParams] = useUrlState()
  const files = useProjectFiles(id)
  const tree = useProjectTree(id)
  const [version, setVersion] = useState(0)
  const checks = useProjectChecks(id, files.buffers, version)
  const [focused, setFocused] = useState<string>()
  const [job, setJob] = useState<EntryJob>()
  const [goTo, setGoTo] = useState<{ path: string; line: number; column?: number; endLine?: number; endColumn?: number }>()
  const [deploying, setDeploying] = useState<string>()
  const [withSamples, setWithSamples] = useState(false)
  const cursor = useRef<{ path: string; line: number }>(undefined)
  const documents = checks.documents ?? project.documents

  const chosen = params.get('file') ?? files.open[0]
  const buffer = chosen === undefined ? undefined : files.buffers[chosen]
  const document = documents.find(({ path }) => path === chosen)
  const canForm = document?.kind === 'deployment' || document?.kind === 'endpoint'
  const isForm = params.get('view') === 'form' && canForm
  // Of the file itself: its editor knows no paths of the folder.
  const here = useMemo(
    () => checks.findings.filter(({ file }) => file === chosen).map(({ file: _file, of: _of, ...finding }) => finding),
    [checks.findings, chosen],
  )
  const unsaved = Object.values(files.buffers).filter(isUnsaved)

  const { show } = files
  const { reveal } = tree
  const asked = params.get('file')
  useEffect(() => {
    if (asked === null) return
    show(asked)
    reveal(asked)
  }, [asked, show, reveal])
  // Nothing was asked for: the file one most likely came for.
  const first = (project.documents.find(({ kind }) => kind === 'deployment') ?? project.documents[0])?.path
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    if (asked === null && first !== undefined) show(first)
  }, [asked, first, show])

  const open = (path: string) => setParams({ file: path })
  const reopen = (buffer: Buffer) => {
    files.restore(buffer)
    open(buffer.path)
  }
  const close = (path: string, isRemoved = false) => {
    const at = files.open.indexOf(path)
    const left = files.buffers[path]
    files.close(path)
    if (!isRemoved && left && isUnsaved(left))
      showUndo(t('closedUnsaved', { name: path }), { label: t('reopen'), onUndo: () => reopen(left) })
    if (path === chosen) setParams({ file: files.open[at + 1] ?? files.open[at - 1] })
  }

  useProjectChanges(
    id,
    [...new Set([...tree.folders, ...files.open.map(folderOf), ...documents.map(({ path }) => folderOf(path))])],
    (paths) => {
      tree.refresh(paths?.map(folderOf))
      files.look(paths)
      setVersion((before) => before + 1)
    },
  )

  async function save(path: string, force = false) {
    const problem = await files.save(path, force)
    setVersion((before) => before + 1)
    if (problem && problem.code !== 'Studio.ProjectFileChanged') showProblem(t('saveFailed'), problem)
    else if (problem) showProblem(t('conflict.short', { name: path }), problem)
    return problem
  }
  async function saveAll(): Promise<boolean> {
    for (const buffer of unsaved) {
      // Two versions stand against each other: seen before it is saved.
      if (isContested(buffer)) {
        open(buffer.path)
        return false
      }
      if (await save(buffer.path)) return false
    }
    return true
  }

  const work = async (change: Promise<{ ok: true } | { ok: false; problem: Problem }>, after: () => void) => {
    const result = await change
    if (!result.ok) return result.problem
    after()
    tree.refresh()
    setVersion((before) => before + 1)
    return undefined
  }
  async function run(path: string): Promise<Problem | undefined> {
    if (job?.job === 'file') {
      try {
        await saveFile(id, { path, text: '', ifHash: null })
      } catch (error) {
        if (error instanceof Error && 'problem' in error) return error.problem as Problem
        throw error
      }
      tree.refresh()
      open(path)
      return undefined
    }
    if (job?.job === 'folder') return work(actions.makeFolder({ id, path }), () => tree.reveal(`${path}/x`))
    if (job?.job !== 'rename') return undefined
    const { path: from } = job
    return work(actions.renameEntry({ id, from, to: path }), () => {
      files.moved(from, path)
      if (chosen === from || chosen?.startsWith(`${from}/`)) setParams({ file: path + chosen.slice(from.length) })
    })
  }

  const goToFinding = (finding: ProjectFinding) => {
    const { file, line, column, endLine, endColumn } = finding
    setParams({ file, view: undefined })
    if (line !== undefined)
      setGoTo({
        path: file,
        line,
        ...(column === undefined ? {} : { column }),
        ...(endLine === undefined ? {} : { endLine }),
        ...(endColumn === undefined ? {} : { endColumn }),
      })
  }
  function repair(finding: ProjectFinding, index: number) {
    const target = files.buffers[finding.file]
    if (target) return files.edit(finding.file, repairedText(target.text, finding, index))
    // Opened first, so that what is repaired is seen.
    goToFinding(finding)
  }
  const place = goTo?.path === chosen ? goTo : undefined
  const fault = chosen === undefined ? undefined : files.faults[chosen]
  return (
    <div className="full-width">
      <PageHead
        title={project.name}
        badges={
          <span className="flex min-w-0 items-center gap-1 text-ink-3 text-small">
            <code className="truncate">{project.folder}</code>
            <CopyButton what={t('folder')} text={project.folder} />
          </span>
        }
        actions={
          isReadOnly ? null : (
            <Button icon={<Save aria-hidden />} isDisabled={unsaved.length === 0} onPress={() => void saveAll()}>
              {t('saveAll', { count: unsaved.length })}
            </Button>
          )
        }
      />
      {isReadOnly ? (
        <Notice
          tone="info"
          className="mb-3"
          actions={
            <LinkButton size="sm" href="/projects">
              {t('toList')}
            </LinkButton>
          }
        >
          {t('readOnly')}
        </Notice>
      ) : null}
      {files.isUnkept ? (
        <Notice tone="attention" live className="mb-3">
          {t('unkept')}
        </Notice>
      ) : null}
      <ProjectStrip id={id} documents={documents} findings={checks.findings} chosen={document} onDeploy={setDeploying} onOpen={open} />
      <div className="grid gap-3 lg:grid-cols-[16rem_minmax(0,1fr)]">
        <TreePanel
          tree={tree}
          isReadOnly={isReadOnly}
          chosen={chosen}
          focused={focused}
          findings={checks.findings}
          documents={documents}
          unsaved={new Set(unsaved.map(({ path }) => path))}
          onFocus={setFocused}
          onChoose={open}
          onJob={setJob}
        />
        <div className="flex min-w-0 flex-col gap-3">
          <section aria-label={t('editors')} className="flex h-[56dvh] min-h-80 flex-col overflow-hidden rounded-panel border bg-raised">
            {files.open.length > 0 ? (
              <div className="flex flex-wrap border-b bg-page md:flex-nowrap">
                <FileTabs open={files.open} chosen={chosen} buffers={files.buffers} onChoose={open} onClose={close} />
                {buffer ? (
                  <span className="flex shrink-0 items-center gap-1 p-1 max-md:w-full max-md:justify-end max-md:border-t">
                    {canForm ? (
                      <Button
                        size="sm"
                        variant="quiet"
                        icon={isForm ? <FileCode aria-hidden /> : <LayoutList aria-hidden />}
                        onPress={() => setParams({ view: isForm ? undefined : 'form' })}
                      >
                        {t(isForm ? 'toText' : 'toForm')}
                      </Button>
                    ) : null}
                    {buffer.isReadOnly || (!document && buffer.text !== '') ? null : (
                      <Button size="sm" variant="quiet" icon={<Sparkles aria-hidden />} onPress={() => setWithSamples(true)}>
                        {t('samples')}
                      </Button>
                    )}
                    {buffer.isReadOnly ? null : (
                      <Button
                        size="sm"
                        variant="quiet"
                        icon={<Save aria-hidden />}
                        isDisabled={!isUnsaved(buffer) || isContested(buffer)}
                        onPress={() => void save(buffer.path)}
                      >
                        {t('save')}
                      </Button>
                    )}
                  </span>
                ) : null}
              </div>
            ) : null}
            <div className="min-h-0 flex-1 overflow-auto">
              {fault && chosen !== undefined ? (
                <div className="p-3">
                  <FileFault path={chosen} problem={fault} onAgain={() => files.look([chosen])} onClose={() => close(chosen)} />
                </div>
              ) : chosen === undefined ? (
                <p className="px-4 py-10 text-center text-ink-2">{t('chooseFile')}</p>
              ) : buffer === undefined ? (
                <Skeleton className="m-3 h-40" />
              ) : isForm && document && !isContested(buffer) ? (
                <FileForm
                  key={`${buffer.path}-${buffer.generation}`}
                  folder={project.folder}
                  document={document}
                  text={buffer.text}
                  findings={here}
                  isReadOnly={buffer.isReadOnly}
                  onEdit={(text) => files.edit(buffer.path, text)}
                  onSave={() => void save(buffer.path)}
                  onText={() => setParams({ view: undefined })}
                />
              ) : (
                <FilePane
                  buffer={buffer}
                  folder={project.folder}
                  document={document}
                  findings={here}
                  goTo={place}
                  onCursor={(line) => {
                    cursor.current = { path: buffer.path, line }
                  }}
                  onEdit={(text) => files.edit(buffer.path, text)}
                  onSave={() => void save(buffer.path)}
                  onRepair={(finding, index) => repair({ ...finding, file: buffer.path, of: [] }, index)}
                  onReload={() => files.reload(buffer.path)}
                  onOverwrite={() => void save(buffer.path, true)}
                  onSettle={(text) => files.settle(buffer.path, text)}
                  onAgree={(text) => files.agree(buffer.path, text)}
                  onClose={() => close(buffer.path)}
                />
              )}
            </div>
          </section>
          <ProblemsPanel checks={checks} onGoTo={goToFinding} {...(isReadOnly ? {} : { onRepair: repair })} />
        </div>
      </div>
      {job?.job === 'delete' ? (
        <DeleteEntryDialog
          path={job.path}
          isFolder={job.isFolder}
          run={() =>
            work(actions.removeEntry({ id, path: job.path }), () => {
              tree.removed(job.path)
              for (const path of files.open) if (path === job.path || path.startsWith(`${job.path}/`)) close(path, true)
            })
          }
          onClose={() => setJob(undefined)}
        />
      ) : job ? (
        <NameDialog job={job} run={run} onClose={() => setJob(undefined)} />
      ) : null}
      {deploying === undefined ? null : (
        <DeployFromProject
          id={id}
          folder={project.folder}
          path={deploying}
          documents={documents}
          findings={checks.findings}
          unsaved={unsaved.map(({ path }) => path)}
          saveAll={saveAll}
          deploy={actions.deploy}
          readLive={actions.readLive}
          onGoTo={goToFinding}
          onClose={() => setDeploying(undefined)}
        />
      )}
      {withSamples && buffer ? (
        <SamplesPanel
          kind={document?.kind}
          text={buffer.text}
          line={cursor.current?.path === buffer.path ? cursor.current.line : undefined}
          onText={(text) => {
            files.edit(buffer.path, text)
            showSuccess(t('inserted'))
          }}
          onClose={() => setWithSamples(false)}
        />
      ) : null}
    </div>
  )
}
