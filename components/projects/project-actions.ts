import type { DeployInput } from '@/components/wizard/DeploymentWizard'
import type { JobView } from '@/lib/contract/job'
import type { Result } from '@/lib/problems/problem'

type Call<I, T> = (input: I) => Promise<Result<T>>
type Place = { name: string; parent?: string }

/** What the list of projects can do; server actions of the page. */
export interface ProjectListActions {
  open: Call<{ folder: string }, { id: string }>
  forget: Call<{ id: string }, void>
  copySample: Call<{ sample: string } & Place, { id: string }>
  create: Call<{ template: string; endpoint?: string } & Place, { id: string }>
  importEndpoint: Call<{ endpoint: string; deployment?: string } & Place, { id: string }>
}

/** What an open project can do beside reading and saving files. */
export interface ProjectActions {
  deploy: Call<DeployInput & { endpointYaml?: string }, JobView>
  readLive: Call<{ endpoint: string; deployment: string }, { liveText: string; fingerprint: string }>
  makeFolder: Call<{ id: string; path: string }, void>
  renameEntry: Call<{ id: string; from: string; to: string }, void>
  removeEntry: Call<{ id: string; path: string }, void>
}
