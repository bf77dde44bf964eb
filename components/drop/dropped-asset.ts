const assetKey = 'scorepoint.dropped-asset'

/** Fields of the registration form that a dropped file fills. */
export interface DroppedAsset {
  kind: 'models' | 'environments'
  name?: string
  version?: string
  description?: string
  /** Models. */
  path?: string
  type?: string
  /** Environments. */
  image?: string
  conda?: string
  buildPath?: string
  dockerfile?: string
}

/** Keeps what the form of the next page begins with. */
export function rememberAsset(asset: DroppedAsset): void {
  window.sessionStorage.setItem(assetKey, JSON.stringify(asset))
}

/** What a drop has left for the form of this kind. */
export function rememberedAsset(kind: DroppedAsset['kind']): DroppedAsset | undefined {
  try {
    const stored: unknown = JSON.parse(window.sessionStorage.getItem(assetKey) ?? 'null')
    if (typeof stored !== 'object' || stored === null || Reflect.get(stored, 'kind') !== kind) return undefined
    const texts = Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    return { ...Object.fromEntries(texts), kind }
  } catch {
    // Storage is switched off: the form begins empty.
    return undefined
  }
}
