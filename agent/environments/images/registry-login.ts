/** Logins that `docker login` has kept for registries. Read when they are needed; never logged or stored. */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface Login {
  username: string
  password: string
}

/** Docker keeps Docker Hub's under this old address. */
const hub = 'https://index.docker.io/v1/'

/** Host of the registry an image comes from. */
export function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/')
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : 'docker.io'
}

/** Undefined when there is none, or when it lies in a keychain of the system (`credsStore`), which only the docker command opens. */
export function registryLogin(host: string, env: Record<string, string | undefined>): Login | undefined {
  let auths: unknown
  try {
    const config: unknown = JSON.parse(
      readFileSync(join(env.DOCKER_CONFIG || join(env.HOME ?? homedir(), '.docker'), 'config.json'), 'utf8'),
    )
    auths = typeof config === 'object' && config !== null && 'auths' in config ? config.auths : undefined
  } catch {
    return undefined // nobody has logged in
  }
  if (typeof auths !== 'object' || auths === null) return undefined
  const isHub = /^(?:registry-1\.|index\.)?docker\.io$/.test(host)
  const names = isHub ? [hub, host] : [host, `https://${host}`]
  for (const [name, entry] of Object.entries(auths)) {
    if (!names.includes(name.replace(/\/$/, name === hub ? '/' : ''))) continue
    const auth: unknown = typeof entry === 'object' && entry !== null && 'auth' in entry ? entry.auth : undefined
    const text = typeof auth === 'string' ? Buffer.from(auth, 'base64').toString('utf8') : ''
    const colon = text.indexOf(':')
    if (colon > 0) return { username: text.slice(0, colon), password: text.slice(colon + 1) }
  }
  return undefined
}
