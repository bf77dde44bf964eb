'use client'

import { useQuery } from '@tanstack/react-query'
import { Share } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useUrlState } from '@/components/frame/url-state'
import { LiveEditor } from '@/components/live-yaml/LiveEditor'
import type { LiveActions } from '@/components/live-yaml/live-actions'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { Button } from '@/components/ui/Button'
import { cx } from '@/components/ui/class-names'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { Notice } from '@/components/ui/Notice'
import type { Draft } from '@/lib/contract/draft'
import type { LiveFile } from '@/lib/contract/live-file'
import { draftsQuery } from '@/lib/queries/drafts'
import { liveFilesQuery } from '@/lib/queries/live-files'

/** The live objects of an endpoint as files, edited and applied one at a time; the address keeps which one is open. */
export function LiveYaml(props: { files: LiveFile[]; drafts: Record<string, Draft>; actions: LiveActions }) {
  const t = useTranslations('live')
  const { detail } = useEndpoint()
  const [params, setParams] = useUrlState()
  const { data: files } = useQuery({ ...liveFilesQuery(detail.name), initialData: props.files })
  const asked = params.get('file') ?? undefined
  const open = files.find((file) => file.deployment === asked)
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <FileBar files={files} open={asked} />
        <Button size="sm" className="ml-auto" icon={<Share aria-hidden />} onPress={() => setParams({ dialog: 'export' })}>
          {t('export')}
        </Button>
      </div>
      {open ? (
        <LiveEditor key={open.deployment ?? ''} file={open} stored={props.drafts[open.deployment ?? '']} actions={props.actions} />
      ) : (
        <Notice tone="attention" title={t('gone', { name: asked ?? detail.name })}>
          {t('goneText')}
        </Notice>
      )}
    </div>
  )
}

/** One link per live object; a dot marks those with an edit that is not applied. */
function FileBar({ files, open }: { files: readonly LiveFile[]; open: string | undefined }) {
  const t = useTranslations('live')
  const { detail } = useEndpoint()
  const { data: drafts } = useQuery(draftsQuery(detail.name))
  return (
    <nav aria-label={t('files')} className="flex flex-wrap items-center gap-1">
      {files.map(({ deployment }) => {
        const isOpen = deployment === open
        const isEdited = drafts?.some((draft) => draft.live && draft.editOf === deployment) ?? false
        return (
          <Link
            key={deployment ?? ''}
            href={deployment === undefined ? '?' : `?file=${encodeURIComponent(deployment)}`}
            scroll={false}
            aria-current={isOpen ? 'page' : undefined}
            className={cx(
              'flex h-8 items-center gap-2 rounded-control px-2.5 text-small',
              isOpen ? 'bg-hover font-[620]' : 'text-ink-2 hover:bg-hover',
            )}
          >
            {deployment === undefined ? null : <DeploymentDot name={deployment} />}
            <span className="font-mono">{deployment === undefined ? 'endpoint.yml' : `${deployment}-deployment.yml`}</span>
            {isEdited ? (
              <span className="text-attention" role="img" aria-label={t('unsaved')} title={t('unsaved')}>
                ●
              </span>
            ) : null}
          </Link>
        )
      })}
    </nav>
  )
}
