import { places } from '@/components/frame/places'

/** Names of places by the key after `g`. A place that is not built has no key. */
const placeKeys: Readonly<Record<string, string>> = {
  h: 'home',
  e: 'endpoints',
  p: 'projects',
  m: 'models',
  n: 'environments',
  q: 'quota',
  a: 'activity',
  s: 'settings',
}

interface Known {
  name: string
  deployments: readonly { name: string }[]
}

export interface Here {
  endpoint?: string
  deployment?: string
  /** Tab of the endpoint. */
  tab?: string
}

/** The object of the page at `pathname`. Names are decoded. */
export function hereOf(pathname: string): Here {
  const [root, endpoint, tab, deployment] = pathname.split('/').filter(Boolean)
  if (root !== 'endpoints' || endpoint === undefined || endpoint === 'new') return {}
  return {
    endpoint: decodeURIComponent(endpoint),
    ...(tab ? { tab } : {}),
    ...(tab === 'deployments' && deployment && deployment !== 'new' ? { deployment: decodeURIComponent(deployment) } : {}),
  }
}

const endpointPath = (name: string) => `/endpoints/${encodeURIComponent(name)}`
const deploymentPath = (endpoint: string, deployment: string) => `${endpointPath(endpoint)}/deployments/${encodeURIComponent(deployment)}`

/** Where `g` and a second key lead; undefined for any other key. */
export function placeTarget(key: string): string | undefined {
  return places.find((place) => place.id === placeKeys[key])?.href
}

/** The two keys that lead to a place, for the palette and the sheet. */
export function placeShortcut(id: string): string | undefined {
  const key = Object.entries(placeKeys).find(([, name]) => name === id)?.[0]
  return key && `g ${key}`
}

/** Where a single key leads from the page at `pathname`; undefined when it means nothing there. */
export function keyTarget(key: string, pathname: string, endpoints: readonly Known[]): string | undefined {
  const { endpoint, deployment, tab } = hereOf(pathname)
  if (endpoint === undefined) return key === 'c' ? '/endpoints/new' : undefined
  const root = endpointPath(endpoint)
  const chosen = deployment ? `?deployment=${encodeURIComponent(deployment)}` : ''
  switch (key) {
    case 'c':
      return `${root}/deployments/new`
    case 'e':
      return deployment ? `${deploymentPath(endpoint, deployment)}/edit` : `${root}/yaml`
    case 't':
      return `${root}/test${chosen}`
    case 'l':
      return `${root}/logs${chosen}`
    case '[':
    case ']':
      return neighbour(key === ']' ? 1 : -1, { endpoint, deployment, tab }, endpoints)
    default:
      return undefined
  }
}

/** Previous or next deployment of the endpoint, else endpoint with the same tab; by name, from the last to the first. */
function neighbour(
  step: 1 | -1,
  here: { endpoint: string; deployment: string | undefined; tab: string | undefined },
  endpoints: readonly Known[],
): string | undefined {
  const { endpoint, deployment, tab } = here
  const names = (
    deployment === undefined
      ? endpoints.map((one) => one.name)
      : (endpoints.find((one) => one.name === endpoint)?.deployments ?? []).map((one) => one.name)
  ).toSorted((a, b) => a.localeCompare(b))
  const at = names.indexOf(deployment ?? endpoint)
  const next = at < 0 || names.length < 2 ? undefined : names[(at + step + names.length) % names.length]
  if (next === undefined) return undefined
  return deployment === undefined ? `${endpointPath(next)}${tab && tab !== 'deployments' ? `/${tab}` : ''}` : deploymentPath(endpoint, next)
}

/** All shortcuts in the order of the sheet; `keys` are pressed one after the other. */
export const shortcutSheet = [
  { group: 'everywhere', id: 'palette', keys: ['Ctrl K'] },
  { group: 'everywhere', id: 'sheet', keys: ['?'] },
  { group: 'everywhere', id: 'filter', keys: ['/'] },
  { group: 'everywhere', id: 'escape', keys: ['Esc'] },
  { group: 'go', id: 'endpoints', keys: ['g', 'e'] },
  { group: 'go', id: 'projects', keys: ['g', 'p'] },
  { group: 'go', id: 'models', keys: ['g', 'm'] },
  { group: 'go', id: 'environments', keys: ['g', 'n'] },
  { group: 'go', id: 'quota', keys: ['g', 'q'] },
  { group: 'go', id: 'activity', keys: ['g', 'a'] },
  { group: 'go', id: 'settings', keys: ['g', 's'] },
  { group: 'go', id: 'home', keys: ['g', 'h'] },
  { group: 'object', id: 'create', keys: ['c'] },
  { group: 'object', id: 'edit', keys: ['e'] },
  { group: 'object', id: 'test', keys: ['t'] },
  { group: 'object', id: 'logs', keys: ['l'] },
  { group: 'object', id: 'redeploy', keys: ['Shift R'] },
  { group: 'object', id: 'previous', keys: ['['] },
  { group: 'object', id: 'next', keys: [']'] },
  { group: 'lists', id: 'move', keys: ['↑', '↓'] },
  { group: 'lists', id: 'open', keys: ['Enter'] },
  { group: 'lists', id: 'select', keys: ['Space'] },
] as const
export const shortcutGroups = ['everywhere', 'go', 'object', 'lists'] as const

/** Shortcuts to places that are built. */
export function isOffered(shortcut: (typeof shortcutSheet)[number]): boolean {
  return shortcut.group !== 'go' || places.some((place) => place.id === shortcut.id)
}
