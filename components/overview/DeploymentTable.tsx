'use client'

import Link from 'next/link'
import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { memoryBytes, observedOf } from '@/components/overview/observed'
import { shortAsset } from '@/components/overview/short-asset'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { HealthBadge } from '@/components/ui/HealthBadge'
import { StatusBadge } from '@/components/ui/StatusBadge'
import { EmptyCell, RowLink, Table, Td, Th, Tr } from '@/components/ui/Table'
import type { DeploymentStatus } from '@/lib/contract/scorepoint'

const mebibyte = 1024 * 1024

/** Every deployment of the endpoint with its state and figures; a list on small screens. */
export function DeploymentTable() {
  const t = useTranslations('overview')
  const { detail } = useEndpoint()
  const hrefOf = (name: string) => `/endpoints/${detail.name}/deployments/${encodeURIComponent(name)}`
  return (
    <>
      <Table label={t('deployments')} className="max-sm:hidden" minWidth={900} head={<Head />}>
        {detail.deployments.map((deployment) => (
          <Tr key={deployment.name}>
            <Td>
              <span className="flex items-center gap-2.5">
                <DeploymentDot name={deployment.name} />
                <RowLink href={hrefOf(deployment.name)}>{deployment.name}</RowLink>
              </span>
            </Td>
            <Td>
              <StatusBadge state={deployment.provisioningState} stopped={deployment.stopped} />
            </Td>
            <Td>
              <HealthBadge health={deployment.health} />
            </Td>
            <Td mono>{deployment.model ? shortAsset(deployment.model) : <EmptyCell reason={t('noModel')} />}</Td>
            <Td>{t(`runtimeName.${deployment.runtime}`)}</Td>
            <Td mono>{deployment.instanceType ?? <EmptyCell reason={t('noInstanceType')} />}</Td>
            <Figures deployment={deployment} />
          </Tr>
        ))}
      </Table>
      <ul aria-label={t('deployments')} className="divide-y rounded-panel border bg-raised sm:hidden">
        {detail.deployments.map((deployment) => (
          <li key={deployment.name}>
            <Link href={hrefOf(deployment.name)} className="block px-4 py-3">
              <span className="flex flex-wrap items-center gap-2">
                <DeploymentDot name={deployment.name} label className="font-[560]" />
                <StatusBadge state={deployment.provisioningState} stopped={deployment.stopped} />
                <HealthBadge health={deployment.health} />
              </span>
              <ListLine deployment={deployment} />
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}

function Head(): ReactNode {
  const t = useTranslations('overview.column')
  return (
    <>
      <Th>{t('deployment')}</Th>
      <Th>{t('state')}</Th>
      <Th>{t('health')}</Th>
      <Th>{t('model')}</Th>
      <Th>{t('runtime')}</Th>
      <Th>{t('instanceType')}</Th>
      <Th numeric>{t('instances')}</Th>
      <Th numeric>{t('requestsPerMinute')}</Th>
      <Th numeric>{t('p95')}</Th>
      <Th numeric>{t('memory')}</Th>
    </>
  )
}

function Figures({ deployment }: { deployment: DeploymentStatus }) {
  const t = useTranslations('overview')
  const format = useFormatter()
  const { detail } = useEndpoint()
  const seen = observedOf(detail.observed, deployment.name)
  const memory = memoryBytes(deployment.instances)
  const whole = (value: number) => format.number(value, { maximumFractionDigits: value < 10 ? 1 : 0 })
  return (
    <>
      <Td numeric>{instancesText(deployment)}</Td>
      <Td numeric>{seen ? whole(seen.requestsPerMinute) : <EmptyCell reason={t('noRequests')} />}</Td>
      <Td numeric>{seen?.p95Ms === undefined ? <EmptyCell reason={t('noRequests')} /> : whole(seen.p95Ms)}</Td>
      <Td numeric>{memory === undefined ? <EmptyCell reason={t('noMemory')} /> : whole(memory / mebibyte)}</Td>
    </>
  )
}

function ListLine({ deployment }: { deployment: DeploymentStatus }) {
  const t = useTranslations('overview')
  const { detail } = useEndpoint()
  const seen = observedOf(detail.observed, deployment.name)
  const parts = [
    deployment.model ? shortAsset(deployment.model) : undefined,
    t('instancesReady', { ready: deployment.readyInstances, desired: deployment.instanceCount }),
    seen ? t('requestsSeen', { count: seen.requests }) : undefined,
  ]
  return <span className="num mt-1 block text-ink-2 text-small [overflow-wrap:anywhere]">{parts.filter(Boolean).join(' · ')}</span>
}

/** `1` when all are ready, else `0 / 1`. */
export function instancesText(deployment: Pick<DeploymentStatus, 'readyInstances' | 'instanceCount'>): string {
  const { readyInstances, instanceCount } = deployment
  return readyInstances === instanceCount ? String(instanceCount) : `${readyInstances} / ${instanceCount}`
}
