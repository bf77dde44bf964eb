'use client'

import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/Badge'
import { CopyButton } from '@/components/ui/CopyButton'
import { Section } from '@/components/ui/Section'
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/Table'
import type { LocalModeContainer } from '@/lib/contract/engine'

/** Containers that `az ml … --local` made: to be seen here, changed only there. */
export function LocalModeContainers({ containers, isKnown }: { containers: readonly LocalModeContainer[]; isKnown: boolean }) {
  const t = useTranslations('settings.docker')
  return (
    <Section title={t('localMode')} description={t('localModeText')}>
      {containers.length === 0 ? (
        <p className="text-ink-2">{t(isKnown ? 'noLocalMode' : 'localModeUnknown')}</p>
      ) : (
        <Table
          label={t('localMode')}
          minWidth={760}
          head={
            <>
              <Th>{t('container')}</Th>
              <Th>{t('deployment')}</Th>
              <Th>{t('image')}</Th>
              <Th>{t('state')}</Th>
              <Th>{t('scoringUri')}</Th>
            </>
          }
        >
          {containers.map((container) => (
            <Tr key={container.id}>
              <Td mono>{container.name}</Td>
              <Td mono>{`${container.endpoint} / ${container.deployment}`}</Td>
              <Td mono className="max-w-64 truncate">
                {container.image}
              </Td>
              <Td>
                <span className="flex items-center gap-2">
                  <Badge hue={container.state === 'running' ? 'success' : 'unknown'}>{container.state}</Badge>
                  <span lang="en" className="text-ink-3 text-small">
                    {container.status}
                  </span>
                </span>
              </Td>
              <Td mono>
                {container.scoringUri ? (
                  <span className="flex items-center gap-1">
                    {container.scoringUri}
                    <CopyButton what={t('scoringUri')} text={container.scoringUri} />
                  </span>
                ) : (
                  <EmptyCell reason={t('noPort')} />
                )}
              </Td>
            </Tr>
          ))}
        </Table>
      )}
    </Section>
  )
}
