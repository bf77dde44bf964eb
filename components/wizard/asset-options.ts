import type { RegisteredAssetView } from '@/lib/queries/files'

/** Choices of a picker: the registered versions, and first the one in force when it is none of them (archived, or made by a deployment). */
export function assetOptions(assets: readonly RegisteredAssetView[] | undefined, current: unknown) {
  const options = (assets ?? []).map((asset) => ({
    value: asset.reference,
    label: `${asset.name}:${asset.version}`,
    ...(asset.description ? { description: asset.description } : {}),
  }))
  if (typeof current !== 'string' || current === '' || options.some((option) => option.value === current)) return options
  return [{ value: current, label: current.replace(/^azureml:/, '') }, ...options]
}
