/** The signed-in person's calls to the studio of a running product, without a browser: routes, and server actions by their names. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Product, type RawAnswer, send } from './start-product'

export interface StudioSession {
  cookie: string
  get(path: string): Promise<RawAnswer>
  /** The answer's JSON. @throws when its status is not 2xx. */
  json<T>(path: string): Promise<T>
  /** PUT or POST of a JSON body with this page's origin. */
  write(method: 'POST' | 'PUT', path: string, body: unknown): Promise<RawAnswer>
  /** Calls a server action of the page at `path` and answers its value. @throws with its problem. */
  action(name: string, path: string, input: unknown): Promise<unknown>
}

/** The number under which the built studio knows a server action. */
function actionId(name: string): string {
  const manifest = readFileSync(join(process.cwd(), '.next', 'server', 'server-reference-manifest.json'), 'utf8')
  const { node } = JSON.parse(manifest) as { node: Record<string, { exportedName?: string }> }
  const id = Object.entries(node).find(([, { exportedName }]) => exportedName === name)?.[0]
  if (id === undefined) throw new Error(`the built studio has no server action ${name}`)
  return id
}

/** `cookie`: that of an earlier sign-in, absent for a new one. */
export async function studioSession(product: Product, cookie?: string): Promise<StudioSession> {
  const own = { cookie: cookie ?? (await product.signIn()), 'sec-fetch-site': 'same-origin' }
  const get = (path: string) => send(product.url, 'GET', path, own)
  return {
    cookie: own.cookie,
    get,
    async json<T>(path: string) {
      const answer = await get(path)
      if (answer.status < 200 || answer.status > 299) throw new Error(`${path} answered ${answer.status}: ${answer.text.slice(0, 500)}`)
      return JSON.parse(answer.text) as T
    },
    write: (method, path, body) =>
      send(product.url, method, path, { ...own, origin: product.url, 'content-type': 'application/json' }, JSON.stringify(body)),
    async action(name, path, input) {
      const headers = { ...own, origin: product.url, accept: 'text/x-component', 'next-action': actionId(name) }
      const plain = { ...headers, 'content-type': 'text/plain;charset=UTF-8' }
      const answer = await send(product.url, 'POST', path, plain, JSON.stringify([input]))
      // The answer is React's: numbered lines, one of which is the action's result.
      const line = answer.text.split('\n').find((one) => /^\d+:\{"ok":/.test(one))
      if (!line) throw new Error(`${name} answered ${answer.status}: ${answer.text.slice(0, 500)}`)
      const result = JSON.parse(line.slice(line.indexOf(':') + 1)) as { ok: boolean; value?: unknown; problem?: unknown }
      if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.problem)}`)
      return result.value
    },
  }
}
