'use client'

import { TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Menu } from '@/components/ui/Menu'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { EmptyCell, RowLink, Table, Td, Th, Tr } from '@/components/ui/Table'
import type { ProjectSummary } from '@/lib/contract/project'

/** What was opened before: name, folder, what is inside, when. */
export function ProjectTable(props: { projects: readonly ProjectSummary[]; onForget: (project: ProjectSummary) => void }) {
  const t = useTranslations('projects')
  return (
    <Table
      label={t('title')}
      head={
        <>
          <Th>{t('column.name')}</Th>
          <Th className="max-md:hidden">{t('column.inside')}</Th>
          <Th className="max-lg:hidden">{t('column.folder')}</Th>
          <Th>{t('column.opened')}</Th>
          <Th hiddenLabel={t('column.actions')} />
        </>
      }
    >
      {props.projects.map((project) => (
        <Tr key={project.id}>
          <Td className="w-full max-w-0 max-md:py-1.5 md:w-auto md:max-w-56">
            <span className="block truncate" title={project.name}>
              <RowLink href={`/projects/${project.id}`}>{project.name}</RowLink>
            </span>
            <span className="block truncate text-small md:hidden">
              <Inside project={project} />
            </span>
          </Td>
          <Td className="max-w-80 max-md:hidden">
            <Inside project={project} />
          </Td>
          <Td mono className="max-lg:hidden">
            <span className="block max-w-[22rem] truncate" title={project.folder}>
              {project.folder}
            </span>
          </Td>
          <Td>{project.openedAt ? <RelativeTime iso={project.openedAt} /> : null}</Td>
          <Td controls>
            <Menu
              size="sm"
              label={t('actionsOf', { name: project.name })}
              sections={[
                [{ id: 'open', label: t('openIt'), href: `/projects/${project.id}` }],
                [{ id: 'forget', label: t('forget'), description: t('forgetHelp'), onAction: () => props.onForget(project) }],
              ]}
            />
          </Td>
        </Tr>
      ))}
    </Table>
  )
}

/** The endpoint by name, and how many of the rest; why there is nothing to tell. */
function Inside({ project }: { project: ProjectSummary }) {
  const t = useTranslations('projects')
  const { documents, missing } = project
  if (missing !== undefined)
    return (
      <span className="inline-flex items-center gap-1.5 text-attention" title={missing}>
        <TriangleAlert className="size-4" aria-hidden />
        {t('missing')}
      </span>
    )
  if (documents.length === 0) return <EmptyCell reason={t('strip.nothing')} />
  const endpoint = documents.find(({ kind }) => kind === 'endpoint')
  const deployments = documents.filter(({ kind }) => kind === 'deployment')
  const others = documents.length - deployments.length - (endpoint ? 1 : 0)
  const text = [
    endpoint ? (endpoint.name ?? t('strip.endpoint')) : undefined,
    deployments.length > 0 ? deployments.map(({ name }) => name ?? t('unnamed')).join(', ') : undefined,
    others > 0 ? t('column.more', { count: others }) : undefined,
  ]
    .filter(Boolean)
    .join(' · ')
  return (
    <span className="block truncate text-ink-2" title={text}>
      {text}
    </span>
  )
}
