import { ProjectMissing } from '@/components/projects/ProjectMissing'

/** No such project in the list of this computer. */
export default function ProjectNotFound() {
  return <ProjectMissing />
}
