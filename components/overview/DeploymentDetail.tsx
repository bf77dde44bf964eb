'use client'

import { Braces, Copy, Pencil, Play, RotateCw, ScrollText, Square, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { CapabilityTable } from '@/components/capabilities/CapabilityTable'
import { JsonHost, useJsonView } from '@/components/json/JsonHost'
import { ContentsPanel } from '@/components/overview/ContentsPanel'
import { DebugNotice, debugEntries } from '@/components/overview/DebugNotice'
import { DeploymentCard } from '@/components/overview/DeploymentCard'
import type { RunAction } from '@/components/overview/endpoint-actions'
import { useEndpoint } from '@/components/overview/endpoint-context'
import { InstanceTable } from '@/components/overview/InstanceTable'
import { deploymentCard } from '@/components/overview/overview-cards'
import { ScalePanel } from '@/components/overview/ScalePanel'
import { SettingsPanel } from '@/components/overview/SettingsPanel'
import { shortAsset } from '@/components/overview/short-asset'
import { useChange } from '@/components/overview/use-change'
import { fullTraffic } from '@/components/traffic/traffic-draft'
import { Badge } from '@/components/ui/Badge'
import { Button } from '@/components/ui/Button'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { MazeDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { HealthBadge } from '@/components/ui/HealthBadge'
import { LinkButton } from '@/components/ui/LinkButton'
import { Menu } from '@/components/ui/Menu'
import { Notice } from '@/components/ui/Notice'
import { useOnceOpen } from '@/components/ui/once-open'
import { Panel } from '@/components/ui/Panel'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { StatusBadge } from '@/components/ui/StatusBadge'
import type { DeploymentStatus } from '@/lib/contract/scorepoint'
import { settingsOfArm } from '@/lib/domain/differences/deployment-differences'

// Loaded when first opened: no page pays for it.
const DeleteDeploymentDialog = dynamic(
  () => import('@/components/delete/DeleteDeploymentDialog').then((module) => module.DeleteDeploymentDialog),
  { ssr: false },
)

/** The page of one deployment, below the endpoint's header. */
export function DeploymentDetail({ name }: { name: string }) {
  const t = useTranslations('overview.detail')
  const { detail } = useEndpoint()
  const deployment = detail.deployments.find((each) => each.name.toLowerCase() === name.toLowerCase())
  if (!deployment) {
    return (
      <section className="rounded-panel border bg-raised">
        <EmptyState
          title={t('notFoundTitle', { name })}
          description={t('notFoundText')}
          drawing={<MazeDrawing />}
          action={<LinkButton href={`/endpoints/${detail.name}/deployments`}>{t('toDeployments')}</LinkButton>}
        />
      </section>
    )
  }
  const card = deploymentCard(detail, deployment)
  return (
    <div className="flex flex-col gap-4">
      <Head deployment={deployment} />
      {deployment.deviations.length > 0 ? (
        <Notice tone="attention" title={t('deviations')}>
          <p className="text-ink-2">{t('deviationsText')}</p>
          <ul className="mt-1 list-disc pl-4">
            {deployment.deviations.map((deviation) => (
              <li key={deviation.id}>{deviation.message}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <DebugNotice deployment={deployment} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)]">
        <DeploymentCard card={card} />
        <Facts deployment={deployment} />
      </div>
      <InstanceTable deployment={deployment} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)]">
        {deployment.settings ? <SettingsPanel settings={deployment.settings} /> : null}
        <ScalePanel deployment={deployment} />
      </div>
      {deployment.settings ? <CapabilityTable settings={settingsOfArm(deployment.settings)} runtime={deployment.runtime} /> : null}
      <ContentsPanel deployment={deployment} />
    </div>
  )
}

function Head({ deployment }: { deployment: DeploymentStatus }) {
  const t = useTranslations('overview.detail')
  const { detail, actions } = useEndpoint()
  const { isPending, requestId, run } = useChange()
  const json = useJsonView('deployment')
  const [isDeleting, setDeleting] = useState(false)
  const wasOpened = useOnceOpen(isDeleting)
  const { name } = deployment
  const change = (action: RunAction) =>
    run(() => actions.setRunning({ endpoint: detail.name, deployment: name, action, clientRequestId: requestId }), {
      failed: t('changeFailed', { name }),
    })
  const debugWords = useTranslations('overview.debug')
  const debugging = debugEntries(deployment, debugWords, change)
  const root = `/endpoints/${detail.name}`
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <h2 className="font-[620] text-heading">
        <DeploymentDot name={name} label />
      </h2>
      <StatusBadge state={deployment.provisioningState} stopped={deployment.stopped} />
      <HealthBadge health={deployment.health} />
      {deployment.debugging ? <Badge hue="attention">{debugWords('badge')}</Badge> : null}
      <span className="ml-auto flex flex-wrap items-center gap-2">
        <LinkButton href={`${root}/deployments/${encodeURIComponent(name)}/edit`} icon={<Pencil aria-hidden />}>
          {t('edit')}
        </LinkButton>
        <LinkButton href={`${root}/logs?deployment=${encodeURIComponent(name)}`} icon={<ScrollText aria-hidden />}>
          {t('logs')}
        </LinkButton>
        {deployment.stopped ? (
          <Button icon={<Play aria-hidden />} isPending={isPending} onPress={() => change('start')}>
            {t('start')}
          </Button>
        ) : (
          <Button icon={<RotateCw aria-hidden />} isPending={isPending} onPress={() => change('restart')}>
            {t('restart')}
          </Button>
        )}
        <Menu
          label={t('more', { name })}
          variant="default"
          sections={[
            [
              {
                id: 'clone',
                label: t('clone'),
                icon: <Copy aria-hidden />,
                href: `${root}/deployments/new?from=${encodeURIComponent(name)}`,
              },
              { id: 'json', label: t('json'), icon: <Braces aria-hidden />, onAction: json.open },
              { id: 'test', label: t('test'), icon: <Play aria-hidden />, href: `${root}/test?deployment=${encodeURIComponent(name)}` },
              ...(deployment.stopped
                ? []
                : [
                    {
                      id: 'stop',
                      label: t('stop'),
                      description: t('stopHint'),
                      icon: <Square aria-hidden />,
                      onAction: () => void change('stop'),
                    },
                  ]),
            ],
            ...(debugging.length > 0 ? [debugging] : []),
            [{ id: 'delete', label: t('delete'), icon: <Trash2 aria-hidden />, isDanger: true, onAction: () => setDeleting(true) }],
          ]}
        />
      </span>
      <JsonHost source={{ of: 'deployment', endpoint: detail.name, deployment: name }} />
      {wasOpened ? <DeleteDeploymentDialog deployment={name} isOpen={isDeleting} onOpenChange={setDeleting} /> : null}
    </div>
  )
}

function Facts({ deployment }: { deployment: DeploymentStatus }) {
  const t = useTranslations('overview.detail')
  const { detail } = useEndpoint()
  const share = fullTraffic(detail.traffic, [deployment.name])[deployment.name] ?? 0
  const none = <span className="text-ink-3">{t('none')}</span>
  const code = (text: string | undefined) => (text ? <code className="[overflow-wrap:anywhere]">{shortAsset(text)}</code> : none)
  const rows: [string, ReactNode][] = [
    [t('model'), code(deployment.model)],
    [t('environment'), code(deployment.environment)],
    [t('runtime'), <RuntimeFact key="runtime" deployment={deployment} />],
    [t('instanceType'), code(deployment.instanceType)],
    [t('instanceCount'), `${deployment.readyInstances} / ${deployment.instanceCount}`],
    [t('share'), `${share} %`],
    [t('created'), <RelativeTime key="created" iso={deployment.createdAt} />],
    [t('changed'), <RelativeTime key="changed" iso={deployment.modifiedAt} />],
  ]
  return (
    <Panel title={t('facts')}>
      <dl className="num grid grid-cols-[112px_minmax(0,1fr)] gap-y-2">
        {rows.map(([term, value]) => (
          <div key={term} className="contents">
            <dt className="text-ink-3">{term}</dt>
            <dd className="min-w-0">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

/** Where it runs and what decided; hidden from nobody, since Azure has containers only. */
function RuntimeFact({ deployment }: { deployment: DeploymentStatus }) {
  const t = useTranslations('overview.runtimeName')
  const why = useTranslations('wizard.runtime.reason')
  const { runtime, runtimeReason } = deployment
  return (
    <>
      {t(runtime)}
      {runtimeReason ? <span className="block text-ink-3 text-small">{why(runtimeReason)}</span> : null}
    </>
  )
}
