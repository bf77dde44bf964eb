import type { EndpointStatus } from '@/lib/contract/scorepoint'
import { attentionReasons, endpointHealth, endpointState, requestFigures } from '@/lib/domain/endpoint-health/endpoint-health'

export const sortColumns = ['name', 'state', 'health', 'auth', 'requests', 'p95', 'errors', 'changed'] as const
export type SortColumn = (typeof sortColumns)[number]

export interface ListView {
  filter: string
  isAttentionOnly: boolean
  isFavouritesOnly: boolean
  sort: { column: SortColumn; isDescending: boolean }
}

/** Figures and times read best with the largest first. */
const descendingFirst: ReadonlySet<SortColumn> = new Set(['requests', 'p95', 'errors', 'changed'])

/** The view written in the address: `?q=risk&attention=1&sort=-changed`. Anything unknown is the default. */
export function readView(params: URLSearchParams): ListView {
  const sort = params.get('sort') ?? ''
  const column = sortColumns.find((candidate) => candidate === sort.replace(/^-/, '')) ?? 'name'
  return {
    filter: params.get('q') ?? '',
    isAttentionOnly: params.get('attention') === '1',
    isFavouritesOnly: params.get('favourites') === '1',
    sort: { column, isDescending: sort.startsWith('-') },
  }
}

/** The `sort` parameter after a click on a header: first its natural direction, then the other. */
export function nextSort(current: ListView['sort'], column: SortColumn): string {
  const isDescending = current.column === column ? !current.isDescending : descendingFirst.has(column)
  return `${isDescending ? '-' : ''}${column}`
}

/** Every word must occur somewhere in name, description, tags or deployment names. */
function matches(endpoint: EndpointStatus, filter: string): boolean {
  const text = [
    endpoint.name,
    endpoint.description ?? '',
    ...Object.entries(endpoint.tags).map(([key, value]) => `${key}=${value}`),
    ...endpoint.deployments.map((deployment) => deployment.name),
  ]
    .join('\n')
    .toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function sortKey(endpoint: EndpointStatus, column: SortColumn): string | number | undefined {
  switch (column) {
    case 'name':
      return endpoint.name.toLowerCase()
    case 'state':
      return endpointState(endpoint)
    case 'health':
      return endpointHealth(endpoint)
    case 'auth':
      return endpoint.authMode
    case 'requests':
      return requestFigures(endpoint)?.requestsPerMinute
    case 'p95':
      return requestFigures(endpoint)?.p95Ms
    case 'errors':
      return requestFigures(endpoint)?.errorPercent
    case 'changed':
      return endpoint.modifiedAt
    default:
      return column satisfies never
  }
}

/** The rows to show, in order. What has no value in the sorted column stands last in either direction; ties go by name. */
export function applyView(endpoints: readonly EndpointStatus[], view: ListView, favourites: ReadonlySet<string>): EndpointStatus[] {
  const { column, isDescending } = view.sort
  return endpoints
    .filter((endpoint) => !view.isFavouritesOnly || favourites.has(endpoint.name))
    .filter((endpoint) => !view.isAttentionOnly || attentionReasons(endpoint).length > 0)
    .filter((endpoint) => matches(endpoint, view.filter.trim()))
    .map((endpoint) => ({ endpoint, key: sortKey(endpoint, column) }))
    .sort((a, b) => {
      if (a.key === undefined || b.key === undefined) return Number(a.key === undefined) - Number(b.key === undefined)
      const order = a.key < b.key ? -1 : a.key > b.key ? 1 : 0
      return (isDescending ? -order : order) || (a.endpoint.name < b.endpoint.name ? -1 : 1)
    })
    .map((row) => row.endpoint)
}

/** What makes a row flash when it differs from the last read: states, health, split. Not the figures, which move all the time. */
export function changeSignature(endpoint: EndpointStatus): string {
  return JSON.stringify([
    endpointState(endpoint),
    endpoint.traffic,
    endpoint.deployments.map((row) => [row.name, row.provisioningState, row.health, row.stopped, row.readyInstances]),
  ])
}
