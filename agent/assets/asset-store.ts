/** Models, environments and code: registered versions that never change, and how deployments find them. */

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { defaultContainer, findUploaded, overlaps, treeFiles, uploadLocation } from '@/agent/assets/asset-uri'
import { createContentTrees, type TreeFile } from '@/agent/assets/content-trees'
import { createKeptGenerations, referenceOf, treesOf } from '@/agent/assets/kept-generations'
import { parseAssetReference } from '@/agent/assets/reference'
import { immutable, missing, singular, unresolved } from '@/agent/assets/refusals'
import { type AssetProperties, type AssetVersionRecord, createVersionStore } from '@/agent/assets/version-store'
import { createBlobStore } from '@/agent/blob/blob-store'
import { createContentFiles } from '@/agent/blob/content-files'
import type { AssetResolver } from '@/agent/control-plane'
import type { BuildContext } from '@/agent/environments/environment'
import { badFields, fieldProblem } from '@/agent/errors'
import type { AgentDatabase } from '@/agent/store/database'
import { armInferenceConfigSchema, environmentVersionPropertiesSchema, type InferenceConfig } from '@/lib/contract/arm/asset'
import type { AssetKind } from '@/lib/contract/arm/scope'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { ProblemError } from '@/lib/problems/problem'

/** What makes a version itself; everything else (tags, description, archive state) may be edited later. */
const immutableFields: Record<AssetKind, readonly string[]> = {
  models: ['modelUri', 'modelType', 'flavors'],
  environments: ['image', 'condaFile', 'build', 'inferenceConfig', 'osType'],
  codes: ['codeUri'],
}
const defaults: Record<AssetKind, AssetProperties> = {
  models: { modelType: 'custom_model', flavors: {} },
  environments: { osType: 'Linux', environmentType: 'UserCreated' },
  codes: {},
}
const uriField: Partial<Record<AssetKind, string>> = { models: 'modelUri', codes: 'codeUri' }

/**
 * Whether archives among the model's files are unpacked when an instance starts: the property, or tag, `azureml.unpack`
 * (https://learn.microsoft.com/azure/machine-learning/concept-online-deployment-model-specification).
 */
function wantsUnpacking({ properties, tags }: AssetProperties): boolean {
  const isOn = (bag: unknown) => typeof bag === 'object' && bag !== null && /^true$/i.test(String(Object(bag)['azureml.unpack']))
  return isOn(properties) || isOn(tags)
}

/** Absent, null and empty objects are the same to every client. */
function withoutEmpty(properties: AssetProperties): AssetProperties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null && value !== undefined))
}

function normaliseUri(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const reference = parseAssetReference(value)
  if (reference?.type === 'datastore') return `datastore:${reference.path.replace(/\/+$/, '')}`
  // The same file is named by container from older SDKs and by datastore from newer ones.
  if (reference?.type === 'blob')
    return reference.path.startsWith('LocalUpload/')
      ? `datastore:${reference.path.replace(/\/+$/, '')}`
      : `blob:${reference.container}/${reference.path}`
  return value
}

function fingerprintOf(kind: AssetKind, properties: AssetProperties): AssetProperties {
  const all: AssetProperties = { ...defaults[kind], ...withoutEmpty(properties) }
  return Object.fromEntries(
    immutableFields[kind].map((field) => [field, field.endsWith('Uri') ? normaliseUri(all[field]) : (all[field] ?? null)]),
  )
}

function checkProperties(kind: AssetKind, properties: AssetProperties): void {
  const field = uriField[kind]
  if (field && typeof properties[field] !== 'string') {
    throw badFields([fieldProblem(`properties.${field}`, `properties.${field} is required.`, 'Upload the files and name their path here.')])
  }
  if (kind === 'environments' && !properties.image && !properties.condaFile && !properties.build) {
    throw badFields([
      fieldProblem(
        'properties',
        'An environment needs an image, a condaFile or a build.',
        'Set properties.image and properties.condaFile.',
      ),
    ])
  }
  if (kind === 'environments' && properties.image && properties.build) {
    throw badFields([fieldProblem('properties.build', 'An environment has either an image or a build, not both.', 'Remove one of them.')])
  }
}

/**
 * Opens the asset store: SQL rows in `db`, uploaded bytes in assets/blobs, staged trees in assets/<sha256>.
 * Also the AssetResolver of the control plane: a model's `path` is a folder whose contents (the last segment of its uri) land
 * below AZUREML_MODEL_DIR; a code `path` is a folder whose contents land in `folderName`.
 */
export function createAssetStore(db: AgentDatabase, layout: HomeLayout) {
  const versions = createVersionStore(db)
  const trees = createContentTrees(layout.assets)
  const blobs = createBlobStore(db, createContentFiles(join(layout.assets, 'blobs')))
  const keptGenerations = createKeptGenerations(db)
  /** Of versions, and of what deployments were made from: by a version that is gone, or by the address of the files alone. */
  const usedTrees = () => new Set([...versions.usedHashes(), ...treesOf(keptGenerations(), layout.assets)])
  blobs.tidy()
  trees.tidy(usedTrees())

  function stage(uri: string, field: string, keepName: boolean): { hash: string; name: string } {
    const content = findUploaded(blobs, uri, field)
    return { hash: trees.stage(treeFiles(blobs, content, keepName)), name: content.name }
  }

  function putVersion(
    kind: AssetKind,
    name: string,
    version: string,
    sent: AssetProperties,
  ): { created: boolean; record: AssetVersionRecord } {
    checkProperties(kind, sent)
    const fingerprint = fingerprintOf(kind, sent)
    const known = versions.getVersion(kind, name, version)
    if (known) {
      const before = JSON.parse(known.fingerprint) as AssetProperties
      const changed = immutableFields[kind].filter(
        (field) => !isDeepStrictEqual(before[field], JSON.parse(JSON.stringify(fingerprint[field] ?? null))),
      )
      if (changed.length > 0) throw immutable(kind, name, version, changed)
    }
    const field = uriField[kind]
    const uri = field && sent[field]
    const content = !known && field && typeof uri === 'string' ? stage(uri, `properties.${field}`, kind === 'models') : undefined
    versions.saveVersion({
      kind,
      name: known?.name ?? name,
      version: known?.version ?? version,
      properties: { ...defaults[kind], ...withoutEmpty(sent) },
      fingerprint: known?.fingerprint ?? JSON.stringify(fingerprint),
      contentHash: content?.hash,
      contentName: content?.name,
    })
    return { created: !known, record: requireVersion(kind, name, version) }
  }

  /** `endpoint/deployment` of every deployment that runs or shall run this version (or any version, when none is given). */
  function users(kind: AssetKind, name: string, version?: string): string[] {
    const isIt = (used: { name: string; version: string }) =>
      used.name.toLowerCase() === name.toLowerCase() && (version === undefined || used.version.toLowerCase() === version.toLowerCase())
    const found = keptGenerations().filter(({ spec, resolved }) => {
      const reference = referenceOf(kind, spec)
      const named = reference === undefined ? undefined : identify(kind, reference)
      // `@latest` meant an older version when it was resolved.
      const meant = kind === 'models' ? resolved?.model : undefined
      return (named !== undefined && isIt(named)) || (meant !== undefined && isIt(meant))
    })
    return [...new Set(found.map(({ endpoint, deployment }) => `${endpoint}/${deployment}`))]
  }

  /** After versions went: their trees and uploads, as far as nothing else uses them. */
  function freeFiles(gone: readonly AssetVersionRecord[]): void {
    const used = usedTrees()
    for (const { contentHash } of gone) if (contentHash && !used.has(contentHash)) trees.remove(contentHash)
    const references = keptGenerations().flatMap(({ spec }) => [referenceOf('models', spec), referenceOf('codes', spec)])
    const kept = [...versions.usedUris(), ...references].flatMap((uri) => (uri === undefined ? [] : (uploadLocation(uri) ?? [])))
    for (const { kind, properties } of gone) {
      const uri = properties[uriField[kind] ?? '']
      const location = typeof uri === 'string' ? uploadLocation(uri) : undefined
      // Containers of their own hold one upload; the common one holds everybody's.
      if (!location || (location.path === '' && location.container === defaultContainer)) continue
      if (kept.some((other) => overlaps(location, other))) continue
      const single = blobs.get(location.container, location.path)
      const below = blobs.list(location.container, location.path === '' ? '' : `${location.path}/`)
      blobs.remove([...(single ? [single] : []), ...below])
    }
  }

  function requireVersion(kind: AssetKind, name: string, version: string): AssetVersionRecord {
    const record = versions.getVersion(kind, name, version)
    if (!record) throw missing(kind, name, version)
    return record
  }

  /** The registered version a reference names, or undefined when it names files or something else. */
  function identify(kind: AssetKind, text: string): AssetVersionRecord | undefined {
    const reference = parseAssetReference(text)
    if (reference?.type === 'version') return versions.getVersion(kind, reference.name, reference.version)
    return reference?.type === 'latest' ? versions.latestVersion(kind, reference.name) : undefined
  }

  function resolve(kind: AssetKind, text: string): AssetVersionRecord {
    const reference = parseAssetReference(text)
    if (!reference) {
      throw badFields([
        fieldProblem(
          singular[kind],
          `"${text.slice(0, 200)}" names no ${singular[kind]}.`,
          `Use azureml:<name>:<version> or the ARM id of a ${singular[kind]} version.`,
        ),
      ])
    }
    if ('kind' in reference && reference.kind !== undefined && reference.kind !== kind) {
      throw badFields([fieldProblem(singular[kind], `"${text}" names one of the ${reference.kind}, not one of the ${kind}.`)])
    }
    const found = identify(kind, text)
    if (found) return found
    throw unresolved(kind, reference, text)
  }

  /** The build context as a folder that never changes. */
  function stagedBuild(sent: unknown): BuildContext | undefined {
    const build = environmentVersionPropertiesSchema.shape.build.parse(sent)
    if (!build) return undefined
    const { hash } = stage(build.contextUri, 'properties.build.contextUri', false)
    return { contextPath: trees.pathOf(hash), dockerfilePath: build.dockerfilePath || 'Dockerfile' }
  }

  const resolver: AssetResolver = {
    model(text) {
      const reference = parseAssetReference(text)
      if (reference?.type === 'datastore' || reference?.type === 'blob') {
        const { hash, name } = stage(text, 'model', true)
        return { name: hash.slice(0, 32), version: '1', path: trees.pathOf(hash), modelType: 'custom_model', display: name }
      }
      const record = resolve('models', text)
      return {
        name: record.name,
        version: record.version,
        path: contentPath(record),
        modelType: String(record.properties.modelType ?? 'custom_model'),
        display: `${record.name}:${record.version}`,
        ...(wantsUnpacking(record.properties) ? { unpack: true } : {}),
      }
    },
    environment(text) {
      const { properties, name, version } = resolve('environments', text)
      return {
        condaFile: typeof properties.condaFile === 'string' ? properties.condaFile : undefined,
        image: typeof properties.image === 'string' ? properties.image : undefined,
        build: stagedBuild(properties.build),
        inferenceConfig: inferenceConfigOf(properties.inferenceConfig),
        display: `${name}:${version}`,
      }
    },
    code(text) {
      const reference = parseAssetReference(text)
      if (reference?.type === 'datastore' || reference?.type === 'blob') {
        const { hash, name } = stage(text, 'codeConfiguration.codeId', false)
        return { path: trees.pathOf(hash), folderName: name || 'code' }
      }
      const record = resolve('codes', text)
      return { path: contentPath(record), folderName: record.contentName || 'code' }
    },
  }

  /** Files of a version as they were uploaded; none when it has no address here, or its upload is gone. */
  function filesOf({ kind, properties }: AssetVersionRecord): (TreeFile & { sizeBytes: number })[] {
    const build = properties.build
    const context = typeof build === 'object' && build !== null && 'contextUri' in build ? build.contextUri : undefined
    const uri = kind === 'environments' ? context : properties[uriField[kind] ?? '']
    const location = typeof uri === 'string' ? uploadLocation(uri) : undefined
    if (typeof uri !== 'string' || !location) return []
    try {
      const content = findUploaded(blobs, uri, 'path')
      return treeFiles(blobs, content, kind === 'models').flatMap((file, index) => {
        const blob = content.blobs[index]
        return blob ? [{ ...file, sizeBytes: blob.size }] : []
      })
    } catch (error) {
      // A page about the version must not fail with its upload.
      if (error instanceof ProblemError) return []
      throw error
    }
  }

  function contentPath(record: AssetVersionRecord): string {
    if (record.contentHash === undefined) throw new Error(`${record.kind} ${record.name}:${record.version} has no files`)
    return trees.pathOf(record.contentHash)
  }

  return {
    ...resolver,
    blobs,
    identify,
    filesOf,
    putVersion,
    requireVersion,
    getContainer: versions.getContainer,
    listContainers: versions.listContainers,
    listVersions: versions.listVersions,
    codesWithHash: versions.codesWithHash,
    saveContainer: versions.saveContainer,
    users,
    /** False when there was none. The caller has made sure that no deployment uses it. */
    deleteVersion(kind: AssetKind, name: string, version: string): boolean {
      const record = versions.getVersion(kind, name, version)
      const deleted = versions.deleteVersion(kind, name, version)
      if (record) freeFiles([record])
      return deleted
    },
    deleteContainer(kind: AssetKind, name: string): boolean {
      const records = versions.listVersions(kind, name, 'All', false)
      const deleted = versions.deleteContainer(kind, name)
      freeFiles(records)
      return deleted
    },
    /** Signs shared access signatures; made once per installation, base64. */
    accountKey(): string {
      const found = db.prepare<[], { value: string }>(`SELECT value FROM installation_secret WHERE name = 'account-key'`).get()
      if (found) return found.value
      const value = createHash('sha256')
        .update(crypto.getRandomValues(new Uint8Array(64)))
        .digest('base64')
      db.prepare(`INSERT INTO installation_secret (name, value) VALUES ('account-key', ?)`).run(value)
      return value
    },
    /** Global id of this workspace; made once per installation. */
    workspaceGuid(): string {
      const found = db.prepare<[], { value: string }>(`SELECT value FROM installation_secret WHERE name = 'workspace-id'`).get()
      if (found) return found.value
      const value = crypto.randomUUID()
      db.prepare(`INSERT INTO installation_secret (name, value) VALUES ('workspace-id', ?)`).run(value)
      return value
    },
  }
}

export type AssetStore = ReturnType<typeof createAssetStore>

function inferenceConfigOf(sent: unknown): InferenceConfig | undefined {
  const { livenessRoute, readinessRoute, scoringRoute } = armInferenceConfigSchema.nullish().parse(sent) ?? {}
  const routes = { livenessRoute, readinessRoute, scoringRoute }
  const given = Object.entries(routes).flatMap(([name, route]) => (route ? [[name, { path: route.path, port: route.port }]] : []))
  return given.length === 0 ? undefined : Object.fromEntries(given)
}
