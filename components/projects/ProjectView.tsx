'use client'

import { useTranslations } from 'next-intl'
import type { ProjectActions } from '@/components/projects/project-actions'
import { Workbench } from '@/components/projects/Workbench'
import { SplitDrawing } from '@/components/ui/drawings'
import { EmptyState } from '@/components/ui/EmptyState'
import { LinkButton } from '@/components/ui/LinkButton'
import { PageHead } from '@/components/ui/PageHead'
import type { ProjectSummary } from '@/lib/contract/project'

/** One folder: its workbench, or why it cannot be opened now. */
export function ProjectView(props: { project: ProjectSummary; isReadOnly: boolean; actions: ProjectActions }) {
  const t = useTranslations('projects')
  const { project } = props
  if (project.missing !== undefined)
    return (
      <>
        <PageHead title={project.name} />
        <EmptyState
          title={t('missingTitle')}
          description={
            <>
              {t('missingText')}
              <span lang="en" className="mt-1 block text-ink-3 text-small [overflow-wrap:anywhere]">
                {project.missing}
              </span>
            </>
          }
          drawing={<SplitDrawing />}
          action={
            <>
              <LinkButton href="/projects" variant="primary">
                {t('toList')}
              </LinkButton>
              <LinkButton href="/settings/folders">{t('toFolders')}</LinkButton>
            </>
          }
        />
      </>
    )
  return <Workbench {...props} />
}
