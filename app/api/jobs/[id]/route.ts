import { ProblemError } from '@/lib/problems/problem'
import { defineRoute } from '@/lib/server/define-route'
import { deployJob } from '@/lib/server/deploy-job'

/** GET one deploy job. */
export const GET = defineRoute<{ id: string }>(async (_request, { params }) => {
  const job = await deployJob(params.id)
  if (!job)
    throw new ProblemError(
      { code: 'Studio.JobNotFound', message: `There is no deploy job ${params.id}.`, target: 'id', origin: 'input', retryable: false },
      404,
    )
  return Response.json(job)
})
