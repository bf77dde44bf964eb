/** What the form can tell from the environment of the document: where it comes from, and who serves the model. Pure. */

export const environmentSources = ['file', 'inline', 'image', 'build', 'registered'] as const
export type EnvironmentSource = (typeof environmentSources)[number]

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Microsoft's images for training have conda and no server; whoever names one has the conda file still to come. */
const trainingImage = /^mcr\.microsoft\.com\/azureml\/openmpi/i

/** How the environment is given. An image alone is `image`, unless it is one that only makes sense with a conda file. */
export function sourceOf(environment: unknown): EnvironmentSource {
  if (typeof environment === 'string') return 'registered'
  if (!isObject(environment)) return 'file'
  const { build, conda_file: conda, image, inference_config: routes } = environment
  if (build !== undefined) return 'build'
  if (isObject(conda)) return 'inline'
  if (conda !== undefined) return 'file'
  return routes !== undefined || (typeof image === 'string' && !trainingImage.test(image)) ? 'image' : 'file'
}

/** Routes of the inference server, where the fields of a container of one's own begin. */
export const startingRoutes = {
  liveness_route: { port: 5001, path: '/' },
  readiness_route: { port: 5001, path: '/' },
  scoring_route: { port: 5001, path: '/score' },
}
export type RouteKey = keyof typeof startingRoutes
export const routeKeys = Object.keys(startingRoutes) as RouteKey[]

/** The environment after switching to a container with a server of its own: what it is made of stays, packages do not. */
export function withOwnServer(environment: unknown): Record<string, unknown> {
  const { build, image } = isObject(environment) ? environment : {}
  const base = build !== undefined ? { build } : typeof image === 'string' && !trainingImage.test(image) ? { image } : {}
  return { ...base, inference_config: startingRoutes }
}

/** The environment without the routes; an image or Dockerfile stays. */
export function withoutOwnServer(environment: unknown, fallbackImage: string): Record<string, unknown> {
  const { inference_config: _routes, ...rest } = isObject(environment) ? environment : {}
  return rest.image === undefined && rest.build === undefined ? { ...rest, image: fallbackImage } : rest
}
