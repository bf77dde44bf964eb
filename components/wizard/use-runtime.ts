'use client'

import { useQuery } from '@tanstack/react-query'
import { sourceOf } from '@/components/wizard/environment-source'
import type { DeploymentDraft } from '@/components/wizard/use-deployment-draft'
import type { EngineView } from '@/lib/contract/engine'
import { type RuntimeChoice, runtimeProperty } from '@/lib/contract/runtime-choice'
import { chooseRuntime, factsOfEnvironment, factsOfYaml } from '@/lib/domain/runtime-choice/runtime-choice'
import { namedVersionQuery } from '@/lib/queries/registered'
import { engineQuery } from '@/lib/queries/settings'

export interface DraftRuntime {
  /** Undefined while a registered environment is not known. */
  choice: RuntimeChoice | undefined
  /** What the rule alone would say. */
  byRule: RuntimeChoice | undefined
  /** Value of the property as written. */
  asked: unknown
  /** Undefined while it is looked for. */
  engine: EngineView | undefined
}

/** ARM properties of the registered environment a draft names, once read. */
export function useRegisteredEnvironment(draft: DeploymentDraft): Readonly<Record<string, unknown>> | undefined {
  const environment = draft.value(['environment'])
  const [, name = '', version = ''] = /^azureml:([^:@/]+):([^:@/]+)$/.exec(typeof environment === 'string' ? environment : '') ?? []
  return useQuery({ ...namedVersionQuery('environments', name, version), enabled: name !== '' }).data?.properties
}

/** Where the draft will run on this computer and why, by the agent's own rule. */
export function useDraftRuntime(draft: DeploymentDraft): DraftRuntime {
  const environment = draft.value(['environment'])
  const properties = draft.value(['properties'])
  const asked = draft.value(['properties', runtimeProperty])
  const registered = useRegisteredEnvironment(draft)
  const model = draft.value(['model'])
  // Without an environment only MLflow models say where they run; of a registered one the agent knows the type.
  const isKnown = environment !== undefined || typeof model === 'string' || draft.value(['model', 'type']) === 'mlflow_model'
  const read = (isKnown ? factsOfYaml({ environment, properties }) : undefined) ?? (registered && factsOfEnvironment(registered, asked))
  // The form asks for a conda file that is not named yet; to speak of Docker until then would be wrong.
  const settled = read && sourceOf(environment) === 'file' && !read.isFromModel ? { ...read, hasCondaFile: true } : read
  const engine = useQuery(engineQuery()).data
  const facts = settled && { ...settled, ...(engine?.onlyRuntime ? { setting: engine.onlyRuntime } : {}) }
  const choice = facts && chooseRuntime(facts)
  return { choice, byRule: facts && chooseRuntime({ ...facts, asked: undefined }), asked, engine }
}
