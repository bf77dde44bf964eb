/** What a registered environment is on this computer, without building it or fetching a Python. */
import { join } from 'node:path'
import type { EnvironmentRequest, ProcessEnvironments } from '@/agent/environments/environment'
import { readMarker } from '@/agent/environments/environment-folder'
import { bytesOf, measure } from '@/agent/storage/disk-usage'
import type { EnvironmentBuild } from '@/lib/contract/assets'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'

const ignore = () => {}
const silent = { source: 'build' as const, info: ignore, warning: ignore, error: ignore, raw: ignore }

export type DescribeEnvironment = (request: EnvironmentRequest) => Promise<EnvironmentBuild>

/** `environments` must never fetch a Python: looking at an environment downloads nothing. */
export function createDescribeEnvironment(environments: Pick<ProcessEnvironments, 'resolve'>, layout: HomeLayout): DescribeEnvironment {
  return async (request) => {
    if (request.condaFile === undefined) return { state: 'needsDocker', deviations: [] }
    try {
      const { hash, pythonVersion, requirements, deviations } = await environments.resolve(request, silent)
      const folder = join(layout.env, hash)
      const marker = readMarker(folder)
      const known = { hash, pythonVersion, requirements, deviations }
      if (!marker) return { state: 'notBuilt', ...known }
      const sizeBytes = bytesOf(await measure(folder))
      return { state: 'built', ...known, packages: marker.packages, builtAt: marker.builtAt, sizeBytes }
    } catch (error) {
      // A conda file that cannot be resolved is what the page is there to show.
      if (!(error instanceof ProblemError)) throw error
      return { state: 'invalid', deviations: [], problem: error.problem }
    }
  }
}
