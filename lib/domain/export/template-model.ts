/** A source as resources of a template: what ARM JSON and Bicep are written from. */
import type { DeploymentYaml } from '@/lib/contract/yaml/deployment'
import type { InlineEnvironmentYaml } from '@/lib/contract/yaml/environment'
import { deploymentToArm } from '@/lib/domain/convert/deployment'
import { endpointToArm } from '@/lib/domain/convert/endpoint'
import { environmentToArm } from '@/lib/domain/convert/environment'
import { isData } from '@/lib/domain/convert/field-map'
import { modelToArm } from '@/lib/domain/convert/model'
import { isRemotePath, parseAssetReference } from '@/lib/domain/convert/references'
import { codeOf, condaTextOf, environmentOf, modelOf } from '@/lib/domain/export/assets-of'
import { type ExportDocument, type ExportSource, sharesOf } from '@/lib/domain/export/source'
import {
  groupLocation,
  idOf,
  isExpression,
  joined,
  parameter,
  type TemplateData,
  type TemplateModel,
  type TemplateParameter,
  type TemplateResource,
  templateData,
} from '@/lib/domain/export/template-value'

const workspaceType = 'Microsoft.MachineLearningServices/workspaces'
const workspace = parameter('workspaceName')
const endpointName = parameter('endpointName')
/** Words the languages keep for themselves, and symbols used below. */
const takenSymbols = [
  'endpoint',
  'traffic',
  'param',
  'resource',
  'module',
  'var',
  'output',
  'targetScope',
  'existing',
  'if',
  'for',
  'in',
  'null',
  'true',
  'false',
  'type',
  'func',
  'metadata',
  'import',
  'using',
  'assert',
  'extension',
  'workspaceName',
  'location',
  'endpointName',
  'assetVersion',
  'az',
  'sys',
]

/** An identifier made of a deployment's name, unlike the ones before. */
function symbolFor(name: string, taken: Set<string>): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  const camel = words.map((word, index) => (index === 0 ? word.toLowerCase() : (word[0] ?? '').toUpperCase() + word.slice(1))).join('')
  const base = /^[a-z]/.test(camel) ? camel : `deployment${camel}`
  let symbol = base
  for (let number = 2; taken.has(symbol.toLowerCase()); number += 1) symbol = `${base}${number}`
  taken.add(symbol.toLowerCase())
  return symbol
}

interface Made {
  parameters: TemplateParameter[]
  resources: TemplateResource[]
  /** What the deployment names. */
  id: TemplateData
}

type Kind = 'models' | 'codes' | 'environments'

/** A registered asset: an id in the workspace where that is known, else the reference as it is. */
function referenced(symbol: string, what: string, kind: Kind, text: string): Made {
  const reference = parseAssetReference(text)
  const value =
    reference?.form === 'version' ? idOf(`${workspaceType}/${kind}/versions`, workspace, reference.name, reference.version) : text
  const name = `${symbol}${what}Id`
  return {
    parameters: [{ name, description: `${what} of the deployment: id of a registered version.`, default: value }],
    resources: [],
    id: parameter(name),
  }
}

function registered(
  symbol: string,
  what: string,
  kind: Kind,
  name: string,
  properties: { [key: string]: TemplateData },
): { resources: TemplateResource[]; id: TemplateData } {
  const names = [workspace, joined(endpointName, `-${name}`), parameter('assetVersion')]
  return {
    resources: [{ symbol: `${symbol}${what}`, type: `${workspaceType}/${kind}/versions`, name: names, body: { properties }, after: [] }],
    id: idOf(`${workspaceType}/${kind}/versions`, ...names),
  }
}

function asProperties(body: { properties: object }, replaced: { [key: string]: TemplateData }): { [key: string]: TemplateData } {
  const data = templateData(body.properties)
  return { ...mapIn(data), ...replaced }
}
/** The mapping it is, else an empty one. */
function mapIn(value: TemplateData | undefined): { [key: string]: TemplateData } {
  return isData(value) && !isExpression(value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, templateData(each)]))
    : {}
}

function uriParameter(symbol: string, what: string, described: string, known?: string): TemplateParameter {
  return { name: `${symbol}${what}Uri`, description: described, ...(known === undefined ? {} : { default: known }) }
}

function modelPart(yaml: DeploymentYaml, symbol: string): Made | undefined {
  const use = modelOf(yaml)
  if (!use || use.form === 'reference') return use && referenced(symbol, 'Model', 'models', use.text)
  const uri = uriParameter(
    symbol,
    'Model',
    use.form === 'remote'
      ? 'Where the files of the model are.'
      : `Where the files of ${use.path} were uploaded to (azureml://datastores/…/paths/…).`,
    use.form === 'remote' ? use.path : undefined,
  )
  const properties = asProperties(modelToArm(use.yaml), { modelUri: parameter(uri.name) })
  return { parameters: [uri], ...registered(symbol, 'Model', 'models', `${symbol}-model`, properties) }
}

function codePart(yaml: DeploymentYaml, symbol: string): Made | undefined {
  const use = codeOf(yaml)
  if (!use || use.form === 'reference') return use && referenced(symbol, 'Code', 'codes', use.text)
  const uri = uriParameter(symbol, 'Code', `Where the folder ${use.path} was uploaded to (the address of a blob folder).`)
  return { parameters: [uri], ...registered(symbol, 'Code', 'codes', `${symbol}-code`, { codeUri: parameter(uri.name) }) }
}

function environmentPart(source: ExportSource, document: ExportDocument<DeploymentYaml>, symbol: string): Made | undefined {
  const use = environmentOf(document.yaml)
  if (!use || use.form === 'reference') return use && referenced(symbol, 'Environment', 'environments', use.text)
  const { conda_file: conda, build } = use.yaml
  const text = typeof conda === 'string' ? condaTextOf(source, document, conda) : undefined
  const parameters: TemplateParameter[] = []
  const replaced: { [key: string]: TemplateData } = {}
  if (typeof conda === 'string' && text === undefined) {
    parameters.push({ name: `${symbol}CondaFile`, description: `Text of the conda file ${conda}.` })
    replaced.condaFile = parameter(`${symbol}CondaFile`)
  }
  if (build) {
    const uri = uriParameter(
      symbol,
      'Context',
      `Where the build context ${build.path} was uploaded to.`,
      isRemotePath(build.path) ? build.path : undefined,
    )
    parameters.push(uri)
    replaced.build = {
      contextUri: parameter(uri.name),
      ...(build.dockerfile_path === undefined ? {} : { dockerfilePath: build.dockerfile_path }),
    }
  }
  const yaml: InlineEnvironmentYaml = { ...use.yaml }
  const body = environmentToArm(yaml, typeof conda === 'string' ? { condaText: text ?? '' } : {})
  return { parameters, ...registered(symbol, 'Environment', 'environments', `${symbol}-env`, asProperties(body, replaced)) }
}

/** The endpoint, without traffic or with it. */
function endpointResource(source: ExportSource, withTraffic: boolean): TemplateResource {
  const { traffic, mirror_traffic: mirror, ...rest } = source.endpoint.yaml
  const shares = withTraffic
    ? {
        traffic: Object.fromEntries(sharesOf(traffic)),
        ...(sharesOf(mirror).length === 0 ? {} : { mirror_traffic: Object.fromEntries(sharesOf(mirror)) }),
      }
    : {}
  const { name: _name, location: _location, ...body } = endpointToArm({ ...rest, ...shares })
  const data = mapIn(templateData(body))
  const compute = /^azureml:([^/:\s]+)$/i.exec(source.endpoint.yaml.compute ?? '')?.[1]
  return {
    symbol: 'endpoint',
    type: `${workspaceType}/onlineEndpoints`,
    name: [workspace, endpointName],
    body: {
      ...data,
      location: parameter('location'),
      kind: source.endpoint.yaml.compute === undefined ? 'Managed' : 'Kubernetes',
      identity: data.identity ?? { type: 'SystemAssigned' },
      properties: {
        ...mapIn(data.properties),
        ...(compute ? { compute: idOf(`${workspaceType}/computes`, workspace, compute) } : {}),
      },
    },
    after: [],
  }
}

function deploymentPart(source: ExportSource, document: ExportDocument<DeploymentYaml>, symbol: string): Omit<Made, 'id'> {
  const { yaml } = document
  const parts = [modelPart(yaml, symbol), environmentPart(source, document, symbol), codePart(yaml, symbol)]
  const [model, environment, code] = parts
  // Stand-ins: the ids are expressions, which take their places below.
  const ids = { modelId: '-', environmentId: '-', codeId: '-' }
  const { name: _name, location: _location, properties, ...rest } = deploymentToArm({ ...yaml, type: yaml.type ?? kindOf(source) }, ids)
  const { model: _model, environmentId: _environment, codeConfiguration, ...others } = properties
  const body = templateData({
    ...rest,
    properties: {
      ...others,
      ...(model ? { model: model.id } : {}),
      ...(environment ? { environmentId: environment.id } : {}),
      ...(codeConfiguration
        ? { codeConfiguration: { scoringScript: codeConfiguration.scoringScript, ...(code ? { codeId: code.id } : {}) } }
        : {}),
    },
  })
  const made = parts.flatMap((part) => part?.resources ?? [])
  return {
    parameters: parts.flatMap((part) => part?.parameters ?? []),
    resources: [
      ...made,
      {
        symbol,
        type: `${workspaceType}/onlineEndpoints/deployments`,
        name: [workspace, endpointName, document.name],
        body: {
          ...mapIn(body),
          location: parameter('location'),
          kind: kindOf(source) === 'kubernetes' ? 'Kubernetes' : 'Managed',
        },
        after: ['endpoint', ...made.map((each) => each.symbol)],
      },
    ],
  }
}

const kindOf = (source: ExportSource) => (source.endpoint.yaml.compute === undefined ? 'managed' : 'kubernetes')

/** The resources of a source, their parameters, and traffic as a deployment of its own behind them: a template may name the endpoint only once. */
export function templateModel(source: ExportSource): TemplateModel {
  const taken = new Set(takenSymbols.map((each) => each.toLowerCase()))
  const symbols = source.deployments.map(({ name }) => symbolFor(name, taken))
  const parts = source.deployments.map((document, index) => deploymentPart(source, document, symbols[index] ?? ''))
  const place: TemplateParameter[] = [
    {
      name: 'workspaceName',
      description: 'Name of the Azure Machine Learning workspace.',
      ...(source.target.workspace && !source.local ? { default: source.target.workspace } : {}),
    },
    { name: 'location', description: 'Region of the workspace.', default: groupLocation },
    { name: 'endpointName', description: 'Name of the online endpoint.', default: source.endpoint.name },
  ]
  const resources = [endpointResource(source, false), ...parts.flatMap((each) => each.resources)]
  const hasAssets = parts.some((each) => each.resources.length > 1)
  const hasShares = sharesOf(source.endpoint.yaml.traffic).length + sharesOf(source.endpoint.yaml.mirror_traffic).length > 0
  const inner = place.map(({ name, description }) => ({ name, description }))
  return {
    parameters: [
      ...place,
      ...(hasAssets
        ? [
            {
              name: 'assetVersion',
              description: 'Version of the assets this template registers; count it up when they change.',
              default: '1',
            },
          ]
        : []),
      ...parts.flatMap((each) => each.parameters),
    ],
    resources,
    ...(hasShares
      ? {
          second: {
            symbol: 'traffic',
            name: joined(endpointName, '-traffic'),
            template: { parameters: inner, resources: [endpointResource(source, true)] },
            parameters: Object.fromEntries(inner.map(({ name }) => [name, parameter(name)])),
            after: ['endpoint', ...symbols],
          },
        }
      : {}),
  }
}
