import 'server-only'
import { assetDetail, assetSummaries, assetVersion } from '@/lib/arm/registered'
import type { RegisteredKind } from '@/lib/contract/assets'
import type { RegisteredHere } from '@/lib/domain/checks/registered-here'
import { parseAssetReference } from '@/lib/domain/convert/references'
import type { ModelTree } from '@/lib/domain/model-paths/model-paths'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { remembered } from '@/lib/server/remembered'

/** The files of a version never change; versions come and go. */
const rememberMs = 10_000

/** Files of a registered model (`azureml:<name>:<version>` or `@latest`) as AZUREML_MODEL_DIR will hold them; undefined when they are not known here. */
export async function registeredTree(reference: unknown): Promise<ModelTree | undefined> {
  const asset = typeof reference === 'string' ? parseAssetReference(reference) : undefined
  if (asset?.form === 'version') return treeOf(asset.name, asset.version)
  if (asset?.form !== 'label' || asset.label.toLowerCase() !== 'latest') return undefined
  const here = await registeredHere('models', asset.name)
  return here?.latest === undefined ? undefined : treeOf(asset.name, here.latest)
}

/** What this computer has under the name; without versions it says which names there are. Undefined when the agent does not answer. */
export const registeredHere = (kind: RegisteredKind, name: string): Promise<RegisteredHere | undefined> => namesOf(kind, name)

const namesOf = remembered(rememberMs, async (kind, name = ''): Promise<RegisteredHere | undefined> => {
  const ofKind = kind === 'models' ? 'models' : 'environments'
  try {
    const { versionList, latestVersion: latest } = await assetDetail(getConnection(), ofKind, name)
    return { versions: versionList.map(({ version }) => version), ...(latest === undefined ? {} : { latest }), others: [] }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    if (error.status !== 404) return undefined
    const all = await assetSummaries(getConnection(), ofKind).catch(() => [])
    return { versions: [], others: all.flatMap((one) => (one.latestVersion ? [{ name: one.name, latest: one.latestVersion }] : [])) }
  }
})

const treeOf = remembered(rememberMs, async (name = '', version = ''): Promise<ModelTree | undefined> => {
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
})
