/** Anonymous assets are named by a long hash; its first digits tell them apart. */
export function shortAsset(name: string): string {
  return name.replace(/\b([0-9a-f]{8})[0-9a-f]{20,}\b/g, '$1…')
}
