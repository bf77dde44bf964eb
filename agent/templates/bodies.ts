/** What a template sends for its resources, and what it answers: evaluated values. */
import { evaluateAt, NeedsAnswer, type Scope } from '@/agent/templates/evaluate'
import { isSecure, typeNamed } from '@/agent/templates/parameters'
import type { PlannedResource } from '@/agent/templates/plan'
import { invalidTemplate, isMap, type TemplateValue } from '@/agent/templates/values'

export const nestedDeploymentType = 'Microsoft.Resources/deployments'

/** Keys of a resource that are the template's, not the resource's. */
const templateKeys = new Set([
  'type',
  'name',
  'apiversion',
  'dependson',
  'condition',
  'copy',
  'comments',
  'metadata',
  'resources',
  'scope',
  'subscriptionid',
  'resourcegroup',
  'existing',
  'import',
  'asserts',
])

/** What is sent of a resource, as written. */
export function writtenBody(written: Record<string, TemplateValue>): Record<string, TemplateValue> {
  return Object.fromEntries(Object.entries(written).filter(([key]) => !templateKeys.has(key.toLowerCase())))
}

/** Evaluates before anything runs, so that a mistake is told at once; what hangs on a resource's answer waits. */
export function asFarAsKnown(work: () => unknown): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof NeedsAnswer)) throw error
  }
}

/** The body to send for a resource. The template of a nested deployment with inner scope stays as written. @throws ProblemError, NeedsAnswer */
export function resourceBody(
  resource: Pick<PlannedResource, 'name' | 'type' | 'written' | 'copyIndexes'>,
  scope: Scope,
): Record<string, TemplateValue> {
  const place = `the template resource '${resource.name}'`
  const inner = { ...scope, copyIndexes: resource.copyIndexes }
  const written = writtenBody(resource.written)
  if (resource.type.toLowerCase() !== nestedDeploymentType.toLowerCase()) {
    const value = evaluateAt(place, written, inner)
    return isMap(value) ? value : {}
  }
  const properties = isMap(written.properties) ? written.properties : {}
  const options = isMap(properties.expressionEvaluationOptions) ? properties.expressionEvaluationOptions.scope : undefined
  const isInner = typeof options === 'string' && options.toLowerCase() === 'inner'
  const { template, ...rest } = properties
  const evaluated = evaluateAt(place, { ...written, properties: rest }, inner)
  const outer = isInner || template === undefined ? template : literal(evaluateAt(place, template, inner))
  const kept = isMap(evaluated) ? evaluated : {}
  return {
    ...kept,
    properties: { ...(isMap(kept.properties) ? kept.properties : {}), ...(outer === undefined ? {} : { template: outer }) },
  }
}

/** Values that were evaluated once stay what they are when they are read as a template again. */
function literal(value: TemplateValue): TemplateValue {
  if (typeof value === 'string') return value.startsWith('[') && value.endsWith(']') ? `[${value}` : value
  if (Array.isArray(value)) return value.map(literal)
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, literal(each)])) : value
}

/** Outputs as GET shows them; those of secure types without a value. @throws ProblemError, NeedsAnswer */
export function evaluateOutputs(
  declared: Record<string, TemplateValue>,
  scope: Scope,
): Record<string, { type: string; value?: TemplateValue }> {
  const outputs: Record<string, { type: string; value?: TemplateValue }> = {}
  for (const [name, rules] of Object.entries(declared)) {
    const type = isMap(rules) ? typeNamed(rules.type) : undefined
    if (!isMap(rules) || type === undefined)
      throw invalidTemplate(
        `Deployment template validation failed: 'The template output '${name}' has no type, or one that does not exist'.`,
        `outputs.${name}`,
      )
    const place = `the template output '${name}'`
    if (rules.condition !== undefined && evaluateAt(place, rules.condition, scope) === false) continue
    const value = evaluateAt(place, rules.value ?? null, scope)
    outputs[name] = isSecure(type) ? { type } : { type, value }
  }
  return outputs
}
