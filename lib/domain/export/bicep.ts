/** Bicep of a template: main.bicep, and traffic.bicep as its module. */
import { nestedApiVersion, resourceApiVersion } from '@/lib/domain/export/arm-template'
import { assetNotes } from '@/lib/domain/export/az-script'
import { bicepInner } from '@/lib/domain/export/quote'
import type { ExportFile, ExportSource } from '@/lib/domain/export/source'
import { templateModel } from '@/lib/domain/export/template-model'
import { isExpression, type TemplateData, type TemplateExpression, type TemplateModel } from '@/lib/domain/export/template-value'

const text = (value: string) => `'${bicepInner(value)}'`

/** A part inside a string with `${…}`. */
function inside(part: TemplateData): string {
  return isExpression(part) ? `\${${expressionText(part)}}` : bicepInner(String(part))
}

function expressionText(value: TemplateExpression): string {
  switch (value.kind) {
    case 'parameter':
      return value.name
    case 'groupLocation':
      return 'resourceGroup().location'
    case 'id':
      return `resourceId(${[text(value.type), ...value.names.map((each) => write(each, ''))].join(', ')})`
    case 'text':
      return `'${value.parts.map(inside).join('')}'`
    default:
      return value satisfies never
  }
}

function write(value: TemplateData, indent: string): string {
  if (isExpression(value)) return expressionText(value)
  if (typeof value === 'string') return text(value)
  // Bicep has whole numbers only.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : `json('${value}')`
  if (typeof value !== 'object' || value === null) return String(value)
  const next = `${indent}  `
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `[\n${value.map((each) => `${next}${write(each, next)}\n`).join('')}${indent}]`
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  return `{\n${entries.map(([key, each]) => `${next}${keyText(key)}: ${write(each, next)}\n`).join('')}${indent}}`
}

function keyText(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : text(key)
}

function nameText(segments: readonly TemplateData[]): string {
  const parts = segments.flatMap((each) =>
    isExpression(each) && each.kind === 'text' ? [each.parts.map(inside).join('')] : [inside(each)],
  )
  return `'${parts.join('/')}'`
}

function dependsOn(symbols: readonly string[]): string[] {
  return symbols.length === 0 ? [] : ['  dependsOn: [', ...symbols.map((symbol) => `    ${symbol}`), '  ]']
}

function bicepText(model: TemplateModel, moduleFile: string | undefined): string {
  const lines = model.parameters.flatMap(({ name, description, default: value }) => [
    `@description(${text(description)})`,
    `param ${name} string${value === undefined ? '' : ` = ${write(value, '')}`}`,
    '',
  ])
  for (const { symbol, type, name, body, after } of model.resources) {
    lines.push(`resource ${symbol} '${type}@${resourceApiVersion}' = {`, `  name: ${nameText(name)}`)
    for (const [key, value] of Object.entries(body)) lines.push(`  ${keyText(key)}: ${write(value, '  ')}`)
    lines.push(...dependsOn(after), '}', '')
  }
  if (model.second && moduleFile) {
    const { symbol, name, parameters, after } = model.second
    lines.push(
      `module ${symbol} ${text(moduleFile)} = {`,
      `  name: ${write(name, '  ')}`,
      `  params: ${write(parameters, '  ')}`,
      ...dependsOn(after),
      '}',
      '',
    )
  }
  return `${lines.join('\n').trimEnd()}\n`
}

const head = (about: string) =>
  `// ${about}\n// Written by Scorepoint and not compiled here: check it with "az bicep build" (deployments as of ${nestedApiVersion}).\n\n`

/** The Bicep files; nothing compiled them, which their first lines and the note say. */
export function bicep(source: ExportSource): ExportFile[] {
  const model = templateModel(source)
  const moduleFile = 'traffic.bicep'
  return [
    {
      name: 'main.bicep',
      text: head('An online endpoint and its deployments.') + bicepText(model, moduleFile),
      notes: [
        { id: 'bicepNotCompiled' },
        { id: 'armNoFiles' },
        ...(model.second ? [{ id: 'armTraffic' as const }] : []),
        ...assetNotes(source).filter(({ id }) => id === 'anonymousAssets'),
      ],
    },
    ...(model.second
      ? [
          {
            name: moduleFile,
            text: head('Traffic of the endpoint, once its deployments exist.') + bicepText(model.second.template, undefined),
          },
        ]
      : []),
  ]
}
