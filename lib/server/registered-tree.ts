import 'server-only'
import { assetVersion } from '@/lib/arm/registered'
import type { ModelTree } from '@/lib/domain/model-paths/model-paths'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'

/** A document is checked every second while somebody looks at it. The files of a version never change; the version may be deleted. */
const rememberMs = 10_000
const maxRemembered = 50
const remembered = new Map<string, { until: number; tree: Promise<ModelTree | undefined> }>()

/** Files of a registered model (`azureml:<name>:<version>`) as AZUREML_MODEL_DIR will hold them; undefined when they are not known here. */
export function registeredTree(reference: unknown): Promise<ModelTree | undefined> {
  const [, name, version] = (typeof reference === 'string' && /^azureml:([^:@/]+):([^:@/]+)$/.exec(reference)) || []
  if (name === undefined || version === undefined) return Promise.resolve(undefined)
  const key = `${name}:${version}`
  const known = remembered.get(key)
  if (known && known.until > Date.now()) return known.tree
  const tree = readTree(name, version)
  remembered.delete(key)
  remembered.set(key, { until: Date.now() + rememberMs, tree })
  const [oldest] = remembered.keys()
  if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest)
  return tree
}

async function readTree(name: string, version: string): Promise<ModelTree | undefined> {
  try {
    const { files, fileCount } = await assetVersion(getConnection(), 'models', name, version)
    // Registered from an address that is not of this computer: its files are not known.
    if (files.length === 0) return undefined
    // What is packed may be unpacked where it is deployed.
    const isPartial = files.length < fileCount || files.some(({ path }) => /\.(zip|tar|tar\.gz|tgz)$/i.test(path))
    return { files: files.map(({ path }) => path), isPartial }
  } catch (error) {
    // It does not exist, which another check says, or the agent is away.
    if (error instanceof ProblemError) return undefined
    throw error
  }
}
