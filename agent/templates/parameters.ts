/** Parameters of a template: given values and defaults, checked as Azure checks them, in Azure's words. */
import { evaluateAt, newScope, type Scope } from '@/agent/templates/evaluate'
import { asValue, invalidTemplate, isMap, keyIn, sameValue, type TemplateValue } from '@/agent/templates/values'

const types = ['String', 'SecureString', 'Int', 'Bool', 'Object', 'SecureObject', 'Array'] as const
export type ParameterType = (typeof types)[number]

export interface ParameterValue {
  type: ParameterType
  value: TemplateValue
}

const shape: Record<ParameterType, string> = {
  String: 'String, Uri',
  SecureString: 'String, Uri',
  Int: 'Integer',
  Bool: 'Boolean',
  Object: 'Object',
  SecureObject: 'Object',
  Array: 'Array',
}

/** True for types whose values are never given back. */
export const isSecure = (type: ParameterType): boolean => type === 'SecureString' || type === 'SecureObject'

/** A type as Azure spells it, or undefined. */
export function typeNamed(text: unknown): ParameterType | undefined {
  return typeof text === 'string' ? types.find((each) => each.toLowerCase() === text.toLowerCase()) : undefined
}

function fits(type: ParameterType, value: TemplateValue): boolean {
  if (type === 'String' || type === 'SecureString') return typeof value === 'string'
  if (type === 'Int') return typeof value === 'number' && Number.isInteger(value)
  if (type === 'Bool') return typeof value === 'boolean'
  return type === 'Array' ? Array.isArray(value) : isMap(value)
}

function nameOfKind(value: TemplateValue): string {
  if (value === null) return 'Null'
  if (Array.isArray(value)) return 'Array'
  return (
    { string: 'String', number: Number.isInteger(value) ? 'Integer' : 'Float', boolean: 'Boolean', object: 'Object' }[
      typeof value as string
    ] ?? 'Object'
  )
}

const failed = (message: string, name: string) =>
  invalidTemplate(`Deployment template validation failed: '${message}'.`, `parameters.${name}`)

function checkBounds(name: string, rules: Record<string, TemplateValue>, value: TemplateValue): void {
  const allowed = rules.allowedValues
  if (Array.isArray(allowed) && !allowed.some((each) => sameValue(each, value))) {
    const shown = typeof value === 'string' ? value.slice(0, 200) : JSON.stringify(value).slice(0, 200)
    throw failed(
      `The provided value '${shown}' for the template parameter '${name}' is not valid. The value '${shown}' is not part of the allowed value(s): '${allowed.map(String).join(',')}'`,
      name,
    )
  }
  const size = typeof value === 'number' ? value : typeof value === 'string' || Array.isArray(value) ? value.length : undefined
  const [least, most] = typeof value === 'number' ? [rules.minValue, rules.maxValue] : [rules.minLength, rules.maxLength]
  if (size === undefined) return
  if ((typeof least === 'number' && size < least) || (typeof most === 'number' && size > most))
    throw failed(
      `The provided value for the template parameter '${name}' is out of its bounds (${String(least ?? '')} to ${String(most ?? '')})`,
      name,
    )
}

/**
 * Values of all parameters, given ones before defaults. `given` is the `parameters` of the request: `{name: {value}}`.
 * @throws ProblemError InvalidTemplate: unknown, missing, of another type, not allowed, out of bounds.
 */
export function resolveParameters(
  declared: Record<string, TemplateValue>,
  given: Record<string, unknown>,
  scope: Pick<Scope, 'where' | 'template'>,
): Record<string, ParameterValue> {
  const unknown = Object.keys(given).filter((name) => keyIn(declared, name) === undefined)
  if (unknown.length > 0)
    throw failed(
      `The following parameters were supplied, but do not correspond to any parameters defined in the template: '${unknown.slice(0, 20).join(', ')}'. The parameters defined in the template are: '${Object.keys(declared).join(', ')}'. Please see https://aka.ms/arm-pass-parameter-values for usage details`,
      unknown[0] ?? '',
    )
  const values: Record<string, TemplateValue> = {}
  const resolved: Record<string, ParameterValue> = {}
  for (const [name, rules] of Object.entries(declared)) {
    const type = isMap(rules) ? typeNamed(rules.type) : undefined
    if (!isMap(rules) || type === undefined) throw failed(`The template parameter '${name}' has no type, or one that does not exist`, name)
    const key = keyIn(given, name)
    const entry = key === undefined ? undefined : given[key]
    if (isMap(entry) && 'reference' in entry)
      throw failed(
        `The value of the template parameter '${name}' is in a key vault, which this computer does not have; give it as a value`,
        name,
      )
    const isGiven = isMap(entry) && entry.value !== undefined && entry.value !== null
    if (!isGiven && rules.defaultValue === undefined && rules.nullable !== true)
      throw failed(
        `The value for the template parameter '${name}' at line '1' and column '1' is not provided. Please see https://aka.ms/arm-create-parameter-file for usage details`,
        name,
      )
    const place = `the template parameter '${name}'`
    const value = isGiven
      ? asValue(entry.value)
      : evaluateAt(place, rules.defaultValue ?? null, newScope({ ...scope, parameters: values, variables: {}, mayBeNew: true }))
    if (!(value === null && rules.nullable === true)) {
      if (!fits(type, value))
        throw failed(
          `Template parameter JToken type is not valid. Expected '${shape[type]}'. Actual '${nameOfKind(value)}'. Please see https://aka.ms/arm-create-parameter-file for usage details`,
          name,
        )
      checkBounds(name, rules, value)
    }
    values[name] = value
    resolved[name] = { type, value }
  }
  return resolved
}
