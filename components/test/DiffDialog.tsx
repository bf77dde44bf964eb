'use client'

import { useQuery } from '@tanstack/react-query'
import { useFormatter, useTranslations } from 'next-intl'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { DiffTable } from '@/components/test/DiffTable'
import type { Run } from '@/components/test/read-events'
import { Dialog } from '@/components/ui/Dialog'
import { Skeleton } from '@/components/ui/Skeleton'
import type { Revision } from '@/lib/contract/invoke'
import { invocationQuery } from '@/lib/queries/invocations'

/** Compares an earlier answer with the one on screen. */
export function DiffDialog({ earlier, shown, onClose }: { earlier: string; shown: Run; onClose: () => void }) {
  const t = useTranslations('test')
  const format = useFormatter()
  const { detail } = useEndpoint()
  const { data, error } = useQuery(invocationQuery(detail.name, earlier))
  const current = useQuery({
    ...invocationQuery(detail.name, shown.outcome.invocationId ?? ''),
    enabled: shown.outcome.invocationId !== undefined,
  }).data
  const at = (iso: string) => format.dateTime(new Date(iso), { dateStyle: 'short', timeStyle: 'medium' })
  return (
    <Dialog
      size="lg"
      title={t('diffDialog')}
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
    >
      {error ? <p className="text-failure">{t('historyFailed')}</p> : null}
      {data ? (
        <div className="flex flex-col gap-3">
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-ink-2 text-small">
            <dt>{t('earlier')}</dt>
            <dd>
              {at(data.createdAt)} · {data.status ?? '–'} · {data.answeredBy ?? '–'} {revisionText(data.revision)}
            </dd>
            <dt>{t('onScreen')}</dt>
            <dd>
              {at(shown.sentAt)} · {shown.outcome.answer?.status ?? '–'} ·{' '}
              {shown.outcome.answer?.headers['azureml-model-deployment'] ?? '–'} {revisionText(current?.revision)}
            </dd>
          </dl>
          {data.responseTruncated || shown.outcome.answer?.truncated ? (
            <p className="text-attention text-small">{t('diffBeginning')}</p>
          ) : null}
          <DiffTable
            before={data.responseBody ?? ''}
            after={shown.outcome.answer?.text ?? ''}
            beforeName={t('earlier')}
            afterName={t('onScreen')}
          />
        </div>
      ) : error ? null : (
        <Skeleton className="h-40 w-full" />
      )}
    </Dialog>
  )
}

/** What was deployed without a name of its own is called by the beginning of its hash. */
const unnamed = /^(?:CliV2AnonymousEnvironment:)?([0-9a-f]{8})[0-9a-f]{24,}(?=:|$)/

function revisionText(revision: Revision | undefined): string {
  return [revision?.model, revision?.environment].flatMap((name) => (name ? [name.replace(unnamed, '$1')] : [])).join(', ')
}
