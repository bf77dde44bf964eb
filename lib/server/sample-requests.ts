import 'server-only'
import { getDeployment } from '@/lib/arm/deployments'
import { deploymentContents, endpointStatus } from '@/lib/arm/status'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { sampleRequestProperty } from '@/lib/server/deploy-job'

/**
 * Example requests by deployment name: what the deployment carries as a property or tag, else what the MLflow model that it serves says
 * about itself. An endpoint that cannot be read has none.
 */
export async function loadSamples(endpoint: string): Promise<Record<string, string>> {
  try {
    const connection = getConnection()
    const { deployments } = await endpointStatus(connection, endpoint)
    const samples = await Promise.all(
      deployments.map(async ({ name }) => {
        const { properties, tags } = await getDeployment(connection, endpoint, name)
        const sample =
          properties.properties?.[sampleRequestProperty] ??
          tags?.[sampleRequestProperty] ??
          (properties.codeConfiguration ? undefined : (await deploymentContents(connection, endpoint, name)).mlflow?.sampleRequest)
        return sample ? [[name, sample.trimEnd()] as const] : []
      }),
    )
    return Object.fromEntries(samples.flat())
  } catch (error) {
    // The layout already says why the endpoint cannot be read; a missing example must not take the page away.
    if (error instanceof ProblemError) return {}
    throw error
  }
}
