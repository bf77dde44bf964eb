/** Which image is used for the one asked for, and when it is fetched. Pure. */
import type { ImageSettings } from '@/lib/contract/image-settings'
import { isImageReference } from './dockerfile'

export type ImageMap = ImageSettings['map']

/**
 * Reads `pattern=image,pattern=image`; `*` in a pattern stands for any characters.
 * @throws Error naming the entry that cannot be read.
 */
export function parseImageMap(text: string): ImageMap {
  const entries = text.split(',').map((entry) => entry.trim())
  return entries.flatMap((entry) => {
    if (entry === '') return []
    const [pattern = '', image = ''] = entry.split('=').map((part) => part.trim())
    if (pattern === '' || !isImageReference(image) || !/^[\w./:@*-]+$/.test(pattern)) throw new Error(`"${entry}" is not pattern=image`)
    return [{ pattern, image }]
  })
}

/** The image that is used for the one asked for. */
export function mappedImage(map: ImageMap, asked: string): string {
  const fits = (pattern: string) => new RegExp(`^${pattern.replace(/[.\\+?^${}()|[\]]/g, '\\$&').replaceAll('*', '.*')}$`).test(asked)
  return map.find(({ pattern }) => fits(pattern))?.image ?? asked
}
