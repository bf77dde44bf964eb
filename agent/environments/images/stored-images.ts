/** The images this installation built, as the engine has them: what the storage page lists and a clean-up removes. */
import type Dockerode from 'dockerode'
import { builderLabel, environmentLabel } from '@/agent/environments/images/image-labels'
import type { Engine } from '@/agent/runtimes/docker/engine'
import { ProblemError } from '@/lib/problems/problem'

export interface StoredImage {
  /** Hash of the environment. */
  hash: string
  /** `scorepoint-env:<hash>` */
  reference: string
  bytes: number
  /** Bytes of the layers above the largest other image it stands on. */
  ownBytes: number
  /** ISO 8601. */
  builtAt: string
}

export interface StoredImages {
  /** Empty when no engine answers: what it holds cannot be known then. */
  list(): Promise<StoredImage[]>
  /** `busy` while a container, whosever it is, was made from it. */
  remove(reference: string): Promise<'removed' | 'busy' | 'gone'>
}

/** More images than these are not compared for shared layers. */
const comparedImages = 200

interface Layered {
  id: string
  bytes: number
  layers: readonly string[]
}

/** Images that carry the label of this installation; those of others, and all that were only pulled, are never named. */
export function createStoredImages(engine: Pick<Engine, 'ask'>, agentId: string): StoredImages {
  async function layersOf(docker: Dockerode, images: readonly Dockerode.ImageInfo[]): Promise<Layered[]> {
    const found = await Promise.all(images.slice(0, comparedImages).map(({ Id }) => docker.getImage(Id).inspect()))
    return found.map(({ Id, Size, RootFS }) => ({ id: Id, bytes: Size, layers: RootFS.Layers ?? [] }))
  }

  return {
    async list() {
      try {
        return await engine.ask(async (docker) => {
          const filters = { label: [`${builderLabel}=${agentId}`] }
          const own = await docker.listImages({ filters })
          if (own.length === 0) return []
          const layered = await layersOf(docker, await docker.listImages())
          return own.flatMap((image) => {
            const hash = image.Labels?.[environmentLabel]
            const reference = image.RepoTags?.find((tag) => hash !== undefined && tag.endsWith(`:${hash}`))
            if (hash === undefined || reference === undefined) return []
            const builtAt = new Date(image.Created * 1000).toISOString()
            return [{ hash, reference, bytes: image.Size, ownBytes: image.Size - sharedBytes(image.Id, layered), builtAt }]
          })
        })
      } catch (error) {
        if (error instanceof ProblemError) return []
        throw error
      }
    },
    async remove(reference) {
      try {
        // Without force: the engine itself refuses while a container stands on it.
        await engine.ask((docker) => docker.getImage(reference).remove())
        return 'removed'
      } catch (error) {
        if (error instanceof ProblemError) return 'busy'
        const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined
        if (status === 404) return 'gone'
        if (status === 409) return 'busy'
        throw error
      }
    },
  }
}

/** Size of the largest image whose layers all lie below those of this one. */
function sharedBytes(id: string, images: readonly Layered[]): number {
  const layers = images.find((image) => image.id === id)?.layers ?? []
  const below = images.filter(
    (other) => other.layers.length < layers.length && other.layers.every((layer, index) => layer === layers[index]),
  )
  return Math.max(0, ...below.map((image) => image.bytes))
}
