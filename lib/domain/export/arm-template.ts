/** ARM JSON of a template. */
import { assetNotes } from '@/lib/domain/export/az-script'
import { templateText } from '@/lib/domain/export/quote'
import type { ExportFile, ExportSource } from '@/lib/domain/export/source'
import { templateModel } from '@/lib/domain/export/template-model'
import {
  isExpression,
  type TemplateData,
  type TemplateExpression,
  type TemplateModel,
  type TemplateResource,
} from '@/lib/domain/export/template-value'

const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
/** Stable version of the REST API that the resources are written for. */
export const resourceApiVersion = '2024-10-01'
export const nestedApiVersion = '2022-09-01'

/** An expression without its brackets. */
function inner(value: TemplateData): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  if (!isExpression(value)) return String(value)
  return expressionText(value)
}

function expressionText(value: TemplateExpression): string {
  switch (value.kind) {
    case 'parameter':
      return `parameters('${value.name}')`
    case 'groupLocation':
      return 'resourceGroup().location'
    case 'id':
      return `resourceId(${[`'${value.type}'`, ...value.names.map(inner)].join(', ')})`
    case 'text':
      return `concat(${value.parts.map(inner).join(', ')})`
    default:
      return value satisfies never
  }
}

function json(value: TemplateData): unknown {
  if (isExpression(value)) return `[${expressionText(value)}]`
  if (typeof value === 'string') return templateText(value)
  if (Array.isArray(value)) return value.map(json)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, json(each)]))
}

/** Segments of a name in one expression, or as text. */
function nameText(segments: TemplateData[]): string {
  const parts = segments.flatMap((each, index) => {
    const inside = isExpression(each) && each.kind === 'text' ? each.parts : [each]
    return index === 0 ? inside : ['/', ...inside]
  })
  return `[concat(${parts.map(inner).join(', ')})]`
}

function idText({ type, name }: TemplateResource): string {
  return `[resourceId('${type}', ${name.map(inner).join(', ')})]`
}

function template(model: TemplateModel): Record<string, unknown> {
  const bySymbol = new Map(model.resources.map((each) => [each.symbol, each]))
  const dependsOn = (symbols: readonly string[]) => {
    const ids = symbols.flatMap((symbol) => {
      const resource = bySymbol.get(symbol)
      return resource ? [idText(resource)] : []
    })
    return ids.length === 0 ? {} : { dependsOn: ids }
  }
  return {
    $schema: schema,
    contentVersion: '1.0.0.0',
    parameters: Object.fromEntries(
      model.parameters.map(({ name, description, default: value }) => [
        name,
        { type: 'string', ...(value === undefined ? {} : { defaultValue: json(value) }), metadata: { description } },
      ]),
    ),
    resources: [
      ...model.resources.map((each) => ({
        type: each.type,
        apiVersion: resourceApiVersion,
        name: nameText(each.name),
        ...dependsOn(each.after),
        ...Object.fromEntries(Object.entries(each.body).map(([key, value]) => [key, json(value)])),
      })),
      ...(model.second
        ? [
            {
              type: 'Microsoft.Resources/deployments',
              apiVersion: nestedApiVersion,
              name: json(model.second.name),
              ...dependsOn(model.second.after),
              properties: {
                mode: 'Incremental',
                expressionEvaluationOptions: { scope: 'inner' },
                parameters: Object.fromEntries(
                  Object.entries(model.second.parameters).map(([name, value]) => [name, { value: json(value) }]),
                ),
                template: template(model.second.template),
              },
            },
          ]
        : []),
    ],
  }
}

/** The template, and a file with the parameters that have no default. */
export function armTemplate(source: ExportSource): ExportFile[] {
  const model = templateModel(source)
  const open = model.parameters.filter((each) => each.default === undefined)
  const values = Object.fromEntries(
    open.map(({ name }) => [name, { value: name === 'workspaceName' ? (source.target.workspace ?? '') : '' }]),
  )
  const parameters = {
    $schema: schema.replace('deploymentTemplate', 'deploymentParameters'),
    contentVersion: '1.0.0.0',
    parameters: values,
  }
  return [
    {
      name: 'template.json',
      text: `${JSON.stringify(template(model), undefined, 2)}\n`,
      notes: [
        { id: 'armNoFiles' },
        ...(model.second ? [{ id: 'armTraffic' as const }] : []),
        ...assetNotes(source).filter(({ id }) => id === 'anonymousAssets'),
      ],
    },
    { name: 'parameters.json', text: `${JSON.stringify(parameters, undefined, 2)}\n` },
  ]
}
