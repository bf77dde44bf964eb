'use client'

import { Share } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useUrlState } from '@/components/frame/url-state'
import { Button } from '@/components/ui/Button'
import { Code } from '@/components/ui/Code'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { Yaml } from '@/components/ui/Yaml'
import type { Problem } from '@/lib/problems/problem'

/** The endpoint's and its deployments' files, read-only, each with a copy button. */
export function YamlView(props: { files: readonly { deployment?: string; text: string }[]; problem?: Problem }) {
  const t = useTranslations('overview.yaml')
  const overview = useTranslations('overview')
  const [, setParams] = useUrlState()
  if (props.problem) return <ProblemNotice title={t('failed')} problem={props.problem} />
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 text-ink-2 text-small">{t('hint')}</p>
        <Button size="sm" icon={<Share aria-hidden />} onPress={() => setParams({ dialog: 'export' })}>
          {overview('export')}
        </Button>
      </div>
      {props.files.map(({ deployment, text }) => (
        <Code key={deployment ?? ''} title={deployment ? t('deployment', { name: deployment }) : t('endpoint')} text={text}>
          <Yaml text={text} />
        </Code>
      ))}
    </div>
  )
}
