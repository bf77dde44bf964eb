'use client'

import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/Button'
import { Notice } from '@/components/ui/Notice'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import type { Problem } from '@/lib/problems/problem'

const known = {
  'Studio.ProjectFileTooLarge': 'large',
  'Studio.ProjectFileNotText': 'binary',
  'Studio.ProjectFileMissing': 'missing',
} as const
const isKnown = (code: string): code is keyof typeof known => code in known

/** Why a file is not in the editor, and the ways on. What is large or no text is no failure: it is deployed as it is. */
export function FileFault(props: { path: string; problem: Problem; onAgain: () => void; onClose: () => void }) {
  const { path, problem } = props
  const t = useTranslations('projects')
  const name = path.slice(path.lastIndexOf('/') + 1)
  const close = (
    <Button size="sm" onPress={props.onClose}>
      {t('fault.close')}
    </Button>
  )
  const again = (
    <Button size="sm" onPress={props.onAgain}>
      {t('fault.again')}
    </Button>
  )
  if (isKnown(problem.code)) {
    const why = known[problem.code]
    return (
      <Notice
        tone={why === 'missing' ? 'attention' : 'info'}
        live
        title={t(`fault.${why}Title`, { name })}
        actions={
          <>
            {why === 'missing' ? again : null}
            {close}
          </>
        }
      >
        {t(`fault.${why}`)}
      </Notice>
    )
  }
  return (
    <ProblemNotice
      problem={problem}
      title={t('fault.otherTitle', { name })}
      actions={
        <>
          {again}
          {close}
        </>
      }
    />
  )
}
