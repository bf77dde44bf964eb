import { choosableRuntimes, runtimeProperty } from '@/lib/contract/runtime-choice'
import { type DeploymentCheck, errorAt } from '@/lib/domain/checks/check'
import { askedRuntime, chooseRuntime, factsOfYaml } from '@/lib/domain/runtime-choice/runtime-choice'

const needs = { build: 'build', inferenceConfig: 'inference_config', image: 'an image without conda_file' } as const

/** The property by which a file chooses the runtime of this computer; Azure keeps it and does nothing with it. */
export const checkRuntime: DeploymentCheck = (deployment) => {
  const asked = deployment.properties?.[runtimeProperty]
  if (asked === undefined) return []
  const path = ['properties', runtimeProperty]
  if (askedRuntime(asked) === undefined)
    return [
      {
        ...errorAt(
          path,
          'runtime-word',
          `properties.${runtimeProperty} is ${asked}; it must be ${choosableRuntimes.join(' or ')}.`,
          'Remove it to have the runtime chosen by what the environment needs.',
        ),
        values: { value: asked, allowed: choosableRuntimes.join(', ') },
      },
    ]
  const facts = factsOfYaml(deployment)
  const conflict = facts && chooseRuntime(facts).conflict
  if (!conflict) return []
  return [
    {
      ...errorAt(
        path,
        'runtime-needs-docker',
        `properties.${runtimeProperty} is process, but the environment has ${needs[conflict]}, which needs a container.`,
        conflict === 'image' ? 'Add conda_file to the environment, or remove the property.' : 'Remove the property.',
      ),
      values: { need: conflict },
    },
  ]
}
