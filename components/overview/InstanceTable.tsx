'use client'

import { useQuery } from '@tanstack/react-query'
import { useFormatter, useTranslations } from 'next-intl'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { UseMeter } from '@/components/overview/UseMeter'
import { Badge, type Hue } from '@/components/ui/Badge'
import { CopyButton } from '@/components/ui/CopyButton'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { Section } from '@/components/ui/Section'
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/Table'
import type { DeploymentStatus, InstanceView } from '@/lib/contract/scorepoint'
import { endpointDetailQuery } from '@/lib/queries/endpoint-detail'

const mebibyte = 1024 * 1024
/** CPU and memory change without an event; read while somebody looks. */
const useEveryMs = 2_000
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

/** The running copies of a deployment: state, what they use of what they may, restarts, and how the last one ended. */
export function InstanceTable({ deployment }: { deployment: DeploymentStatus }) {
  const t = useTranslations('overview.detail')
  const state = useTranslations('overview.instanceState')
  const { detail } = useEndpoint()
  const isRunning = deployment.instances.some((instance) => instance.startedAt !== undefined && instance.state !== 'Stopped')
  useQuery({ ...endpointDetailQuery(detail.name), refetchInterval: useEveryMs, enabled: isRunning })
  if (deployment.instances.length === 0) {
    return (
      <Section title={t('instances')}>
        <p className="text-ink-2">
          {t('noInstances')} {deployment.stopped ? t('lastStopped') : null}
        </p>
      </Section>
    )
  }
  const inDocker = deployment.runtime === 'docker'
  return (
    <Section title={t('instances')}>
      <Table
        label={t('instances')}
        minWidth={860}
        head={
          <>
            <Th>{t('instance')}</Th>
            <Th>{t('state')}</Th>
            <Th>{t('started')}</Th>
            <Th>{t('cpu')}</Th>
            <Th>{t('memory')}</Th>
            <Th numeric>{t('restarts')}</Th>
            {inDocker ? null : <Th numeric>{t('process')}</Th>}
            <Th>{t('lastExit')}</Th>
          </>
        }
      >
        {deployment.instances.map((instance) => (
          <Tr key={instance.id}>
            <Td>
              <code>{instance.id}</code>
              {instance.container ? <Container container={instance.container} /> : null}
            </Td>
            <Td>
              <Badge hue={hues[instance.state]}>{state(instance.state)}</Badge>
            </Td>
            <Td>{instance.startedAt ? <RelativeTime iso={instance.startedAt} /> : <EmptyCell reason={state(instance.state)} />}</Td>
            <Td>
              <Cpu instance={instance} />
            </Td>
            <Td>
              <Memory instance={instance} />
            </Td>
            <Td numeric>{instance.restarts}</Td>
            {inDocker ? null : <Td numeric>{instance.pid ?? <EmptyCell reason={state(instance.state)} />}</Td>}
            <Td>
              <LastExit exit={instance.lastExit} />
            </Td>
          </Tr>
        ))}
      </Table>
    </Section>
  )
}

function Cpu({ instance }: { instance: InstanceView }) {
  const t = useTranslations('overview.detail')
  const format = useFormatter()
  const { cpuPercent, cores } = instance
  if (cpuPercent === undefined) return <EmptyCell reason={t('notMeasured')} />
  const percent = format.number(cpuPercent / 100, { style: 'percent', maximumFractionDigits: cpuPercent < 10 ? 1 : 0 })
  if (cores === undefined) return <span className="num">{percent}</span>
  return <UseMeter share={cpuPercent / 100 / cores} text={t('cpuOf', { percent, cores })} />
}

function Memory({ instance }: { instance: InstanceView }) {
  const t = useTranslations('overview.detail')
  const format = useFormatter()
  const { memoryBytes, memoryLimitBytes } = instance
  if (memoryBytes === undefined) return <EmptyCell reason={t('notMeasured')} />
  const used = format.number(memoryBytes / mebibyte, { maximumFractionDigits: 0 })
  if (memoryLimitBytes === undefined) return <span className="num">{t('mebibytes', { used })}</span>
  const limit = format.number(memoryLimitBytes / mebibyte, { maximumFractionDigits: 0 })
  return <UseMeter share={memoryBytes / memoryLimitBytes} text={t('memoryOf', { used, limit })} />
}

/** Name, the loopback port of this start, and the image. */
function Container({ container }: { container: NonNullable<InstanceView['container']> }) {
  const t = useTranslations('overview.detail')
  return (
    <div className="num max-w-44 pb-1.5 sm:max-w-80 text-ink-3 text-small">
      <span className="flex items-center gap-1">
        <span className="min-w-0 truncate" title={`${container.name} ${container.id}`}>
          {container.name}
        </span>
        <CopyButton what={t('container')} text={container.name} />
      </span>
      <span className="block truncate" title={container.image}>
        {container.hostPort === undefined ? null : `127.0.0.1:${container.hostPort} · `}
        {container.image}
      </span>
    </div>
  )
}

function LastExit({ exit }: { exit: InstanceView['lastExit'] }) {
  const t = useTranslations('overview')
  if (!exit) return <EmptyCell reason={t('detail.none')} />
  const how = exit.signal ? t('exit.signal', { signal: exit.signal }) : t('exit.code', { code: exit.code ?? '?' })
  const isMemory = exit.reason === 'OOMKilled' || exit.reason === 'MemoryLimitExceeded'
  return (
    <span className="num">
      {isMemory ? (
        <Badge hue="failure">{t('exit.memory', { reason: exit.reason ?? '' })}</Badge>
      ) : (
        <>
          {how} {exit.reason ? <span className="text-ink-2 text-small">· {exit.reason}</span> : null}
        </>
      )}{' '}
      <RelativeTime iso={exit.at} className="text-ink-3 text-small" />
    </span>
  )
}
