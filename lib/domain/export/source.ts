import { type DeploymentYaml, deploymentYamlSchema } from '@/lib/contract/yaml/deployment'
import { type EndpointYaml, endpointYamlSchema } from '@/lib/contract/yaml/endpoint'
import type { ClientTarget } from '@/lib/domain/client-setup/client-setup'
import { asFile, isData } from '@/lib/domain/convert/field-map'
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import { ProblemError } from '@/lib/problems/problem'

/** One YAML file of what is exported: as given, and what it says. */
export interface ExportDocument<T> {
  name: string
  /** Path in the folder. */
  fileName: string
  text: string
  yaml: T
}

/** Everything an export is made of: an endpoint, its deployments, what lies beside them, and where it all goes. */
export interface ExportSource {
  endpoint: ExportDocument<EndpointYaml>
  deployments: ExportDocument<DeploymentYaml>[]
  /** Text files of the folder by path: conda files that YAML files name are read from here. */
  files: Readonly<Record<string, string>>
  target: ExportTarget
  /** Where Microsoft's clients find this computer; absent when the source is no endpoint of it. */
  local?: ClientTarget
}

/** Default values of the scripts; what is undefined must be given when they run. */
export interface ExportTarget {
  subscription?: string
  resourceGroup?: string
  workspace?: string
}

export const exportFormats = ['az', 'python', 'curl', 'arm', 'bicep', 'kserve', 'yaml'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** What a person must know about a file; the sentence is in the messages of the namespace `export`, below `note`. */
export interface ExportNote {
  id: ExportNoteId
  values?: Readonly<Record<string, string | number>>
}
export const exportNoteIds = [
  'azOrder',
  'localPaths',
  'pythonCredential',
  'pythonLeftOut',
  'curlToken',
  'curlRegistered',
  'armNoFiles',
  'armTraffic',
  'bicepNotCompiled',
  'kserveLeftOut',
  'kserveImage',
  'kserveSplit',
  'yamlAsGiven',
  'anonymousAssets',
] as const
export type ExportNoteId = (typeof exportNoteIds)[number]

export interface ExportFile {
  /** Path, unique within its format. */
  name: string
  text: string
  notes?: ExportNote[]
}

export type ExportFiles = Record<ExportFormat, ExportFile[]>

/** What is given for a source: texts, and their places. */
export interface ExportTexts {
  endpoint: { fileName: string; text: string }
  deployments: readonly { fileName: string; text: string }[]
  files?: Readonly<Record<string, string>>
  target: ExportTarget
  local?: ClientTarget
}

function refused(fileName: string, message: string): ProblemError {
  return new ProblemError(
    { code: 'BadArgument', message: `${fileName}: ${message}`, target: fileName, origin: 'input', retryable: false },
    400,
  )
}

function readDocument(fileName: string, text: string): { name: string; data: Record<string, unknown> } {
  const { data, findings } = loadYaml(text)
  const error = findings.find(({ severity }) => severity === 'error')
  if (error || !isData(data))
    throw refused(fileName, error?.message ?? 'The file holds no mapping. Write the fields of an endpoint or a deployment.')
  if (typeof data.name !== 'string' || data.name === '') throw refused(fileName, 'name is missing. Give the endpoint or deployment a name.')
  return { name: data.name, data }
}

/**
 * Reads the texts of an endpoint and its deployments.
 * @throws ProblemError BadArgument (400) that names the file, when one is no YAML, has no name, or two deployments share one.
 */
export function readExportSource({ endpoint, deployments, files = {}, target, local }: ExportTexts): ExportSource {
  const { name, data } = readDocument(endpoint.fileName, endpoint.text)
  const read = deployments.map(({ fileName, text }) => {
    const document = readDocument(fileName, text)
    return { name: document.name, fileName, text, yaml: asFile(deploymentYamlSchema, document.data) }
  })
  for (const [index, each] of read.entries()) {
    const first = read.findIndex((other) => other.name.toLowerCase() === each.name.toLowerCase())
    if (first !== index) throw refused(each.fileName, `the deployment ${each.name} is described twice. Keep one file per deployment.`)
  }
  return {
    endpoint: { name, fileName: endpoint.fileName, text: endpoint.text, yaml: asFile(endpointYamlSchema, data) },
    deployments: read,
    files,
    target,
    ...(local === undefined ? {} : { local }),
  }
}

/** A name as part of a file name. */
export function fileStem(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[.-]+/, '') || 'unnamed'
}

/** Percentages that are above zero. */
export function sharesOf(map: Readonly<Record<string, number>> | undefined): [string, number][] {
  return Object.entries(map ?? {}).filter(([, percent]) => percent > 0)
}

/** Path of a file that another file names: both relative to the folder. Undefined when it leads out of it. */
export function pathBeside(fileName: string, path: string): string | undefined {
  const parts = fileName.split('/').slice(0, -1)
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}
