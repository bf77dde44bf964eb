'use client'

import { TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Menu } from '@/components/ui/Menu'
import { RelativeTime } from '@/components/ui/RelativeTime'
import { EmptyCell, RowLink, Table, Td, Th, Tr } from '@/components/ui/Table'
import type { ProjectDocument, ProjectSummary } from '@/lib/contract/project'

/** What was opened before: name, folder, what is inside, when. */
export function ProjectTable(props: { projects: readonly ProjectSummary[]; onForget: (project: ProjectSummary) => void }) {
  const t = useTranslations('projects')
  return (
    <Table
      label={t('title')}
      minWidth={640}
      head={
        <>
          <Th>{t('column.name')}</Th>
          <Th>{t('column.inside')}</Th>
          <Th>{t('column.folder')}</Th>
          <Th>{t('column.opened')}</Th>
          <Th hiddenLabel={t('column.actions')} />
        </>
      }
    >
      {props.projects.map((project) => (
        <Tr key={project.id}>
          <Td>
            <RowLink href={`/projects/${project.id}`}>{project.name}</RowLink>
          </Td>
          <Td>
            {project.missing ? (
              <span className="inline-flex items-center gap-1.5 text-attention" title={project.missing}>
                <TriangleAlert className="size-4" aria-hidden />
                {t('missing')}
              </span>
            ) : project.documents.length === 0 ? (
              <EmptyCell reason={t('strip.nothing')} />
            ) : (
              <Inside documents={project.documents} />
            )}
          </Td>
          <Td mono>
            <span className="block max-w-[28rem] truncate" title={project.folder}>
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

/** The endpoint by name, and how many of the rest. */
function Inside({ documents }: { documents: readonly ProjectDocument[] }) {
  const t = useTranslations('projects')
  const endpoint = documents.find(({ kind }) => kind === 'endpoint')
  const deployments = documents.filter(({ kind }) => kind === 'deployment')
  const others = documents.length - deployments.length - (endpoint ? 1 : 0)
  return (
    <span className="text-ink-2">
      {[
        endpoint ? (endpoint.name ?? t('strip.endpoint')) : undefined,
        deployments.length > 0 ? deployments.map(({ name }) => name ?? t('unnamed')).join(', ') : undefined,
        others > 0 ? t('strip.others', { count: others }) : undefined,
      ]
        .filter(Boolean)
        .join(' · ')}
    </span>
  )
}
