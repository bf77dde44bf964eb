'use client'

import { useFormatter, useTranslations } from 'next-intl'
import { Badge, type Hue } from '@/components/ui/Badge'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { Section } from '@/components/ui/Section'
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/Table'
import type { DeploymentStatus, InstanceView } from '@/lib/contract/scorepoint'

const mebibyte = 1024 * 1024
const hues: Record<InstanceView['state'], Hue> = {
  Pending: 'unknown',
  Starting: 'progress',
  Ready: 'success',
  Unready: 'attention',
  Draining: 'unknown',
  Stopped: 'unknown',
  Crashed: 'failure',
  Backoff: 'attention',
  Failed: 'failure',
}

/** The running copies of a deployment: state, restarts, and how the last one ended. */
export function InstanceTable({ deployment }: { deployment: DeploymentStatus }) {
  const t = useTranslations('overview.detail')
  const state = useTranslations('overview.instanceState')
  const format = useFormatter()
  if (deployment.instances.length === 0) {
    return (
      <Section title={t('instances')}>
        <p className="text-ink-2">
          {t('noInstances')} {deployment.stopped ? t('lastStopped') : null}
        </p>
      </Section>
    )
  }
  return (
    <Section title={t('instances')}>
      <Table
        label={t('instances')}
        minWidth={680}
        head={
          <>
            <Th>{t('instance')}</Th>
            <Th>{t('state')}</Th>
            <Th>{t('started')}</Th>
            <Th numeric>{t('restarts')}</Th>
            <Th numeric>{t('process')}</Th>
            <Th numeric>{t('memory')}</Th>
            <Th>{t('lastExit')}</Th>
          </>
        }
      >
        {deployment.instances.map((instance) => (
          <Tr key={instance.id}>
            <Td mono>{instance.id}</Td>
            <Td>
              <Badge hue={hues[instance.state]}>{state(instance.state)}</Badge>
            </Td>
            <Td>{instance.startedAt ? <RelativeTime iso={instance.startedAt} /> : <EmptyCell reason={state(instance.state)} />}</Td>
            <Td numeric>{instance.restarts}</Td>
            <Td numeric>{instance.pid ?? <EmptyCell reason={state(instance.state)} />}</Td>
            <Td numeric>
              {instance.memoryBytes === undefined ? (
                <EmptyCell reason={state(instance.state)} />
              ) : (
                format.number(instance.memoryBytes / mebibyte, { maximumFractionDigits: 0 })
              )}
            </Td>
            <Td>
              <LastExit exit={instance.lastExit} />
            </Td>
          </Tr>
        ))}
      </Table>
    </Section>
  )
}

function LastExit({ exit }: { exit: InstanceView['lastExit'] }) {
  const t = useTranslations('overview')
  if (!exit) return <EmptyCell reason={t('detail.none')} />
  const how = exit.signal ? t('exit.signal', { signal: exit.signal }) : t('exit.code', { code: exit.code ?? '?' })
  return (
    <span className="num">
      {how} {exit.reason ? <span className="text-ink-2 text-small">· {exit.reason}</span> : null}{' '}
      <RelativeTime iso={exit.at} className="text-ink-3 text-small" />
    </span>
  )
}
