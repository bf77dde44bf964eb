/** The version the studio's own calls ask for: stable, knows mirrorTraffic and dataCollector. */
export const apiVersion = '2024-04-01'

/** `path` below the workspace with the version, each segment already encoded. */
export const withVersion = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}api-version=${apiVersion}`
