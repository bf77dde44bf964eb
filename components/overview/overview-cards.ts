import { jobOf } from '@/components/overview/timeline'
import type { JobView } from '@/lib/contract/job'
import type { DeploymentStatus, OperationView } from '@/lib/contract/scorepoint'
import type { EndpointDetail } from '@/lib/queries/endpoint-detail'

/** One card of the overview: a deployment that changes, failed, is in trouble, or changed last. */
export interface Card {
  name: string
  kind: 'running' | 'failed' | 'canceled' | 'trouble' | 'done'
  deployment?: DeploymentStatus
  operation?: OperationView
  job?: JobView
  startedAt: string
  /** Only the headline: something else needs the room. */
  isCompact?: boolean
}

const order: Record<Card['kind'], number> = { running: 0, failed: 1, trouble: 2, canceled: 3, done: 4 }

/**
 * The cards to show, most urgent first. Everything that runs or needs attention has one; when nothing does, the newest finished change
 * keeps its card, so that a timeline does not vanish in the moment it completes.
 */
export function overviewCards(detail: EndpointDetail): Card[] {
  const cards = detail.deployments.map((deployment) => deploymentCard(detail, deployment))
  for (const job of detail.jobs) {
    const known = detail.deployments.some((deployment) => deployment.name.toLowerCase() === job.deployment.toLowerCase())
    if (!known && job.state !== 'Succeeded') cards.push({ name: job.deployment, kind: jobKind(job), job, startedAt: job.createdAt })
  }
  cards.sort((a, b) => order[a.kind] - order[b.kind] || b.startedAt.localeCompare(a.startedAt))
  // Code that was saved and not sent yet, and code that is watched, wait for the person: their card stays.
  const isEdited = ({ name }: Card) =>
    detail.sources?.some((source) => source.deployment === name && (source.changed || source.watch)) ?? false
  const urgent = cards
    .filter((card) => card.kind !== 'done' || isEdited(card))
    .map((card) => (card.kind === 'done' ? { ...card, isCompact: true } : card))
  const newestDone = cards.find((card) => card.kind === 'done' && !isEdited(card) && card.operation && card.operation.phases.length > 0)
  const anyRuns = urgent.some((card) => card.kind === 'running')
  return newestDone && !anyRuns ? [...urgent, { ...newestDone, isCompact: urgent.length > 0 }] : urgent
}

/** The card of one deployment, whatever its state: the deployment page. */
export function deploymentCard(detail: EndpointDetail, deployment: DeploymentStatus): Card {
  return cardOf(deployment, jobOf(detail.jobs, deployment.name, deployment.operation))
}

function cardOf(deployment: DeploymentStatus, job: JobView | undefined): Card {
  const operation = job && job.operationId === undefined ? undefined : deployment.operation
  const base = {
    name: deployment.name,
    deployment,
    operation,
    job,
    startedAt: operation?.startedAt ?? job?.createdAt ?? deployment.modifiedAt,
  }
  if (job && !operation) return { ...base, kind: jobKind(job) }
  switch (operation?.status) {
    case 'InProgress':
      return { ...base, kind: 'running' }
    case 'Failed':
      return { ...base, kind: 'failed' }
    case 'Canceled':
      return { ...base, kind: 'canceled' }
    default:
      return {
        ...base,
        kind:
          deployment.provisioningState === 'Failed'
            ? 'failed'
            : deployment.health === 'Unhealthy' || deployment.problem
              ? 'trouble'
              : 'done',
      }
  }
}

function jobKind(job: JobView): Card['kind'] {
  if (job.state === 'Failed') return 'failed'
  return job.state === 'Canceled' ? 'canceled' : 'running'
}
