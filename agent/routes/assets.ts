/** Models, environments and codes share one shape: containers with immutable versions. One handler per ARM operation, made per kind. */
import type { z } from 'zod'
import { storageAccount } from '@/agent/assets/reference'
import type { AssetContainerRecord, AssetVersionRecord, ListView } from '@/agent/assets/version-store'
import { signContainerSas, uploadPermissions } from '@/agent/blob/sas'
import { badFields, fieldProblem, refusal } from '@/agent/errors'
import { page, workspaceOf } from '@/agent/routes/arm-path'
import { type AgentContext, type AgentDeps, type Handler, originOf, param } from '@/agent/routes/context'
import { readBody } from '@/agent/routes/request-body'
import {
  assetContainerSchema,
  codeVersionSchema,
  environmentVersionSchema,
  modelVersionSchema,
  pendingUploadSchema,
} from '@/lib/contract/arm/asset'
import { type AssetKind, armProvider, assetVersionId } from '@/lib/contract/arm/scope'

const schemas: Record<AssetKind, z.ZodType<{ properties: Record<string, unknown> }>> = {
  models: modelVersionSchema,
  environments: environmentVersionSchema,
  codes: codeVersionSchema,
}
const words: Record<AssetKind, string> = { models: 'model', environments: 'environment', codes: 'code' }
/** Long enough for a large model over a slow disk. */
export const uploadLifeMs = 12 * 3600_000

/** Doc: https://learn.microsoft.com/azure/machine-learning/reference-yaml-model (name, version). */
const namePattern = /^[A-Za-z0-9][A-Za-z0-9\-_.]{0,254}$/

function systemData(record: { createdAt: string; modifiedAt: string }) {
  return {
    createdAt: record.createdAt,
    createdBy: 'local',
    createdByType: 'User',
    lastModifiedAt: record.modifiedAt,
    lastModifiedBy: 'local',
    lastModifiedByType: 'User',
  }
}

function presentVersion(c: AgentContext, record: AssetVersionRecord) {
  const { properties } = record
  return {
    id: assetVersionId(workspaceOf(c), record.kind, record.name, record.version),
    name: record.version,
    type: `${armProvider}/workspaces/${record.kind}/versions`,
    systemData: systemData(record),
    properties: {
      ...properties,
      description: properties.description ?? null,
      tags: properties.tags ?? {},
      properties: properties.properties ?? {},
      isAnonymous: properties.isAnonymous ?? false,
      isArchived: properties.isArchived ?? false,
      provisioningState: 'Succeeded',
    },
  }
}

function presentContainer(c: AgentContext, record: AssetContainerRecord) {
  const { properties } = record
  return {
    id: `${workspaceOf(c)}/${record.kind}/${encodeURIComponent(record.name)}`,
    name: record.name,
    type: `${armProvider}/workspaces/${record.kind}`,
    systemData: systemData(record),
    properties: {
      ...properties,
      description: properties.description ?? null,
      tags: properties.tags ?? {},
      properties: properties.properties ?? {},
      isArchived: properties.isArchived ?? false,
      latestVersion: record.latestVersion ?? null,
      nextVersion: record.nextVersion,
      provisioningState: 'Succeeded',
    },
  }
}

function viewOf(c: AgentContext): ListView {
  const text = (c.req.query('listViewType') ?? 'ActiveOnly').toLowerCase()
  if (text === 'archivedonly') return 'ArchivedOnly'
  return text === 'all' ? 'All' : 'ActiveOnly'
}

/** `a=b,c=d` or `a,c` as in Azure's list filters. */
function matchesTags(tags: unknown, filter: string | undefined): boolean {
  if (!filter) return true
  const known: Record<string, unknown> = typeof tags === 'object' && tags !== null ? { ...tags } : {}
  return filter.split(',').every((part) => {
    const [key = '', value] = part.split('=')
    return Object.hasOwn(known, key) && (value === undefined || known[key] === value)
  })
}

/** Handlers for `…/{kind}` and `…/{kind}/{name}/versions`. */
export function assetRoutes(deps: AgentDeps, kind: AssetKind) {
  const { assets } = deps
  const name = (c: AgentContext) => param(c, 'name')
  const version = (c: AgentContext) => param(c, 'version')

  function checkName(field: string, text: string): void {
    if (namePattern.test(text)) return
    const rule = `The ${field} "${text.slice(0, 100)}" is not allowed: letters, digits, "-", "_" and ".", beginning with a letter or digit, at most 255.`
    throw badFields([fieldProblem(field, rule)])
  }

  function requireContainer(c: AgentContext): AssetContainerRecord {
    const found = assets.getContainer(kind, name(c))
    if (!found) throw refusal('notFound', `There is no ${words[kind]} "${name(c)}" here.`, { target: name(c) })
    return found
  }

  function refuseWhileUsed(users: string[], what: string): void {
    if (users.length === 0) return
    const message = `${what} is used by ${users.slice(0, 10).join(', ')}${users.length > 10 ? ' and others' : ''}. Delete or update these deployments first.`
    throw refusal('assetInUse', message, { target: what })
  }

  const listContainers: Handler = (c) =>
    page(
      c,
      deps,
      assets.listContainers(kind, viewOf(c)).map((record) => presentContainer(c, record)),
      ['count', '$top'],
    )

  const getContainer: Handler = (c) => c.json(presentContainer(c, requireContainer(c)))

  const putContainer: Handler = async (c) => {
    checkName('name', name(c))
    const { properties } = await readBody(c, assetContainerSchema)
    const { latestVersion: _latest, nextVersion: _next, ...kept } = properties
    const existed = assets.getContainer(kind, name(c)) !== undefined
    assets.saveContainer(kind, name(c), kept)
    return c.json(presentContainer(c, requireContainer(c)), existed ? 200 : 201)
  }

  const removeContainer: Handler = (c) => {
    refuseWhileUsed(assets.users(kind, name(c)), `The ${words[kind]} ${name(c)}`)
    return c.body(null, assets.deleteContainer(kind, name(c)) ? 200 : 204)
  }

  const listVersions: Handler = (c) => {
    const oldestFirst = /\basc$/i.test(c.req.query('$orderBy') ?? '')
    const hash = c.req.query('hash')
    const wanted = c.req.query('version')
    // Clients ask for a hash under a name they have just made up: same files are same code, whatever they are called.
    const known =
      kind === 'codes' && hash !== undefined ? assets.codesWithHash(hash) : assets.listVersions(kind, name(c), viewOf(c), oldestFirst)
    const found = known
      .filter((record) => wanted === undefined || record.version.toLowerCase() === wanted.toLowerCase())
      .filter((record) => matchesTags(record.properties.tags, c.req.query('tags')))
      .filter((record) => hash === undefined || hasHash(record, hash, c.req.query('hashVersion')))
    return page(
      c,
      deps,
      found.map((record) => presentVersion(c, record)),
    )
  }

  const getVersion: Handler = (c) => c.json(presentVersion(c, assets.requireVersion(kind, name(c), version(c))))

  const putVersion: Handler = async (c) => {
    checkName('name', name(c))
    checkName('version', version(c))
    const { properties } = await readBody(c, schemas[kind])
    const { created, record } = assets.putVersion(kind, name(c), version(c), properties)
    return c.json(presentVersion(c, record), created ? 201 : 200)
  }

  const removeVersion: Handler = (c) => {
    refuseWhileUsed(assets.users(kind, name(c), version(c)), `The ${words[kind]} ${name(c)}:${version(c)}`)
    return c.body(null, assets.deleteVersion(kind, name(c), version(c)) ? 200 : 204)
  }

  /** A container of its own and a signature for it: the client uploads there and then registers the version. */
  const startPendingUpload: Handler = async (c) => {
    const { pendingUploadId } = await readBody(c, pendingUploadSchema, true)
    const id = pendingUploadId && /^[0-9a-f-]{36}$/i.test(pendingUploadId) ? pendingUploadId.toLowerCase() : crypto.randomUUID()
    const container = `upload-${id}`
    const blobUri = `${originOf(c, deps)}/${storageAccount}/${container}`
    const sas = signContainerSas(assets.accountKey(), container, uploadPermissions, uploadLifeMs)
    return c.json({
      pendingUploadId: id,
      pendingUploadType: 'TemporaryBlobReference',
      blobReferenceForConsumption: {
        blobUri,
        storageAccountArmId: '',
        credential: { credentialType: 'SAS', sasUri: `${blobUri}?${sas}` },
      },
    })
  }

  return {
    listContainers,
    getContainer,
    putContainer,
    removeContainer,
    listVersions,
    getVersion,
    putVersion,
    removeVersion,
    startPendingUpload,
  }
}

function hasHash(record: AssetVersionRecord, hash: string, hashVersion: string | undefined): boolean {
  const { properties } = record.properties
  const known: Record<string, unknown> = typeof properties === 'object' && properties !== null ? { ...properties } : {}
  return known.hash_sha256 === hash && (hashVersion === undefined || known.hash_version === hashVersion)
}
