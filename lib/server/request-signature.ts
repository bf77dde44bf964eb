import 'server-only'
import { request as send } from 'undici'
import { scoringCredential } from '@/lib/arm/scoring-credential'
import { endpointStatus } from '@/lib/arm/status'
import { type RequestSignature, signatureOf } from '@/lib/domain/request-schema/schema'
import { ProblemError } from '@/lib/problems/problem'
import { getConnection } from '@/lib/server/connection'
import { localScoringUri } from '@/lib/server/scoring-uri'

/** A swagger is a description, not data. */
const longestSwagger = 2 * 1024 * 1024
const waitMs = 5000

/**
 * What the deployment (or the one with most traffic) expects, from the OpenAPI document the inference server derives from the
 * decorators of inference-schema. Undefined when it has none or does not answer; the panel then knows nothing about the body.
 * Throws ProblemError when the endpoint cannot be read.
 */
export async function requestSignature(endpoint: string, deployment: string | undefined): Promise<RequestSignature | undefined> {
  const connection = getConnection()
  const status = await endpointStatus(connection, endpoint)
  const uri = localScoringUri(status.swaggerUri || status.scoringUri.replace(/\/score$/, '/swagger.json'))
  const credential = await scoringCredential(connection, status)
  const headers = { authorization: `Bearer ${credential}`, ...(deployment ? { 'azureml-model-deployment': deployment } : {}) }
  // Version 2 cannot describe arrays of mixed types; the server then has version 3 only.
  return (await read(uri, headers)) ?? (await read(new URL('?version=3', uri), headers))
}

async function read(uri: URL, headers: Record<string, string>): Promise<RequestSignature | undefined> {
  try {
    const { statusCode, body } = await send(uri, { headers, signal: AbortSignal.timeout(waitMs) })
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of body) {
      text += decoder.decode(chunk as Uint8Array, { stream: true })
      if (text.length > longestSwagger) return undefined
    }
    return statusCode === 200 ? signatureOf(JSON.parse(text)) : undefined
  } catch (error) {
    if (error instanceof ProblemError) throw error
    // No instance is ready, a custom container answers something else, or not in time: nothing is known about the body.
    return undefined
  }
}
