/** The request's body: small ones whole, large ones piece by piece with back-pressure. */
import type { IncomingMessage } from 'node:http'

/** Up to this size a body is collected before it takes a slot, so that a slow sender keeps no worker waiting. */
export const wholeBodyBytes = 65_536

export class BodyTooLarge extends Error {
  constructor(readonly limit: number) {
    super(`the request body is larger than ${limit} bytes`)
    this.name = 'BodyTooLarge'
  }
}

/** Collects a small body. Never calls back when the client leaves in the middle. */
export function collectBody(request: IncomingMessage, done: (body: Buffer) => void): void {
  let whole: Buffer | undefined
  request.on('data', (chunk: Buffer) => {
    whole = whole === undefined ? chunk : Buffer.concat([whole, chunk])
  })
  request.on('end', () => done(whole ?? Buffer.alloc(0)))
}

/** Sees a body go by. */
export interface BodyCopy {
  chunk(chunk: Buffer): void
  /** It was complete. */
  end(): void
}

/**
 * The body as it arrives; reading starts when the worker is connected, so nothing is lost when connecting fails.
 * @throws BodyTooLarge when a body without declared length grows past the limit
 */
export async function* requestChunks(request: IncomingMessage, limit: number, copy?: BodyCopy): AsyncGenerator<Buffer> {
  let bytes = 0
  const chunks: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false })
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > limit) throw new BodyTooLarge(limit)
    copy?.chunk(chunk)
    yield chunk
  }
  copy?.end()
}
