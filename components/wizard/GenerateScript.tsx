'use client'

import { FileCode } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { parseDocument } from 'yaml'
import { Button } from '@/components/ui/Button'
import { Checkbox } from '@/components/ui/Checkbox'
import { Dialog } from '@/components/ui/Dialog'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { Select } from '@/components/ui/Select'
import { TextArea } from '@/components/ui/TextArea'
import { showSuccess } from '@/components/ui/toast'
import { textFile, uploadFiles } from '@/components/wizard/upload-files'
import type { DeploymentDraft } from '@/components/wizard/use-deployment-draft'
import type { ModelPreview } from '@/lib/contract/files'
import { baseImages } from '@/lib/domain/limits/base-images'
import { guessModel, pathsFor, type ScriptKind, scriptKinds } from '@/lib/domain/scoring-script/model-kind'
import { generateScoringScript } from '@/lib/domain/scoring-script/scoring-script'
import { type Problem, ProblemError } from '@/lib/problems/problem'

const folderName = 'onlinescoring'
/** A select has no empty value; no file of a model is called this. */
const wholeFolder = '/'

interface GenerateProps {
  draft: DeploymentDraft
  preview: ModelPreview | undefined
  /** Called after code (and environment) of the draft were replaced. */
  onUsed: () => void
}

/** The button that opens the generator of scoring scripts. */
export function GenerateScript(props: GenerateProps) {
  const t = useTranslations('scoring')
  const [isOpen, setOpen] = useState(false)
  return (
    <div>
      <Button icon={<FileCode aria-hidden />} onPress={() => setOpen(true)} isDisabled={props.draft.isLocked}>
        {t('generate')}
      </Button>
      {isOpen ? <GenerateDialog key={props.preview?.path} {...props} onClose={() => setOpen(false)} /> : null}
    </div>
  )
}

function GenerateDialog({ draft, preview, onUsed, onClose }: GenerateProps & { onClose: () => void }) {
  const t = useTranslations('scoring')
  const paths = (preview?.files ?? []).map((file) => file.path)
  const guess = guessModel(paths)
  const [kind, setKind] = useState<ScriptKind>(guess.kind)
  const [path, setPath] = useState(guess.path)
  const [schema, setSchema] = useState(guess.kind !== 'generic' && guess.kind !== 'mlflow')
  const [withConda, setWithConda] = useState(true)
  const [own, setOwn] = useState<{ script?: string; conda?: string }>({})
  const [problem, setProblem] = useState<Problem>()
  const [pending, setPending] = useState(false)
  const version = kind === 'sklearn' ? preview?.sklearnVersion : kind === 'mlflow' ? preview?.mlflow?.mlflowVersion : undefined
  const made = generateScoringScript({
    kind,
    path,
    schema,
    ...(version === undefined ? {} : { packageVersion: version }),
    ...(preview?.mlflow?.inputs ? { columns: preview.mlflow.inputs.length } : {}),
  })
  const script = own.script ?? made.script
  const conda = own.conda ?? made.conda
  const fault = parseDocument(conda).errors[0]
  const choices = pathsFor(kind, paths)
  const isEdited = own.script !== undefined || own.conda !== undefined

  function choose(next: ScriptKind) {
    setOwn({})
    setKind(next)
    setPath(pathsFor(next, paths)[0] ?? '')
    setSchema(next !== 'generic' && next !== 'mlflow')
  }

  async function use() {
    setPending(true)
    setProblem(undefined)
    try {
      const code = await uploadFiles([textFile(`${folderName}/score.py`, script)], () => undefined, AbortSignal.timeout(60_000))
      draft.set(['code_configuration'], { code, scoring_script: 'score.py' })
      if (withConda) draft.set(['environment'], { conda_file: parseDocument(conda).toJS() as unknown, image: baseImages[0] })
      showSuccess(t('used'))
      onUsed()
      onClose()
    } catch (error) {
      setProblem(
        error instanceof ProblemError
          ? error.problem
          : { code: 'Studio.UploadFailed', message: t('notUploaded'), origin: 'studio', retryable: true },
      )
    } finally {
      setPending(false)
    }
  }

  return (
    <Dialog
      title={t('generateTitle')}
      size="lg"
      isOpen
      onOpenChange={onClose}
      footer={
        <>
          <Button variant="quiet" onPress={() => saveAs('score.py', script)}>
            {t('download')}
          </Button>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button variant="primary" isPending={pending} isDisabled={withConda && fault !== undefined} onPress={() => void use()}>
            {t('use')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <p className="text-ink-2">{t('generateHelp')}</p>
        {problem ? <ProblemNotice problem={problem} title={t('notUploaded')} /> : null}
        <div className="grid gap-4 sm:grid-cols-2">
          <Select
            label={t('kind')}
            value={kind}
            onChange={choose}
            options={scriptKinds.map((value) => ({ value, label: t(`kind_${value}`) }))}
          />
          <Select
            label={t('loads')}
            mono
            value={path === '' ? wholeFolder : path}
            onChange={(next) => {
              setOwn({})
              setPath(next === wholeFolder ? '' : next)
            }}
            options={(choices.length === 0 ? [''] : choices).map((value) => ({
              value: value === '' ? wholeFolder : value,
              label: value === '' ? t(paths.length === 0 ? 'nothing' : 'modelDirItself') : value,
            }))}
          />
        </div>
        <Checkbox
          isSelected={schema}
          isDisabled={kind === 'generic' || kind === 'mlflow'}
          description={t('schemaHelp')}
          onChange={(next) => {
            setOwn({})
            setSchema(next)
          }}
        >
          {t('schema')}
        </Checkbox>
        <TextArea
          label={t('script')}
          mono
          rows={16}
          spellCheck="false"
          value={script}
          onChange={(text) => setOwn({ ...own, script: text })}
          {...(isEdited ? { description: t('edited') } : {})}
        />
        <Checkbox isSelected={withConda} onChange={setWithConda}>
          {t('useConda')}
        </Checkbox>
        {withConda ? (
          <TextArea
            label={t('conda')}
            mono
            rows={9}
            spellCheck="false"
            value={conda}
            onChange={(text) => setOwn({ ...own, conda: text })}
            error={fault ? t('condaBroken', { line: fault.linePos?.[0].line ?? 1 }) : undefined}
          />
        ) : null}
      </div>
    </Dialog>
  )
}

function saveAs(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/x-python' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
