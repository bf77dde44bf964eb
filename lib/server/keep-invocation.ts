import 'server-only'
import type { AssertionResult } from '@/lib/contract/example'
import type { Revision, StoredRequest } from '@/lib/contract/invoke'
import type { EndpointStatus } from '@/lib/contract/scorepoint'
import { findExample, setExampleRun } from '@/lib/db/examples'
import { insertInvocation } from '@/lib/db/invocations'
import { checkAssertions } from '@/lib/domain/assertions/assertions'
import { withoutSecrets } from '@/lib/domain/request-schema/without-secrets'
import { type BodyEncoding, type KeptBody, openBodySpool, readBodyPart, removeBodies } from '@/lib/server/invocation-bodies'

/** Longest answer whose assertions are checked. */
const checkedBytes = 16 * 1024 * 1024

export interface EndedInvocation {
  id: string
  /** As it was when the request was sent. */
  status: Pick<EndpointStatus, 'name' | 'deployments'>
  input: StoredRequest & { deployment?: string; example?: string }
  answer: { status: number; headers: Record<string, string>; firstByteMs: number } | undefined
  body: (KeptBody & { encoding: BodyEncoding }) | undefined
  totalMs: number
  failure?: string
}

/** Writes an ended request to the history without its credentials, and judges it when it was a saved example. Answers the judgement. */
export async function keepInvocation(ended: EndedInvocation): Promise<AssertionResult[] | undefined> {
  const { id, status, input, answer, body, totalMs } = ended
  const answeredBy = answer?.headers['azureml-model-deployment']
  const request = await keptRequest(id, input)
  const revision = revisionOf(status, answeredBy)
  const checks = await judge(ended, revision)
  const gone = await insertInvocation(status.name, {
    id,
    deployment: input.deployment,
    ...request,
    status: answer?.status,
    responseEncoding: body?.encoding ?? 'text',
    responseBody: body?.beginning,
    responseBytes: body?.bytes ?? 0,
    responseHeaders: answer?.headers,
    answeredBy,
    revision,
    durationMs: Math.round(totalMs),
    firstByteMs: answer?.firstByteMs,
    failure: ended.failure,
    exampleId: checks ? input.example : undefined,
    checks,
  })
  await removeBodies(gone)
  return checks
}

async function keptRequest(id: string, input: StoredRequest) {
  const { headers, query } = withoutSecrets(input)
  const spool = openBodySpool(id, 'request', input.encoding)
  await spool.write(Buffer.from(input.body, input.encoding === 'base64' ? 'base64' : 'utf8'))
  const { beginning, bytes } = await spool.close()
  return {
    requestEncoding: input.encoding,
    requestBody: beginning,
    requestBytes: bytes,
    requestHeaders: headers,
    query,
    timeoutMs: input.timeoutMs,
  }
}

function revisionOf({ deployments }: EndedInvocation['status'], name: string | undefined): Revision | undefined {
  const found = deployments.find((deployment) => deployment.name === name)
  return found && { model: found.model, environment: found.environment, modifiedAt: found.modifiedAt }
}

async function judge(ended: EndedInvocation, revision: Revision | undefined): Promise<AssertionResult[] | undefined> {
  const { id, status, input, answer, totalMs, failure } = ended
  const example = input.example === undefined ? undefined : await findExample(status.name, input.example)
  if (!example) return undefined
  const checks = checkAssertions(example.assertions, { status: answer?.status, text: await wholeText(ended), totalMs })
  await setExampleRun(example.id, {
    at: new Date().toISOString(),
    invocationId: id,
    answeredBy: answer?.headers['azureml-model-deployment'],
    deploymentModifiedAt: revision?.modifiedAt,
    status: answer?.status,
    durationMs: Math.round(totalMs * 10) / 10,
    // An example without assertions says at least that it is answered.
    passed: failure === undefined && checks.every(({ passed }) => passed) && (checks.length > 0 || (answer?.status ?? 0) < 300),
    failure,
    checks,
  })
  return checks
}

async function wholeText({ id, body }: EndedInvocation): Promise<string | undefined> {
  if (body?.encoding !== 'text') return undefined
  if (Buffer.byteLength(body.beginning) >= body.bytes) return body.beginning
  if (body.bytes > checkedBytes) return undefined
  return (await readBodyPart(id, 'response', 0, checkedBytes))?.text
}
