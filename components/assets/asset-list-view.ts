import type { AssetSummary } from '@/lib/contract/assets'

export const assetColumns = ['name', 'version', 'type', 'size', 'used', 'changed'] as const
export type AssetColumn = (typeof assetColumns)[number]

export interface AssetListView {
  filter: string
  withArchived: boolean
  sort: { column: AssetColumn; isDescending: boolean }
}

const descendingFirst: ReadonlySet<AssetColumn> = new Set(['size', 'used', 'changed'])

/** The view written in the address: `?q=iris&archived=1&sort=-changed`. Anything unknown is the default: newest change first. */
export function readAssetView(params: URLSearchParams): AssetListView {
  const sort = params.get('sort') ?? '-changed'
  const column = assetColumns.find((candidate) => candidate === sort.replace(/^-/, '')) ?? 'changed'
  return {
    filter: params.get('q') ?? '',
    withArchived: params.get('archived') === '1',
    sort: { column, isDescending: sort.startsWith('-') },
  }
}

/** The `sort` parameter after a click on a header. */
export function nextAssetSort(current: AssetListView['sort'], column: AssetColumn): string {
  const isDescending = current.column === column ? !current.isDescending : descendingFirst.has(column)
  return `${isDescending ? '-' : ''}${column}`
}

function keyOf(asset: AssetSummary, column: AssetColumn): string | number | undefined {
  switch (column) {
    case 'name':
      return asset.name.toLowerCase()
    case 'version':
      return asset.latestVersion
    case 'type':
      return asset.type
    case 'size':
      return asset.sizeBytes
    case 'used':
      return asset.usedBy.length
    case 'changed':
      return asset.modifiedAt
    default:
      return column satisfies never
  }
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true })
}

/** The rows to show, in order. What has no value in the sorted column stands last in either direction; ties go by name. */
export function applyAssetView(assets: readonly AssetSummary[], view: AssetListView): AssetSummary[] {
  const words = view.filter.toLowerCase().split(/\s+/).filter(Boolean)
  const { column, isDescending } = view.sort
  return assets
    .filter((asset) => view.withArchived || !asset.isArchived)
    .filter((asset) => {
      const tags = Object.entries(asset.tags).map(([key, value]) => `${key}=${value}`)
      const text = [asset.name, asset.description ?? '', asset.type, ...tags, ...asset.usedBy].join('\n').toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .map((asset) => ({ asset, key: keyOf(asset, column) }))
    .sort((a, b) => {
      if (a.key === undefined || b.key === undefined) return Number(a.key === undefined) - Number(b.key === undefined)
      const order = compare(a.key, b.key)
      return (isDescending ? -order : order) || a.asset.name.localeCompare(b.asset.name)
    })
    .map((row) => row.asset)
}
