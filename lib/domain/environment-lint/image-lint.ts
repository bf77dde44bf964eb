import type { Finding } from '@/lib/contract/finding'
import { openRegistries } from '@/lib/domain/environment-lint/rules-2026-11'

/** The registry's host of an image; undefined = Docker Hub. */
export function registryOf(image: string): string | undefined {
  const [first = ''] = image.split('/')
  return image.includes('/') && /[.:]|^localhost$/.test(first) ? first.toLowerCase() : undefined
}

/**
 * Where an image comes from: Azure passes no credentials of other registries (how-to-troubleshoot-online-endpoints, "ResourceNotFound").
 * `path` is the field that names it.
 */
export function lintImage(image: string, path: (string | number)[]): Finding[] {
  const registry = registryOf(image)
  if (registry === undefined || openRegistries.test(registry)) return []
  const isHere = /^(localhost|127\.|\[::1\]|host\.docker\.internal)/.test(registry)
  return [
    {
      path,
      severity: isHere ? 'warning' : 'info',
      rule: isHere ? 'registry-local' : 'registry-private',
      message: isHere
        ? `${path.join('.')} is in the registry ${registry} of this computer, which Azure cannot reach.`
        : `${path.join('.')} is in the registry ${registry}; Azure can pull from it only without credentials.`,
      fix: 'For Azure push the image to the container registry of the workspace.',
      stage: 'rules',
      values: { registry },
    },
  ]
}
