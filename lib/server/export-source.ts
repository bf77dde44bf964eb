import 'server-only'
import { makeZip } from 'client-zip'
import { agentCall, agentJson } from '@/lib/arm/agent-fetch'
import type { Connection } from '@/lib/arm/connection'
import type { AssetKind } from '@/lib/contract/arm/scope'
import type { AssetContent } from '@/lib/contract/assets'
import { isData } from '@/lib/domain/convert/field-map'
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import { parseAssetReference } from '@/lib/domain/convert/references'
import { isAnonymousName } from '@/lib/domain/export/assets-of'
import { exportFiles } from '@/lib/domain/export/export-files'
import { oneDeployment } from '@/lib/domain/export/one-deployment'
import { type ExportTexts, fileStem, readExportSource } from '@/lib/domain/export/source'
import { ProblemError } from '@/lib/problems/problem'
import { clientTarget } from '@/lib/server/client-target'
import { getConnection } from '@/lib/server/connection'
import { loadEndpointYaml, orderedYaml } from '@/lib/server/endpoint-yaml'

/** A running endpoint as the texts an export is made of; assets are named as they are registered. Throws ProblemError (404, 503). */
export async function exportSourceOf(endpoint: string): Promise<ExportTexts> {
  const connection = getConnection()
  const [own, ...deployments] = await loadEndpointYaml(endpoint)
  const [, , subscription, , resourceGroup, , , , workspace] = connection.workspaceId.split('/')
  return {
    endpoint: { fileName: 'endpoint.yml', text: own?.text ?? '' },
    deployments: deployments.map(({ deployment = '', text }) => ({ fileName: `${fileStem(deployment)}-deployment.yml`, text })),
    target: { ...(subscription ? { subscription } : {}), ...(resourceGroup ? { resourceGroup } : {}), ...(workspace ? { workspace } : {}) },
    local: clientTarget(),
  }
}

/** One file of a project folder. */
export interface ProjectFile {
  /** Path below the folder. */
  name: string
  sizeBytes?: number
  open(): Promise<string | Response>
}

const contentPath = (kind: AssetKind, name: string, version: string) =>
  `/_scorepoint/assets/${kind}/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`

/** Places for folders: the same asset is put down once, another one of the same name below its deployment. */
function createPlaces() {
  const taken = new Map<string, string>()
  return {
    /** @returns the path, and whether the files are to be written there now */
    place(wanted: string, asset: string, deployment: string): { path: string; isNew: boolean } {
      for (const path of [wanted, `${fileStem(deployment)}/${wanted}`]) {
        const owner = taken.get(path.toLowerCase())
        if (owner === asset) return { path, isNew: false }
        if (owner !== undefined) continue
        taken.set(path.toLowerCase(), asset)
        return { path, isNew: true }
      }
      return { path: `${fileStem(deployment)}/${wanted}`, isNew: false }
    },
  }
}
type Places = ReturnType<typeof createPlaces>

interface Local {
  /** What stands in the YAML instead of the reference. */
  value: unknown
  files: ProjectFile[]
}

async function readContent(
  connection: Connection,
  kind: AssetKind,
  text: unknown,
): Promise<(AssetContent & { name: string; version: string }) | undefined> {
  const reference = typeof text === 'string' ? parseAssetReference(text) : undefined
  if (reference?.form !== 'version') return undefined
  const content = await agentJson<AssetContent>(connection, `${contentPath(kind, reference.name, reference.version)}/files`)
  return { ...content, name: reference.name, version: reference.version }
}

function filesBelow(
  connection: Connection,
  kind: AssetKind,
  content: AssetContent & { name: string; version: string },
  folder: string,
  cut = '',
): ProjectFile[] {
  const root = contentPath(kind, content.name, content.version)
  return content.files.map(({ path, sizeBytes }) => ({
    name: [folder, path.slice(cut.length)].filter((each) => each !== '').join('/'),
    sizeBytes,
    open: () => agentCall(connection, `${root}/file?path=${encodeURIComponent(path)}`, { timeoutMs: 0 }),
  }))
}

/** AZUREML_MODEL_DIR holds the folder under its own name, so the folder keeps it. */
async function localModel(connection: Connection, text: unknown, places: Places, deployment: string): Promise<Local | undefined> {
  const content = await readContent(connection, 'models', text)
  const [first] = content?.files ?? []
  if (!content || !first) return undefined
  const top = first.path.includes('/') ? (first.path.split('/')[0] ?? '') : ''
  const { path, isNew } = places.place(top === '' ? first.path : top, String(text), deployment)
  const { modelType, flavors } = content.properties
  const isNamed = !isAnonymousName(String(text))
  const value = {
    ...(isNamed ? { name: content.name, version: content.version } : {}),
    path,
    ...(typeof modelType === 'string' && modelType !== 'custom_model' ? { type: modelType } : {}),
    ...(isData(flavors) && Object.keys(flavors).length > 0 ? { flavors } : {}),
    ...(isData(content.properties.properties) && content.properties.properties['azureml.unpack'] !== undefined
      ? { properties: { 'azureml.unpack': String(content.properties.properties['azureml.unpack']) } }
      : {}),
  }
  return {
    value,
    files: isNew
      ? filesBelow(connection, 'models', content, top === '' ? path.split('/').slice(0, -1).join('/') : path, top === '' ? '' : `${top}/`)
      : [],
  }
}

async function localCode(connection: Connection, text: unknown, places: Places, deployment: string): Promise<Local | undefined> {
  const content = await readContent(connection, 'codes', text)
  if (!content || content.files.length === 0) return undefined
  const { path, isNew } = places.place(content.folder ?? 'onlinescoring', String(text), deployment)
  return { value: path, files: isNew ? filesBelow(connection, 'codes', content, path) : [] }
}

async function localEnvironment(connection: Connection, text: unknown, places: Places, deployment: string): Promise<Local | undefined> {
  const content = await readContent(connection, 'environments', text)
  if (!content) return undefined
  const { condaFile, image, build, inferenceConfig } = content.properties
  const { path, isNew } = places.place('environment', String(text), deployment)
  const files: ProjectFile[] = []
  const value: Record<string, unknown> = {}
  if (typeof image === 'string') value.image = image
  if (typeof condaFile === 'string' && condaFile !== '') {
    value.conda_file = `${path}/conda.yaml`
    if (isNew) files.push({ name: `${path}/conda.yaml`, open: async () => condaFile })
  }
  if (isData(build) && content.files.length > 0) {
    value.build = {
      path: `${path}/context`,
      ...(typeof build.dockerfilePath === 'string' ? { dockerfile_path: build.dockerfilePath } : {}),
    }
    if (isNew) files.push(...filesBelow(connection, 'environments', content, `${path}/context`))
  }
  if (isData(inferenceConfig)) {
    const routes = {
      liveness_route: inferenceConfig.livenessRoute,
      readiness_route: inferenceConfig.readinessRoute,
      scoring_route: inferenceConfig.scoringRoute,
    }
    value.inference_config = routes
  }
  return Object.keys(value).length === 0 ? undefined : { value, files }
}

/**
 * A running endpoint as a folder that deploys it anywhere: YAML with relative paths, model, code and conda file beside it. An asset whose files
 * are not here stays a reference. Throws ProblemError (404, 503).
 */
export async function projectFolderOf(endpoint: string, only?: string): Promise<{ texts: ExportTexts; files: ProjectFile[] }> {
  const connection = getConnection()
  const whole = await exportSourceOf(endpoint)
  const texts = only === undefined ? whole : oneDeployment(whole, only)
  if (!texts)
    throw new ProblemError(
      {
        code: 'DeploymentNotFound',
        message: `The endpoint ${endpoint} has no deployment ${only}.`,
        target: 'deployment',
        origin: 'input',
        retryable: false,
      },
      404,
    )
  const places = createPlaces()
  const content: ProjectFile[] = []
  const deployments: ExportTexts['deployments'][number][] = []
  for (const { fileName, text } of texts.deployments) {
    const { data } = loadYaml(text)
    if (!isData(data)) continue
    const name = String(data.name)
    const code = isData(data.code_configuration) ? data.code_configuration : undefined
    const model = await localModel(connection, data.model, places, name)
    const folder = await localCode(connection, code?.code, places, name)
    const environment = await localEnvironment(connection, data.environment, places, name)
    content.push(...[model, folder, environment].flatMap((each) => each?.files ?? []))
    deployments.push({
      fileName,
      text: orderedYaml({
        ...data,
        ...(model ? { model: model.value } : {}),
        ...(environment ? { environment: environment.value } : {}),
        ...(folder ? { code_configuration: { ...code, code: folder.value } } : {}),
      }),
    })
  }
  const local = { ...texts, deployments }
  const made = exportFiles(readExportSource(local))
  const written = new Map([...made.az, ...made.python].map(({ name, text }) => [name, text]))
  return { texts: local, files: [...[...written].map(([name, text]) => ({ name, open: async () => text })), ...content] }
}

/** The folder as a zip, streamed. */
export async function downloadProjectFolder(endpoint: string): Promise<Response> {
  const { files } = await projectFolderOf(endpoint)
  const root = fileStem(endpoint)
  async function* entries() {
    for (const { name, sizeBytes, open } of files) {
      const lastModified = new Date()
      yield { name: `${root}/${name}`, lastModified, input: await open(), ...(sizeBytes === undefined ? {} : { size: sizeBytes }) }
    }
  }
  return new Response(makeZip(entries()), {
    headers: { 'content-type': 'application/zip', 'content-disposition': `attachment; filename="${root}.zip"` },
  })
}
