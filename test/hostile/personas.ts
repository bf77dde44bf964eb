/** Who knocks: headers of each attacker, worst case included (the browser sends the victim's cookie along). */
import type { Product } from '../product/start-product'

export interface Persona {
  suite: 'anonymous' | 'cross-site' | 'rebinding' | 'neighbour'
  name: string
  headers: Record<string, string>
  /** Statuses that are right for any address; `gate` = refused before the framework, `login` = sent to sign in. */
  expects: 'gate' | 'login'
}

/** Attackers of the studio. `cookie` is a living session's. */
export function studioPersonas(product: Product, cookie: string): Persona[] {
  const { host, port } = new URL(product.url)
  const evil = 'https://evil.example'
  const crossSite = (name: string, headers: Record<string, string>): Persona => ({
    suite: 'cross-site',
    name,
    headers: { host, cookie, ...headers },
    expects: 'gate',
  })
  const rebound = (name: string, headers: Record<string, string>): Persona => ({
    suite: 'rebinding',
    name,
    headers: { cookie, ...headers },
    expects: 'gate',
  })
  const neighbour = (name: string, headers: Record<string, string>): Persona => ({
    suite: 'neighbour',
    name,
    headers: { host, cookie, 'sec-fetch-site': 'same-site', ...headers },
    expects: 'gate',
  })
  return [
    {
      suite: 'anonymous',
      name: 'own page without a session',
      headers: { host, origin: product.url, 'sec-fetch-site': 'same-origin' },
      expects: 'login',
    },
    {
      suite: 'anonymous',
      name: 'forged session cookie',
      headers: { host, origin: product.url, cookie: `scorepoint_session_${port}=${'A'.repeat(43)}` },
      expects: 'login',
    },
    {
      suite: 'anonymous',
      name: 'bearer token instead of a session',
      headers: { host, origin: product.url, authorization: `Bearer ${product.token}` },
      expects: 'login',
    },
    {
      suite: 'anonymous',
      name: 'framework headers that once skipped checks',
      headers: {
        host,
        origin: product.url,
        'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware',
        'next-resume': '1',
        'x-forwarded-for': '127.0.0.1',
        'x-original-url': '/signin',
        'x-matched-path': '/signin',
        'x-http-method-override': 'DELETE',
      },
      expects: 'login',
    },
    crossSite('fetch', { origin: evil, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }),
    crossSite('old browser without fetch metadata', { origin: evil }),
    crossSite('sandboxed frame (null origin)', { origin: 'null', 'sec-fetch-site': 'cross-site' }),
    crossSite('malformed origin', { origin: 'http://127.0.0.1:%zz' }),
    crossSite('origin that begins like ours', { origin: `${product.url}.evil.example` }),
    crossSite('forged forwarded host', {
      origin: evil,
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
      'x-forwarded-proto': 'https',
    }),
    crossSite('image or frame', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }),
    rebound('rebound name', { host: `evil.example:${port}`, origin: `http://evil.example:${port}`, 'sec-fetch-site': 'same-origin' }),
    rebound('rebound name, plain read', { host: `evil.example:${port}` }),
    rebound('rebound name with a forged forwarded host', { host: 'evil.example', 'x-forwarded-host': host, origin: product.url }),
    rebound('name that ends like ours', { host: `x127.0.0.1:${port}`, origin: product.url }),
    neighbour('page of a model on the scoring port', { origin: product.scoringUrl }),
    neighbour('its frame', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }),
    neighbour('page on localhost', { origin: `http://localhost:${port}` }),
  ]
}
