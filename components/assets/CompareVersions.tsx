'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { cx } from '@/components/ui/class-names'
import { Dialog } from '@/components/ui/Dialog'
import { Select } from '@/components/ui/Select'
import type { AssetVersionPage } from '@/lib/contract/asset-page'
import type { AssetVersionView, RegisteredKind } from '@/lib/contract/assets'
import { assetVersionQuery } from '@/lib/queries/registered'

/** The file without name and version, which differ always. */
const comparable = (page: AssetVersionPage): string => page.yaml.replace(/^(name|version): .*\n/gm, '')

/** The specifications of two versions, line by line. */
export function CompareVersions(props: { kind: RegisteredKind; name: string; versions: readonly AssetVersionView[]; onClose: () => void }) {
  const t = useTranslations('assets')
  const [before, setBefore] = useState(props.versions[1]?.version ?? '')
  const [after, setAfter] = useState(props.versions[0]?.version ?? '')
  const left = useQuery(assetVersionQuery(props.kind, props.name, before))
  const right = useQuery(assetVersionQuery(props.kind, props.name, after))
  const options = props.versions.map(({ version }) => ({ value: version, label: version }))
  const texts = left.data && right.data ? ([comparable(left.data), comparable(right.data)] as const) : undefined
  const parts = useQuery({
    queryKey: ['version-diff', ...(texts ?? [])],
    queryFn: async () => {
      const { diffLines } = await import('diff')
      return texts ? diffLines(...texts) : []
    },
    enabled: texts !== undefined,
    gcTime: 0,
  })
  const differs = parts.data?.some((part) => part.added || part.removed)
  return (
    <Dialog
      title={t('compareTitle', { name: props.name })}
      isOpen
      size="lg"
      onOpenChange={(isOpen) => (isOpen ? undefined : props.onClose())}
    >
      <div className="mb-3 grid grid-cols-2 gap-4">
        <Select label={t('from')} mono options={options} value={before} onChange={setBefore} />
        <Select label={t('to')} mono options={options} value={after} onChange={setAfter} />
      </div>
      {parts.data === undefined ? (
        <p className="text-ink-3">{t('reading')}</p>
      ) : !differs ? (
        <p className="text-ink-2">{t('sameSpecification')}</p>
      ) : (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-[60vh] overflow-auto rounded-control border py-2 leading-5! focus-visible:-outline-offset-2"
        >
          {parts.data.flatMap((part, index) =>
            part.value
              .replace(/\n$/, '')
              .split('\n')
              .map((line, number) => (
                <span
                  // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity and the list is replaced whole
                  key={`${index}-${number}`}
                  className={cx('block px-3', part.added && 'bg-success-soft', part.removed && 'bg-failure-soft')}
                >
                  {part.added ? '+ ' : part.removed ? '− ' : '  '}
                  {line}
                </span>
              )),
          )}
        </pre>
      )}
    </Dialog>
  )
}
