'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import type { DropActions } from '@/components/drop/drop-actions'
import { filesOfFolder } from '@/components/drop/read-dropped'
import { Button } from '@/components/ui/Button'
import { Dialog } from '@/components/ui/Dialog'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { ProblemText } from '@/components/ui/ProblemText'
import { Skeleton } from '@/components/ui/Skeleton'
import { uploadFiles } from '@/components/wizard/upload-files'
import { type Problem, ProblemError } from '@/lib/problems/problem'

const maxFiles = 300
const maxBytes = 50 * 1024 ** 2

/** A folder: opened where it lies, as the browser does not say where that is; a small one may be copied instead. */
export function DropFolder(props: { folder: FileSystemDirectoryEntry; actions: DropActions; onClose: () => void }) {
  const { folder } = props
  const t = useTranslations('drop')
  const format = useFormatter()
  const router = useRouter()
  const [progress, setProgress] = useState<number>()
  const [problem, setProblem] = useState<Problem>()
  const { data, error } = useQuery({
    queryKey: ['dropped-folder', folder.fullPath],
    queryFn: async () => ({ files: await filesOfFolder(folder, maxFiles, maxBytes) }),
    gcTime: 0,
    retry: false,
  })
  const files = data?.files
  async function copy() {
    if (!files) return
    setProblem(undefined)
    setProgress(0)
    try {
      const path = await uploadFiles(files, (sent, total) => setProgress(total === 0 ? 1 : sent / total), AbortSignal.timeout(600_000))
      const result = await props.actions.projectOfUpload({ path, name: folder.name })
      if (result.ok) {
        props.onClose()
        return router.push(`/projects/${result.value.id}`)
      }
      setProblem(result.problem)
    } catch (failure) {
      setProblem(
        failure instanceof ProblemError
          ? failure.problem
          : { code: 'Studio.UploadFailed', message: t('uploadFailed'), origin: 'studio', retryable: true },
      )
    }
    setProgress(undefined)
  }
  return (
    <Dialog
      title={t('folderTitle', { name: folder.name })}
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}
      footer={
        <>
          <Button onPress={props.onClose}>{t('cancel')}</Button>
          {files && files.length > 0 ? (
            <Button isPending={progress !== undefined} onPress={() => void copy()}>
              {progress === undefined
                ? t('folderCopy', { count: files.length })
                : t('folderCopying', { percent: format.number(progress, { style: 'percent' }) })}
            </Button>
          ) : null}
          <Button
            variant="primary"
            onPress={() => {
              props.onClose()
              router.push('/projects?do=open')
            }}
          >
            {t('folderOpen')}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <p className="text-ink-2">{t('folderText')}</p>
        {problem ? <ProblemNotice problem={problem} /> : null}
        {error ? (
          <p className="text-failure">
            <ProblemText error={error} />
          </p>
        ) : data === undefined ? (
          <Skeleton className="h-5" />
        ) : (
          <p className="text-ink-3 text-small">
            {files === undefined ? t('folderLarge', { files: maxFiles, mib: maxBytes / 1024 ** 2 }) : t('folderSmall')}
          </p>
        )}
      </div>
    </Dialog>
  )
}
