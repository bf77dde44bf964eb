import 'server-only'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findEndpoint } from '@/lib/arm/endpoints'
import { findJobByRequest, hasUnfinishedJob } from '@/lib/db/jobs'
import { writeAt } from '@/lib/domain/yaml-edit/yaml-edit'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { startDeployJob } from '@/lib/server/deploy-job'

/** The studio runs in the product's own folder. */
const sampleFolder = () => join(process.cwd(), 'samples', 'diabetes-regression')

/** The first name that neither an endpoint nor a job on its way to make one has. */
async function freeName(base: string): Promise<string> {
  for (let index = 1; index < 100; index += 1) {
    const name = index === 1 ? base : `${base}-${index}`
    const [endpoint, isPromised] = await Promise.all([findEndpoint(getConnection(), name), hasUnfinishedJob(name)])
    if (!endpoint && !isPromised) return name
  }
  throw new ProblemError({
    code: 'Studio.NameTaken',
    message: `Every name from ${base} to ${base}-99 is taken; delete an endpoint first.`,
    target: 'name',
    origin: 'input',
    retryable: false,
  })
}

/**
 * Creates an endpoint with the sample's blue deployment and all traffic on it, from the same files a person would use with `az ml`.
 * Answers as soon as the job is journaled; it makes the endpoint too, and until then the endpoint's page shows the job alone.
 */
export async function deploySample(clientRequestId: string): Promise<{ endpoint: string }> {
  const folder = sampleFolder()
  if (!existsSync(folder))
    throw new ProblemError(
      { code: 'Studio.SampleMissing', message: `The sample is not at ${folder}.`, origin: 'studio', retryable: false },
      500,
    )
  // A second click with the same id is the same sample.
  const earlier = await findJobByRequest(clientRequestId)
  if (earlier) return { endpoint: earlier.endpoint }
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  const endpoint = await freeName('diabetes')
  const endpointYaml = writeAt(read('endpoint.yml'), ['name'], endpoint)
  // Journaled before anything exists: whatever ends this process in between, the job goes on and a second click finds it.
  const job = await startDeployJob({
    clientRequestId,
    endpoint,
    deployment: 'blue',
    endpointYaml,
    deploymentYaml: writeAt(read('blue-deployment.yml'), ['endpoint_name'], endpoint),
    baseDir: folder,
    sendAllTraffic: true,
    sampleRequest: read('sample-request.json'),
  })
  return { endpoint: job.endpoint }
}
