import { getTranslations } from 'next-intl/server'
import {
  copySampleAction,
  forgetProjectAction,
  importEndpointAction,
  newProjectAction,
  openProjectAction,
} from '@/app/(studio)/projects/actions'
import { pageTitle } from '@/components/frame/page-title'
import { ProjectsView } from '@/components/projects/ProjectsView'
import { listSamples } from '@/lib/server/project-copies'
import { projectsHome } from '@/lib/server/project-roots'
import { listProjects } from '@/lib/server/projects'
import { requireSession } from '@/lib/server/session'

export async function generateMetadata() {
  const [t, frame] = await Promise.all([getTranslations('projects'), getTranslations('frame')])
  return pageTitle(t('title'), frame('thisComputer'))
}

export default async function ProjectsPage() {
  await requireSession()
  const [projects, samples] = await Promise.all([listProjects(), listSamples()])
  return (
    <ProjectsView
      initial={projects}
      samples={samples}
      projectsHome={projectsHome()}
      actions={{
        open: openProjectAction,
        forget: forgetProjectAction,
        copySample: copySampleAction,
        create: newProjectAction,
        importEndpoint: importEndpointAction,
      }}
    />
  )
}
