/** Expressions → values, inside a deployment: parameters, variables, the scope, copy indexes, and what deployed resources answer. */
import { randomUUID } from 'node:crypto'
import { localTenantId } from '@/agent/sign-in/access-token'
import { type Expression, parseExpression, readString } from '@/agent/templates/expression'
import { callFunction } from '@/agent/templates/functions'
import { count, textArg, textOf, wholeArg } from '@/agent/templates/text-functions'
import {
  asValue,
  bounded,
  callError,
  ExpressionError,
  invalidTemplate,
  isMap,
  keyIn,
  mapOf,
  type TemplateValue,
  templateLimits,
} from '@/agent/templates/values'
import { localLocation } from '@/lib/contract/arm/scope'

/** Where a deployment happens. */
export interface DeploymentScope {
  subscription: string
  group: string
  name: string
}

/** Thrown when an expression needs what a resource answers; whoever runs the deployment fetches it and evaluates again. */
export class NeedsAnswer extends Error {
  constructor(
    readonly key: string,
    readonly method: 'GET' | 'POST',
    readonly path: string,
  ) {
    super(`${method} ${path} is not known yet`)
  }
}

export interface Scope {
  where: DeploymentScope
  parameters: Readonly<Record<string, TemplateValue>>
  /** As written; evaluated when first asked for. */
  variables: Readonly<Record<string, unknown>>
  /** Template of the deployment, for `deployment()`. */
  template: unknown
  /** `newGuid` and `utcNow` are for defaults of parameters only. */
  mayBeNew?: boolean
  /** Loop name → index; the innermost one also below ''. */
  copyIndexes?: Readonly<Record<string, number>>
  /** What `reference` and `listKeys` are told, by key of `NeedsAnswer`; absent: these functions are not allowed here. */
  answers?: ReadonlyMap<string, TemplateValue>
  /** Id of a resource of this template, by its name, symbolic name or id. */
  idOf?: (text: string) => string | undefined
  /** Functions still allowed: bounds templates that grow by themselves. */
  budget: { calls: number }
  /** Filled as variables are evaluated. */
  known: Map<string, TemplateValue | undefined>
}

/** A scope in which nothing was evaluated yet. */
export function newScope(scope: Omit<Scope, 'budget' | 'known'>): Scope {
  return { ...scope, budget: { calls: templateLimits.calls }, known: new Map() }
}

/** ARM id of a resource: types and names in turn. @param type `Namespace/type/type`; @param names one per type, joined by "/" */
export function resourceIdOf(where: Pick<DeploymentScope, 'subscription' | 'group'>, type: string, names: readonly string[]): string {
  const [namespace = '', ...types] = type.split('/')
  const path = types.map((each, index) => `${each}/${names[index] ?? ''}`).join('/')
  return `/subscriptions/${where.subscription}/resourceGroups/${where.group}/providers/${namespace}/${path}`
}

function resourceId(args: TemplateValue[], name: string, where: DeploymentScope): string {
  const texts = args.map((_each, index) => textArg(args, index, name))
  const at = texts.findIndex((text) => text.includes('/'))
  const type = texts[at]
  if (type === undefined || at > 2) throw callError(name, 'It needs a resource type, such as Microsoft.MachineLearningServices/workspaces.')
  const names = texts.slice(at + 1)
  const wanted = type.split('/').length - 1
  if (names.length !== wanted)
    throw callError(name, `The type '${type}' requires '${wanted}' resource name argument(s), and ${names.length} were given.`)
  const [first, second] = texts.slice(0, at)
  const place = at === 2 ? { subscription: first ?? '', group: second ?? '' } : at === 1 ? { ...where, group: first ?? '' } : where
  return resourceIdOf(place, type, names)
}

/** The functions that need the deployment, by name in lower case. */
const contextual: Record<string, (args: TemplateValue[], name: string, scope: Scope) => TemplateValue> = {
  parameters(args, name, scope) {
    count(args, name, 1)
    const wanted = textArg(args, 0, name)
    const key = keyIn(scope.parameters, wanted)
    if (key === undefined) throw new ExpressionError(`The template parameter '${wanted}' is not found.`)
    return scope.parameters[key] ?? null
  },
  variables(args, name, scope) {
    count(args, name, 1)
    return variable(textArg(args, 0, name), scope)
  },
  copyindex(args, name, scope) {
    count(args, name, 0, 2)
    const loop = typeof args[0] === 'string' ? args[0] : ''
    const offset = wholeArg(args, typeof args[0] === 'string' ? 1 : 0, name, 0)
    const indexes = scope.copyIndexes ?? {}
    const key = loop === '' ? '' : keyIn(indexes, loop)
    const index = key === undefined || !Object.hasOwn(indexes, key) ? undefined : indexes[key]
    if (index === undefined) throw new ExpressionError(`The template function 'copyIndex' is not expected at this location.`)
    return index + offset
  },
  subscription: (_args, _name, { where }) => ({
    id: `/subscriptions/${where.subscription}`,
    subscriptionId: where.subscription,
    tenantId: localTenantId,
    displayName: 'This computer',
  }),
  resourcegroup: (_args, _name, { where }) => ({
    id: `/subscriptions/${where.subscription}/resourceGroups/${where.group}`,
    name: where.group,
    type: 'Microsoft.Resources/resourceGroups',
    location: localLocation,
    tags: {},
    properties: { provisioningState: 'Succeeded' },
  }),
  tenant: () => ({ tenantId: localTenantId }),
  environment: () => ({ name: 'Scorepoint', suffixes: { storage: 'core.windows.net', acrLoginServer: '.azurecr.io' } }),
  deployment: (_args, _name, { where, template }) => ({
    name: where.name,
    properties: { mode: 'Incremental', template: asValue(template) },
  }),
  resourceid: (args, name, { where }) => resourceId(args, name, where),
  newguid(_args, name, { mayBeNew }) {
    if (!mayBeNew) throw callError(name, 'It is expected in the default value of a parameter only.')
    return randomUUID()
  },
  utcnow(args, name, { mayBeNew }) {
    if (!mayBeNew) throw callError(name, 'It is expected in the default value of a parameter only.')
    const now = new Date().toISOString()
    const how = args[0]
    if (how === undefined || how === 'yyyyMMddTHHmmssZ') return now.replace(/[-:]|\.\d+/g, '')
    if (how === 'u') return now.replace('T', ' ').replace(/\.\d+/, '')
    if (how === 'yyyy-MM-dd' || how === 'd') return now.slice(0, 10)
    throw callError(name, `The format '${textOf(how)}' is not served on this computer.`)
  },
  reference(args, name, scope) {
    count(args, name, 1, 3)
    const target = textArg(args, 0, name)
    const id = scope.idOf?.(target) ?? (target.startsWith('/') ? target : undefined)
    if (id === undefined)
      throw new ExpressionError(`The resource '${target}' referenced in output or a property is not defined in the template.`)
    const resource = answer(scope, name, 'GET', id)
    if (args[2] === 'Full') return resource
    return isMap(resource) && isMap(resource.properties) ? resource.properties : resource
  },
  listkeys(args, name, scope) {
    count(args, name, 1, 3)
    const target = textArg(args, 0, name)
    return answer(scope, name, 'POST', `${scope.idOf?.(target) ?? target}/listKeys`)
  },
}

function answer(scope: Scope, name: string, method: 'GET' | 'POST', path: string): TemplateValue {
  if (!scope.answers) throw new ExpressionError(`The template function '${name}' is not expected at this location.`)
  const key = `${method} ${path.toLowerCase()}`
  const found = scope.answers.get(key)
  if (found === undefined) throw new NeedsAnswer(key, method, path)
  return found
}

function variable(wanted: string, scope: Scope): TemplateValue {
  const key = keyIn(scope.variables, wanted)
  if (key === undefined) throw new ExpressionError(`The template variable '${wanted}' is not found.`)
  if (scope.known.has(key)) {
    const value = scope.known.get(key)
    if (value === undefined) throw new ExpressionError(`The template variable '${key}' refers to itself.`)
    return value
  }
  scope.known.set(key, undefined)
  try {
    const value = evaluate(scope.variables[key], { ...scope, copyIndexes: {} })
    scope.known.set(key, value)
    return value
  } catch (error) {
    scope.known.delete(key)
    throw error
  }
}

function truth(value: TemplateValue, name: string): boolean {
  if (typeof value === 'boolean') return value
  throw callError(name, 'Its condition must be true or false.')
}

/** Counts work. @throws ExpressionError when a template wants more than it may */
export function spend(scope: Scope, calls: number): void {
  scope.budget.calls -= calls
  if (scope.budget.calls < 0) throw new ExpressionError(`The template calls more than ${templateLimits.calls} functions.`)
}

function call(name: string, args: Expression[], scope: Scope): TemplateValue {
  spend(scope, 1)
  const at = (index: number) => {
    const expression = args[index]
    if (!expression) throw callError(name, `Its argument ${index + 1} is missing.`)
    return compute(expression, scope)
  }
  // Only the branch that counts is evaluated, so the other may fail.
  switch (name.toLowerCase()) {
    case 'if':
      if (args.length !== 3) throw callError(name, 'It takes a condition and two values.')
      return truth(at(0), name) ? at(1) : at(2)
    case 'and':
      return args.every((_each, index) => truth(at(index), name))
    case 'or':
      return args.some((_each, index) => truth(at(index), name))
    case 'coalesce':
      for (const index of args.keys()) {
        const value = at(index)
        if (value !== null) return value
      }
      return null
  }
  const values = args.map((each) => compute(each, scope))
  const folded = name.toLowerCase()
  if (Object.hasOwn(contextual, folded)) return contextual[folded]?.(values, name, scope) ?? null
  const value = callFunction(name, values)
  if (value === undefined)
    throw new ExpressionError(`The template function '${name}' is not valid. Please see https://aka.ms/arm-functions for usage details.`)
  return value
}

function compute(expression: Expression, scope: Scope): TemplateValue {
  if (expression.kind === 'literal') return expression.value
  if (expression.kind === 'call') return call(expression.name, expression.args, scope)
  const of = compute(expression.of, scope)
  const key = compute(expression.key, scope)
  if (Array.isArray(of)) {
    const item = typeof key === 'number' ? of[key] : undefined
    if (item === undefined) throw new ExpressionError(`The language expression property array index '${textOf(key)}' is out of bounds.`)
    return item
  }
  const name = isMap(of) && typeof key === 'string' ? keyIn(of, key) : undefined
  if (!isMap(of) || name === undefined) {
    const available = isMap(of) ? Object.keys(of).slice(0, 20).join(', ') : ''
    throw new ExpressionError(`The language expression property '${textOf(key)}' doesn't exist, available properties are '${available}'.`)
  }
  return of[name] ?? null
}

/** The value of anything in a template: expressions evaluated, `copy` of properties repeated, everything else as written. @throws ExpressionError, NeedsAnswer */
export function evaluate(written: unknown, scope: Scope): TemplateValue {
  if (typeof written === 'string') {
    const read = readString(written)
    return 'text' in read ? read.text : compute(parseExpression(read.expression), scope)
  }
  if (Array.isArray(written)) return bounded(written.map((each) => evaluate(each, scope)))
  if (typeof written !== 'object' || written === null) return asValue(written)
  const entries: [string, TemplateValue][] = []
  for (const [key, value] of Object.entries(written)) {
    if (key === 'copy' && isPropertyCopy(value)) entries.push(...value.map((loop) => repeated(loop, scope)))
    else entries.push([key, evaluate(value, scope)])
  }
  return bounded(mapOf(entries))
}

interface PropertyCopy {
  name: string
  count: unknown
  input: unknown
}

function isPropertyCopy(value: unknown): value is PropertyCopy[] {
  return Array.isArray(value) && value.every((each) => isMap(each) && typeof each.name === 'string' && 'count' in each && 'input' in each)
}

function repeated(loop: PropertyCopy, scope: Scope): [string, TemplateValue] {
  const times = loopCount(evaluate(loop.count, scope), loop.name)
  spend(scope, times)
  const one = (index: number) => evaluate(loop.input, { ...scope, copyIndexes: { ...scope.copyIndexes, '': index, [loop.name]: index } })
  return [loop.name, Array.from({ length: times }, (_each, index) => one(index))]
}

/** @throws ExpressionError unless the value is a whole number of the length a loop may have. */
export function loopCount(value: TemplateValue, name: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= templateLimits.resources) return value
  throw new ExpressionError(`The count of the copy loop '${name}' must be an integer from 0 to ${templateLimits.resources}.`)
}

/** Evaluates and says where it failed. @param place `the template resource 'x'`. @throws ProblemError InvalidTemplate; NeedsAnswer passes. */
export function evaluateAt(place: string, written: unknown, scope: Scope): TemplateValue {
  return at(place, () => evaluate(written, scope))
}

/** Runs `work`; an ExpressionError becomes Azure's InvalidTemplate with the place. */
export function at<T>(place: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    throw invalidTemplate(`Unable to process template language expressions for ${place}: '${error.message}'`, place)
  }
}

/** Targets of `reference` and `listKeys` in what is written, as far as they can be told before anything runs. */
export function referencedIn(written: unknown, scope: Scope): string[] {
  if (typeof written === 'string') {
    const read = readString(written)
    return 'text' in read ? [] : referencedBy(parseExpression(read.expression), scope)
  }
  if (typeof written !== 'object' || written === null) return []
  return Object.values(written).flatMap((each) => referencedIn(each, scope))
}

function referencedBy(expression: Expression, scope: Scope): string[] {
  if (expression.kind === 'literal') return []
  if (expression.kind === 'member') return [...referencedBy(expression.of, scope), ...referencedBy(expression.key, scope)]
  const inner = expression.args.flatMap((each) => referencedBy(each, scope))
  const [first] = expression.args
  if (!/^(reference|listKeys)$/i.test(expression.name) || !first) return inner
  try {
    const target = compute(first, scope)
    return typeof target === 'string' ? [...inner, target] : inner
  } catch (error) {
    // It hangs on another answer or on a copy index: the order then is what dependsOn says.
    if (error instanceof NeedsAnswer || error instanceof ExpressionError) return inner
    throw error
  }
}
