'use client'

import { useTranslations } from 'next-intl'
import { Code } from '@/components/ui/Code'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { Yaml } from '@/components/ui/Yaml'
import type { Problem } from '@/lib/problems/problem'

/** The endpoint's and its deployments' files, read-only, each with a copy button. */
export function YamlView(props: { files: readonly { deployment?: string; text: string }[]; problem?: Problem }) {
  const t = useTranslations('overview.yaml')
  if (props.problem) return <ProblemNotice title={t('failed')} problem={props.problem} />
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-2 text-small">{t('hint')}</p>
      {props.files.map(({ deployment, text }) => (
        <Code key={deployment ?? ''} title={deployment ? t('deployment', { name: deployment }) : t('endpoint')} text={text}>
          <Yaml text={text} />
        </Code>
      ))}
    </div>
  )
}
