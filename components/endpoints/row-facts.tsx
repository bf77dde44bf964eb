'use client'

import { FlaskConical, ScrollText, Trash2 } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { Menu } from '@/components/ui/Menu'
import type { DeploymentStatus, EndpointStatus } from '@/lib/contract/scorepoint'
import { requestFigures, share } from '@/lib/domain/endpoint-health/endpoint-health'

export const authWords = { Key: 'key', AMLToken: 'aml_token', AADToken: 'aad_token' } as const

/** Address of an endpoint's page, or of one of its tabs. */
export function endpointHref(name: string, tab?: string): string {
  return `/endpoints/${encodeURIComponent(name)}${tab ? `/${tab}` : ''}`
}

/** Instance type and number of the deployment with most traffic; `others` counts deployments of another type. */
export function instanceFact(endpoint: EndpointStatus): { type: string; count: number; others: number } | undefined {
  const byShare = [...endpoint.deployments].sort((a, b) => share(endpoint, b.name) - share(endpoint, a.name))
  const main = byShare.find(
    (deployment): deployment is DeploymentStatus & { instanceType: string } => deployment.instanceType !== undefined,
  )
  if (!main) return undefined
  const others = new Set(byShare.map((deployment) => deployment.instanceType)).size - 1
  return { type: main.instanceType, count: main.instanceCount, others }
}

/** True when every deployment rests on purpose: the row then says "Stopped". */
export function isStopped(endpoint: EndpointStatus): boolean {
  return endpoint.deployments.length > 0 && endpoint.deployments.every((deployment) => deployment.stopped)
}

/** The figures of the last window as texts of the reader's language; undefined without requests. */
export function useFigureTexts(
  endpoint: EndpointStatus,
): { requests: string; p95?: string; errors: string; hasErrors: boolean } | undefined {
  const format = useFormatter()
  const figures = requestFigures(endpoint)
  if (!figures) return undefined
  const perMinute = figures.requestsPerMinute
  return {
    requests: format.number(perMinute, { maximumFractionDigits: perMinute < 10 ? 1 : 0 }),
    errors: format.number(figures.errorPercent, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    hasErrors: figures.errorPercent > 0,
    ...(figures.p95Ms === undefined ? {} : { p95: format.number(figures.p95Ms, { maximumFractionDigits: figures.p95Ms < 10 ? 1 : 0 }) }),
  }
}

/** Test, logs, delete: the same verbs as everywhere; the destructive one last and apart. */
export function RowMenu(props: { endpoint: EndpointStatus }) {
  const t = useTranslations('endpoints')
  const { name } = props.endpoint
  return (
    <Menu
      label={t('menu.label', { name })}
      size="sm"
      sections={[
        [
          { id: 'test', label: t('menu.test'), icon: <FlaskConical aria-hidden />, href: endpointHref(name, 'test') },
          { id: 'logs', label: t('menu.logs'), icon: <ScrollText aria-hidden />, href: endpointHref(name, 'logs') },
        ],
        [
          {
            id: 'delete',
            label: t('menu.delete'),
            icon: <Trash2 aria-hidden />,
            href: `${endpointHref(name)}?dialog=delete`,
            isDanger: true,
          },
        ],
      ]}
    />
  )
}
