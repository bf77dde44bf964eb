/** A template → the resources it deploys, in an order that holds: names, conditions, copies, dependencies. Nothing is sent here. */
import { asFarAsKnown, evaluateOutputs, nestedDeploymentType, resourceBody, writtenBody } from '@/agent/templates/bodies'
import {
  at,
  type DeploymentScope,
  evaluate,
  evaluateAt,
  loopCount,
  newScope,
  referencedIn,
  resourceIdOf,
  type Scope,
  spend,
} from '@/agent/templates/evaluate'
import { type ParameterValue, resolveParameters } from '@/agent/templates/parameters'
import { asValue, invalidTemplate, isMap, type TemplateValue, templateLimits } from '@/agent/templates/values'
import { type Problem, ProblemError } from '@/lib/problems/problem'

export type Template = Record<string, TemplateValue>

/** One resource of a template. */
export interface PlannedResource {
  id: string
  type: string
  /** Segments joined by "/". */
  name: string
  apiVersion: string
  /** False when its condition is. */
  isDeployed: boolean
  /** Indexes of the resources that come first. */
  after: number[]
  /** As written. */
  written: Record<string, TemplateValue>
  copyIndexes: Record<string, number>
  /** Name in a template of languageVersion 2.0. */
  symbol?: string
  /** Name of the copy loop that made it. */
  loop?: string
}

export interface Plan {
  parameters: Record<string, ParameterValue>
  resources: PlannedResource[]
}

/** Types this computer deploys, as Azure spells them, by their spelling in lower case. */
const machineLearning = 'Microsoft.MachineLearningServices/workspaces'
export const deployableTypes: readonly string[] = [
  ...[
    'onlineEndpoints',
    'onlineEndpoints/deployments',
    'models',
    'models/versions',
    'environments',
    'environments/versions',
    'codes',
    'codes/versions',
    'computes',
  ].map((below) => `${machineLearning}/${below}`),
  nestedDeploymentType,
]

/** Loops inside loops end early. */
const callsPerCopy = 100

const failed = (message: string, target?: string) => invalidTemplate(`Deployment template validation failed: '${message}'.`, target)

function mapAt(template: Template, key: string, most: number): Record<string, TemplateValue> {
  const value = template[key] ?? {}
  if (!isMap(value)) throw invalidTemplate(`Deployment template parse failed: '${key}' must be an object.`, key)
  if (Object.keys(value).length > most)
    throw failed(`The number of template ${key} limit exceeded. Limit: '${most}' and actual: '${Object.keys(value).length}'`, key)
  return value
}

/** Outputs as the template declares them. */
export const declaredOutputs = (template: Template) => mapAt(template, 'outputs', templateLimits.outputs)

/** The template as data. @throws ProblemError InvalidTemplate when it is none. */
export function readTemplate(data: unknown): Template {
  if (!isMap(data))
    throw invalidTemplate("Deployment template parse failed: 'properties.template' must be an object.", 'properties.template')
  for (const key of ['$schema', 'contentVersion', 'resources'])
    if (data[key] === undefined)
      throw invalidTemplate(
        `Deployment template parse failed: 'Required property '${key}' not found in JSON. Path '', line 1, position 1.'.`,
        key,
      )
  if (data.functions !== undefined) throw invalidTemplate('User-defined functions are not served on this computer.', 'functions')
  const template = at('the template', () => asValue(data))
  if (!isMap(template)) throw invalidTemplate('The template is no object.')
  mapAt(template, 'parameters', templateLimits.parameters)
  mapAt(template, 'variables', templateLimits.variables)
  mapAt(template, 'outputs', templateLimits.outputs)
  return template
}

/** The scope in which the template's expressions are evaluated; `answers` absent while nothing runs. */
export function scopeOf(
  template: Template,
  where: DeploymentScope,
  parameters: Record<string, ParameterValue>,
  extra: Pick<Scope, 'answers' | 'idOf'> = {},
): Scope {
  const values = Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]))
  const { copy, ...variables } = mapAt(template, 'variables', templateLimits.variables)
  const loops = Array.isArray(copy)
    ? copy.flatMap((each) => (isMap(each) && typeof each.name === 'string' ? [[each.name, { copy: [each] }] as const] : []))
    : []
  const scope = newScope({ where, template, parameters: values, variables, ...extra })
  for (const [name, loop] of loops) {
    const made = evaluateAt(`the template variable '${name}'`, loop, scope)
    if (isMap(made)) scope.known.set(name, made[name] ?? null)
  }
  return loops.length === 0 ? scope : { ...scope, variables: { ...variables, ...Object.fromEntries(loops.map(([name]) => [name, null])) } }
}

interface Written {
  symbol?: string
  written: Record<string, TemplateValue>
  parent?: { type: string; name: string; id: string }
}

/** Resources as written, children after their parents; those of languageVersion 2.0 are a mapping of symbolic names. */
function writtenResources(resources: TemplateValue | undefined, parent?: Written['parent']): Written[] {
  const entries: [string | undefined, TemplateValue][] = Array.isArray(resources)
    ? resources.map((each) => [undefined, each])
    : isMap(resources)
      ? Object.entries(resources)
      : []
  return entries.map(([symbol, written]) => {
    if (!isMap(written)) throw invalidTemplate("Deployment template parse failed: 'resources' must hold objects.", 'resources')
    return { written, ...(symbol === undefined ? {} : { symbol }), ...(parent === undefined ? {} : { parent }) }
  })
}

interface Named extends PlannedResource {
  parentId?: string
  children: Written[]
}

function textAt(written: Record<string, TemplateValue>, key: string, place: string, scope: Scope): string {
  const value = evaluateAt(place, written[key] ?? null, scope)
  if (typeof value === 'string' && value !== '') return value
  throw invalidTemplate(`Deployment template parse failed: Required property '${key}' of ${place} is missing or no text.`, key)
}

function nameResource({ written, symbol, parent }: Written, scope: Scope, where: DeploymentScope, loop?: string): Named {
  const shown = typeof written.name === 'string' ? written.name.slice(0, 200) : '?'
  const place = `the template resource '${shown}'`
  const ownType = textAt(written, 'type', place, scope)
  const ownName = textAt(written, 'name', place, scope)
  const isChild = parent !== undefined && !ownType.includes('.')
  const [type, name] = isChild ? [`${parent.type}/${ownType}`, `${parent.name}/${ownName}`] : [ownType, ownName]
  const segments = name.split('/')
  if (segments.length !== type.split('/').length - 1 || segments.some((each) => each === '' || each === '.' || each === '..'))
    throw failed(
      `The template resource '${name}' for type '${type}' at line '1' and column '1' has incorrect segment lengths. A nested resource type must have identical number of segments as its resource name. A root resource type must have segment length one greater than its resource name. Please see https://aka.ms/arm-syntax-resources for usage details`,
      name,
    )
  const condition = written.condition === undefined ? true : evaluateAt(place, written.condition, scope)
  if (typeof condition !== 'boolean') throw failed(`The condition of the template resource '${name}' is neither true nor false`, name)
  const id = resourceIdOf(where, type, segments.map(encodeURIComponent))
  return {
    id,
    type,
    name,
    apiVersion: textAt(written, 'apiVersion', place, scope),
    isDeployed: condition && written.existing !== true,
    after: [],
    written,
    copyIndexes: { ...scope.copyIndexes },
    children: writtenResources(written.resources, { type, name, id }),
    ...(parent === undefined ? {} : { parentId: parent.id }),
    ...(symbol === undefined ? {} : { symbol }),
    ...(loop === undefined ? {} : { loop }),
  }
}

/** The resource, or as many as its copy loop makes, with their children. */
function expand(each: Written, scope: Scope, where: DeploymentScope): Named[] {
  const { copy } = each.written
  const withChildren = (named: Named) => [
    named,
    ...named.children.flatMap((child) => expand(child, { ...scope, copyIndexes: named.copyIndexes }, where)),
  ]
  if (!isMap(copy)) return withChildren(nameResource(each, scope, where))
  const loop = typeof copy.name === 'string' ? copy.name : ''
  const place = `the copy loop '${loop}'`
  const times = at(place, () => {
    const wanted = loopCount(evaluate(copy.count ?? null, scope), loop)
    spend(scope, wanted * callsPerCopy)
    return wanted
  })
  return Array.from({ length: times }).flatMap((_each, index) =>
    withChildren(nameResource(each, { ...scope, copyIndexes: { ...scope.copyIndexes, '': index, [loop]: index } }, where, loop)),
  )
}

const same = (a: string | undefined, b: string) => a?.toLowerCase() === b.toLowerCase()

/** Indexes of the resources a text of `dependsOn` or `reference` means: an id, a name, a symbolic name, or a whole loop. */
function meant(text: string, resources: readonly PlannedResource[], isLoopAllowed: boolean): number[] {
  return resources.flatMap((each, index) =>
    same(each.id, text) ||
    each.symbol === text ||
    same(each.name, text) ||
    same(`${each.type}/${each.name}`, text) ||
    (isLoopAllowed && same(each.loop, text))
      ? [index]
      : [],
  )
}

function dependencies(resource: Named, resources: readonly Named[], scope: Scope): number[] {
  const place = `the template resource '${resource.name}'`
  const inner = { ...scope, copyIndexes: resource.copyIndexes }
  const texts = evaluateAt(place, resource.written.dependsOn ?? [], inner)
  if (!Array.isArray(texts) || !texts.every((each) => typeof each === 'string'))
    throw failed(`The dependsOn of '${resource.name}' must be a list of texts`, resource.name)
  const explicit = texts.flatMap((text) => {
    const found = meant(text, resources, true)
    if (found.length === 0)
      throw failed(
        `The resource '${text.slice(0, 300)}' is not defined in the template. Please see https://aka.ms/arm-syntax for usage details`,
        resource.name,
      )
    return found
  })
  const implied = at(place, () => referencedIn(writtenBody(resource.written), inner)).flatMap((text) => meant(text, resources, false))
  const own = resources.indexOf(resource)
  return [...new Set([...explicit, ...implied])].filter((index) => index !== own)
}

function refuseCircles(resources: readonly PlannedResource[]): void {
  const done = new Set<number>()
  for (let progress = true; progress; ) {
    progress = false
    for (const [index, { after }] of resources.entries()) {
      if (done.has(index) || !after.every((each) => done.has(each))) continue
      done.add(index)
      progress = true
    }
  }
  const stuck = resources.find((_each, index) => !done.has(index))
  if (stuck)
    throw failed(
      `Circular dependency detected on resource: '${stuck.id}'. Please see https://aka.ms/arm-syntax-resources for usage details`,
      stuck.name,
    )
}

function refuseTypes(resources: readonly PlannedResource[]): void {
  const details = resources.flatMap(({ id, type, apiVersion, isDeployed }): Problem[] =>
    !isDeployed || deployableTypes.some((known) => same(known, type))
      ? []
      : [
          {
            code: 'NoRegisteredProviderFound',
            message: `No registered resource provider found for location 'local' and API version '${apiVersion}' for type '${type}'. This computer deploys ${deployableTypes.map((known) => known.replace(`${machineLearning}/`, '')).join(', ')}.`,
            target: id,
            origin: 'input',
            retryable: false,
          },
        ],
  )
  if (details.length === 0) return
  const message = `The template deployment is not valid according to the validation procedure: ${details.length} resource(s) have a type that this computer does not deploy. See the details.`
  throw new ProblemError({ code: 'InvalidTemplateDeployment', message, details, origin: 'input', retryable: false }, 400)
}

/** Looks up resources of the plan by what `reference` may name them. */
export function idLookup(resources: readonly PlannedResource[]): (text: string) => string | undefined {
  return (text) => resources[meant(text, resources, false)[0] ?? -1]?.id
}

/**
 * Reads a template to the point where it could run. @param given the request's `parameters`.
 * @throws ProblemError InvalidTemplate or InvalidTemplateDeployment (400)
 */
export function planTemplate(template: Template, given: Record<string, unknown>, where: DeploymentScope): Plan {
  const parameters = resolveParameters(mapAt(template, 'parameters', templateLimits.parameters), given, { where, template })
  return { parameters, resources: planResources(template, parameters, where) }
}

/** The same with parameters that were settled before: for going on after a restart. */
export function planResources(template: Template, parameters: Record<string, ParameterValue>, where: DeploymentScope): PlannedResource[] {
  const scope = scopeOf(template, where, parameters)
  const written = writtenResources(template.resources)
  const resources = written.flatMap((each) => expand(each, scope, where))
  if (resources.length > templateLimits.resources)
    throw failed(
      `The number of template resources limit exceeded. Limit: '${templateLimits.resources}' and actual: '${resources.length}'`,
      'resources',
    )
  for (const [index, each] of resources.entries()) {
    const first = resources.findIndex((other) => same(other.id, each.id))
    if (first !== index)
      throw failed(
        `The resource '${each.id}' at line '1' and column '1' is defined multiple times in a template. Please see https://aka.ms/arm-syntax-resources for usage details`,
        each.name,
      )
  }
  refuseTypes(resources)
  for (const each of resources) {
    each.after = dependencies(each, resources, scope)
    const parent = resources.findIndex(({ id }) => id === each.parentId)
    if (parent >= 0 && !each.after.includes(parent)) each.after.push(parent)
  }
  refuseCircles(resources)
  const trial = scopeOf(template, where, parameters, { answers: new Map(), idOf: idLookup(resources) })
  for (const each of resources) if (each.isDeployed) asFarAsKnown(() => resourceBody(each, trial))
  asFarAsKnown(() => evaluateOutputs(declaredOutputs(template), trial))
  return resources
}
