'use client'

import { useQuery } from '@tanstack/react-query'
import { ArrowRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Fragment } from 'react'
import { Code } from '@/components/ui/Code'
import { CopyButton } from '@/components/ui/CopyButton'
import { Notice } from '@/components/ui/Notice'
import { ProblemNotice } from '@/components/ui/ProblemNotice'
import { azUpdateCommand } from '@/components/wizard/az-command'
import { QuotaHelp, useDraftQuota } from '@/components/wizard/QuotaHelp'
import type { DeploymentDraft, EditedDeployment } from '@/components/wizard/use-deployment-draft'
import type { ChangedAsset } from '@/lib/contract/changed-asset'
import { isData } from '@/lib/domain/convert/field-map'
import { changesBetween, type FieldChange } from '@/lib/domain/deployment-edit/deployment-edit'
import { parseEditable } from '@/lib/domain/yaml-edit/parse-editable'
import { ProblemError, type Result } from '@/lib/problems/problem'

/** The plain data of a file's text; empty while it does not parse. */
export function dataOf(text: string): Record<string, unknown> {
  const document = parseEditable(text)
  const data: unknown = document.errors.length > 0 ? {} : document.toJS()
  return isData(data) ? data : {}
}

/** What will change, from → to; and which local files differ from what runs. */
export function EditReview(props: {
  endpoint: string
  draft: DeploymentDraft
  edited: EditedDeployment
  changedAssets: (input: { yaml: string; baseDir?: string; endpoint: string; deployment: string }) => Promise<Result<ChangedAsset[]>>
}) {
  const t = useTranslations('wizard')
  const { draft, edited, endpoint } = props
  const words = useTranslations('quota.wizard')
  const quota = useDraftQuota(endpoint, draft)
  const changes = changesBetween(dataOf(edited.liveText), dataOf(draft.text))
  const files = useQuery({
    queryKey: ['changed-assets', endpoint, edited.deployment, draft.text, draft.baseDir ?? ''],
    queryFn: async () => {
      const result = await props.changedAssets({
        yaml: draft.text,
        endpoint,
        deployment: edited.deployment,
        ...(draft.baseDir ? { baseDir: draft.baseDir } : {}),
      })
      if (!result.ok) throw new ProblemError(result.problem)
      return result.value
    },
    retry: false,
    gcTime: 0,
    enabled: draft.syntaxError === undefined,
  })
  const differing = (files.data ?? []).filter((asset) => asset.state !== 'same')
  const isCountAlone =
    changes.length > 0 && changes.every(({ path }) => path[0] === 'instance_count' || path[0] === 'tags') && differing.length === 0
  const withCount = changes.some(({ path }) => path[0] === 'instance_count') && !isCountAlone
  const command = azUpdateCommand(endpoint, edited.deployment)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <section aria-label={t('editChanges')}>
        <h2 className="mb-2 font-[620]">{t('editChanges')}</h2>
        {changes.length === 0 && differing.length === 0 ? (
          <p className="text-ink-2">{files.isPending ? t('comparing') : t('noChanges')}</p>
        ) : (
          <ChangeTable changes={changes} />
        )}
        {(files.data ?? []).map((asset) => (
          <p key={asset.field} className="mt-1 text-small">
            <span className={asset.state === 'same' ? 'text-ink-3' : ''}>
              {t(`asset_${asset.state}`, { what: t(`asset_${asset.field}`) })}
            </span>
          </p>
        ))}
        {files.error instanceof ProblemError ? <ProblemNotice problem={files.error.problem} /> : null}
      </section>
      {isCountAlone ? <Notice tone="info">{t('scaleOnly')}</Notice> : null}
      {withCount ? <Notice tone="attention">{t('countFirst')}</Notice> : null}
      {dataOf(draft.text).type === 'kubernetes' ? null : (
        <section>
          <h2 className="mb-1 font-[620]">{words('title')}</h2>
          <QuotaHelp quota={quota} draft={draft} />
        </section>
      )}
      {changes.length + differing.length > 0 && !isCountAlone ? <p className="text-ink-2 text-small">{t('rolling')}</p> : null}
      <section>
        <div className="mb-1 flex items-center gap-2">
          <h2 className="font-[620]">{t('command')}</h2>
          <CopyButton what={t('command')} text={command} />
        </div>
        <p className="mb-2 text-ink-2 text-small">{t('commandHelp', { file: `${edited.deployment}-deployment.yml` })}</p>
        <Code text={command} />
      </section>
    </div>
  )
}

/** A path that breaks between its words where it has to break. */
const breakable = (path: string) =>
  path.split(/(?<=[._])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a path never move
    <Fragment key={index}>
      {index > 0 ? <wbr /> : null}
      {part}
    </Fragment>
  ))

/** Fields with their values before and after; long values wrap. */
export function ChangeTable({ changes }: { changes: readonly FieldChange[] }) {
  const t = useTranslations('wizard')
  const show = (value: unknown) =>
    value === undefined ? (
      <span className="font-sans text-ink-3">{t('notSet')}</span>
    ) : typeof value === 'string' ? (
      value
    ) : (
      JSON.stringify(value)
    )
  return (
    <dl className="overflow-hidden rounded-panel border bg-raised">
      {changes.map((change) => (
        <div
          key={change.path.join('.')}
          className="grid grid-cols-[minmax(0,1fr)] gap-x-4 gap-y-1 border-b px-3 py-2 last:border-0 sm:grid-cols-[minmax(14rem,2fr)_minmax(0,3fr)]"
        >
          <dt className="min-w-0 break-words font-mono text-small">{breakable(change.path.join('.'))}</dt>
          <dd className="flex min-w-0 flex-wrap content-start items-baseline gap-2 font-mono text-small [overflow-wrap:anywhere]">
            <del className="min-w-0 text-ink-3 no-underline">{show(change.from)}</del>
            <ArrowRight className="self-center text-ink-3" aria-label={t('becomes')} />
            <ins className="min-w-0 no-underline">{show(change.to)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}
