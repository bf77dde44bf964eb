import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { deployAction, readLiveAction } from '@/app/(studio)/endpoints/[endpoint]/deployments/new/actions'
import { makeFolderAction, removeEntryAction, renameEntryAction } from '@/app/(studio)/projects/actions'
import { pageTitle } from '@/components/frame/page-title'
import { ProjectView } from '@/components/projects/ProjectView'
import { ProblemError } from '@/lib/problems/problem'
import { isWritableProject } from '@/lib/server/project-files'
import { readProject } from '@/lib/server/projects'
import { requireSession } from '@/lib/server/session'

interface PageProps {
  params: Promise<{ id: string }>
}

async function load(id: string) {
  try {
    return await readProject(id)
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) notFound()
    throw error
  }
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requireSession()
  const t = await getTranslations('projects')
  return pageTitle((await load((await params).id)).name, t('title'))
}

export default async function ProjectPage({ params }: PageProps) {
  await requireSession()
  const project = await load((await params).id)
  return (
    <ProjectView
      key={project.id}
      project={project}
      isReadOnly={project.missing === undefined && !isWritableProject(project.folder)}
      actions={{
        deploy: deployAction,
        readLive: readLiveAction,
        makeFolder: makeFolderAction,
        renameEntry: renameEntryAction,
        removeEntry: removeEntryAction,
      }}
    />
  )
}
