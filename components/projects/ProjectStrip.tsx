'use client'

import { useQuery } from '@tanstack/react-query'
import { Rocket, Send, Share, Share2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { planOf } from '@/components/projects/deploy-plan'
import { Button } from '@/components/ui/Button'
import { DeploymentDot } from '@/components/ui/DeploymentDot'
import { HealthBadge } from '@/components/ui/HealthBadge'
import { LinkButton } from '@/components/ui/LinkButton'
import type { ProjectDocument, ProjectFinding } from '@/lib/contract/project'
import { endpointsQuery } from '@/lib/queries/endpoints'

// Only where somebody exports.
const ProjectExport = dynamic(() => import('@/components/export/ProjectExport').then((module) => module.ProjectExport), { ssr: false })

/** What this folder is: its endpoint and deployments, whether they live, and what can be done with them. */
export function ProjectStrip(props: {
  id: string
  documents: readonly ProjectDocument[]
  findings: readonly ProjectFinding[]
  /** The document in the editor. */
  chosen: ProjectDocument | undefined
  onDeploy: (path: string) => void
  onOpen: (path: string) => void
}) {
  const t = useTranslations('projects')
  const words = useTranslations('export')
  const [exporting, setExporting] = useState<ProjectDocument>()
  const [isExporting, setIsExporting] = useState(false)
  const { data } = useQuery(endpointsQuery())
  const deployments = props.documents.filter(({ kind }) => kind === 'deployment')
  const endpoints = props.documents.filter(({ kind }) => kind === 'endpoint')
  const others = props.documents.length - deployments.length - endpoints.length
  // The one primary button: the deployment in the editor, else the first.
  const primary = deployments.find(({ path }) => path === props.chosen?.path) ?? deployments[0]
  return (
    <section aria-label={t('strip.title')} className="mb-3 rounded-panel border bg-raised px-3 py-2">
      {props.documents.length === 0 ? (
        <p className="text-ink-2">{t('strip.nothing')}</p>
      ) : (
        <ul className="grid gap-1">
          {endpoints.map((document) => {
            const live = data?.endpoints.find(({ name }) => name === document.name)
            return (
              <li key={document.path} className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
                <Share2 className="text-accent-text" aria-hidden />
                <NameButton document={document} onOpen={props.onOpen} isChosen={document.path === props.chosen?.path}>
                  {document.name ?? t('unnamed')}
                </NameButton>
                <span className="text-ink-3 text-small">{t('strip.endpoint')}</span>
                {live ? (
                  <Link href={`/endpoints/${encodeURIComponent(live.name)}`} className="text-accent-text text-small hover:underline">
                    {t('strip.liveEndpoint')}
                  </Link>
                ) : data ? (
                  <span className="text-ink-3 text-small">{t('strip.notLive')}</span>
                ) : null}
                <span className="ml-auto">
                  <Button
                    size="sm"
                    variant="quiet"
                    icon={<Share aria-hidden />}
                    onPress={() => {
                      setExporting(document)
                      setIsExporting(true)
                    }}
                  >
                    {words('open')}
                  </Button>
                </span>
              </li>
            )
          })}
          {deployments.map((document) => {
            const plan = planOf(document, props.documents, data?.endpoints)
            const live = plan.live?.deployments.find(({ name }) => name.toLowerCase() === document.name?.toLowerCase())
            const share = live ? plan.live?.traffic[live.name] : undefined
            return (
              <li key={document.path} className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
                <DeploymentDot name={document.name ?? ''} />
                <NameButton document={document} onOpen={props.onOpen} isChosen={document.path === props.chosen?.path}>
                  {document.name ?? t('unnamed')}
                </NameButton>
                <span className="text-ink-3 text-small">
                  {plan.endpoint ? t('strip.deploymentOf', { endpoint: plan.endpoint }) : t('strip.deployment')}
                </span>
                {live ? (
                  <HealthBadge health={live.health} />
                ) : data ? (
                  <span className="text-ink-3 text-small">{t('strip.notLive')}</span>
                ) : null}
                {share === undefined ? null : <span className="num text-ink-2 text-small">{t('strip.share', { share })}</span>}
                <span className="ml-auto flex flex-wrap gap-2">
                  {live && plan.live ? (
                    <LinkButton
                      size="sm"
                      variant="quiet"
                      icon={<Send aria-hidden />}
                      href={`/endpoints/${encodeURIComponent(plan.live.name)}/test?deployment=${encodeURIComponent(live.name)}`}
                    >
                      {t('strip.test')}
                    </LinkButton>
                  ) : null}
                  <Button
                    size="sm"
                    variant={document === primary ? 'primary' : 'default'}
                    icon={<Rocket aria-hidden />}
                    onPress={() => props.onDeploy(document.path)}
                  >
                    {t(plan.isUpdate ? 'strip.update' : 'strip.deploy', { name: document.name ?? '' })}
                  </Button>
                </span>
              </li>
            )
          })}
        </ul>
      )}
      {exporting ? (
        <ProjectExport id={props.id} endpoint={exporting} documents={props.documents} isOpen={isExporting} onOpenChange={setIsExporting} />
      ) : null}
      {others > 0 ? <p className="mt-1 border-t pt-2 text-ink-3 text-small">{t('strip.others', { count: others })}</p> : null}
    </section>
  )
}

function NameButton(props: { document: ProjectDocument; isChosen: boolean; onOpen: (path: string) => void; children: string }) {
  return (
    <button
      type="button"
      aria-current={props.isChosen ? 'true' : undefined}
      title={props.document.path}
      onClick={() => props.onOpen(props.document.path)}
      className="rounded-sm font-[560] hover:underline"
    >
      {props.children}
    </button>
  )
}
