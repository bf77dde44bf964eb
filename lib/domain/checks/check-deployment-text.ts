import type { Finding } from '@/lib/contract/finding'
import type { CheckContext } from '@/lib/domain/checks/check'
import { checkYaml } from '@/lib/domain/checks/check-document'
import { isSameName } from '@/lib/domain/names/names'

/**
 * Everything that can be said about a deployment's YAML without looking at the disk, for the wizard: loading, schema, rules,
 * and whether it would replace a deployment of the endpoint. Runs in the browser; while a text is edited give it a `yamlChecker()`.
 */
export function checkDeploymentText(
  text: string,
  context: { endpoint: string; existing: readonly string[]; quota?: CheckContext['quota'] },
  check: typeof checkYaml = checkYaml,
): Finding[] {
  const { value, findings, locate } = check(text, {
    kind: 'deployment',
    context: { endpointName: context.endpoint, runsHere: true, ...(context.quota ? { quota: context.quota } : {}) },
  })
  const name = value && 'name' in value && typeof value.name === 'string' ? value.name : undefined
  const replaced = name === undefined ? undefined : context.existing.find((existing) => isSameName(existing, name))
  if (replaced === undefined) return findings
  const position = locate(['name'])
  return [
    ...findings,
    {
      path: ['name'],
      severity: 'warning',
      rule: 'name-exists',
      message: `name: ${replaced} exists already in ${context.endpoint}; deploying updates it.`,
      fix: 'Choose another name to keep both.',
      stage: 'rules',
      values: { name: replaced, endpoint: context.endpoint },
      ...position,
    },
  ]
}
