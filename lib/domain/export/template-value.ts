/** Values of a template that is not yet written in a language: data, and the few expressions the export uses. */

const expression = Symbol('expression')

export type TemplateExpression = { [expression]: true } & (
  | { kind: 'parameter'; name: string }
  /** The location of the resource group. */
  | { kind: 'groupLocation' }
  | { kind: 'id'; type: string; names: TemplateData[] }
  /** Texts, joined. */
  | { kind: 'text'; parts: TemplateData[] }
)
export type TemplateData = string | number | boolean | null | TemplateExpression | TemplateData[] | { [key: string]: TemplateData }

export const parameter = (name: string): TemplateExpression => ({ [expression]: true, kind: 'parameter', name })
export const groupLocation: TemplateExpression = { [expression]: true, kind: 'groupLocation' }
export const idOf = (type: string, ...names: TemplateData[]): TemplateExpression => ({ [expression]: true, kind: 'id', type, names })
export const joined = (...parts: TemplateData[]): TemplateExpression => ({ [expression]: true, kind: 'text', parts })

export function isExpression(value: unknown): value is TemplateExpression {
  return typeof value === 'object' && value !== null && expression in value
}

/** Plain data as data of a template; what is undefined vanishes. */
export function templateData(value: unknown): TemplateData {
  if (isExpression(value)) return value
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value
  if (Array.isArray(value)) return value.map(templateData)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [key, templateData(each)]),
  )
}

export interface TemplateParameter {
  name: string
  description: string
  default?: TemplateData
}

export interface TemplateResource {
  /** Identifier, unique in the template. */
  symbol: string
  type: string
  /** Segments of the name. */
  name: TemplateData[]
  body: { [key: string]: TemplateData }
  /** Symbols. */
  after: string[]
}

export interface TemplateModel {
  parameters: TemplateParameter[]
  resources: TemplateResource[]
  /** A deployment of its own after the resources. */
  second?: { symbol: string; name: TemplateData; template: TemplateModel; parameters: { [name: string]: TemplateData }; after: string[] }
}
