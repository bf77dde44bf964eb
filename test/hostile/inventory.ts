/** Every address of the product, read from the code: a route nobody listed here is a route nobody knocks at. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

export interface StudioRoute {
  /** `/api/endpoints/[endpoint]`. */
  pattern: string
  /** The pattern with names filled in. */
  path: string
  /** Methods the code exports; pages answer GET. */
  methods: string[]
  kind: 'page' | 'route'
}

/** Pages and route handlers below app/. `names` fills the dynamic segments. */
export function studioRoutes(names: Record<string, string>): StudioRoute[] {
  return readdirSync(join(root, 'app'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(^|\/)(page\.tsx|route\.ts)$/.test(file))
    .map((file) => {
      const pattern = patternOf(file)
      const kind = file.endsWith('page.tsx') ? ('page' as const) : ('route' as const)
      const methods = kind === 'page' ? ['GET'] : exportedMethods(readFileSync(join(root, 'app', file), 'utf8'))
      if (methods.length === 0) throw new Error(`app/${file} exports no method the inventory can read`)
      return { pattern, kind, methods, path: fill(pattern, names) }
    })
    .sort((left, right) => left.pattern.localeCompare(right.pattern))
}

/** Patterns the build made, to compare with the source: `/api/health`, `/endpoints/[endpoint]`. */
export function builtPatterns(): string[] {
  const manifest: Record<string, string> = JSON.parse(readFileSync(join(root, '.next/app-path-routes-manifest.json'), 'utf8'))
  return Object.values(manifest)
}

/** Ids of all server actions of the build. */
export function serverActionIds(): string[] {
  const manifest: { node: Record<string, unknown> } = JSON.parse(
    readFileSync(join(root, '.next/server/server-reference-manifest.json'), 'utf8'),
  )
  return Object.keys(manifest.node)
}

/** How many actions the source defines, so that an empty manifest cannot pass for an empty product. */
export function definedActions(): string[] {
  return readdirSync(join(root, 'app'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\./.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(root, 'app', file), 'utf8')
      if (!/^['"]use server['"]/m.test(text)) return []
      return [...text.matchAll(/export (?:const|async function) (\w+)/g)].map(
        (match) => `${relative(root, join(root, 'app', file))}#${match[1]}`,
      )
    })
}

/** A pattern with its parameters filled in: `[endpoint]` by `names.endpoint`, unknown ones by a name of their own. */
export function fill(pattern: string, names: Record<string, string>): string {
  return pattern
    .replace(/\[\.\.\.(\w+)\]/g, (_match, name: string) => `${name}/deep`)
    .replace(/\[(\w+)\]/g, (_match, name: string) => encodeURIComponent(names[name] ?? `some-${name}`))
}

function patternOf(file: string): string {
  const segments = file.split('/').slice(0, -1)
  return `/${segments.filter((segment) => !segment.startsWith('(')).join('/')}`
}

function exportedMethods(source: string): string[] {
  return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) =>
    new RegExp(`export (?:const|async function|function) ${method}\\b`).test(source),
  )
}
