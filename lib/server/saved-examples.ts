import 'server-only'
import { type ExampleInput, maxExampleBytes } from '@/lib/contract/example'
import { findExampleNamed, saveExample } from '@/lib/db/examples'
import { withoutSecrets } from '@/lib/domain/request-schema/without-secrets'
import { type Problem, ProblemError } from '@/lib/problems/problem'

/**
 * Saves an example, or with `id` changes it; credentials in headers and query are not kept. Answers its id.
 * Throws Studio.ExampleTooLarge, Studio.ExampleNameTaken and Studio.ExampleNotFound.
 */
export async function keepExample(endpoint: string, input: ExampleInput, id: string | undefined): Promise<string> {
  if (Buffer.byteLength(input.body) > maxExampleBytes)
    throw refused(
      'Studio.ExampleTooLarge',
      `The request is longer than the ${maxExampleBytes / 1024 / 1024} MiB an example may have.`,
      'body',
    )
  const holder = await findExampleNamed(endpoint, input.name)
  if (holder !== undefined && holder !== id)
    throw refused('Studio.ExampleNameTaken', `There is an example called "${input.name}" already.`, 'name')
  const saved = await saveExample(endpoint, withoutSecrets(input), id)
  if (saved === undefined) throw refused('Studio.ExampleNotFound', 'This example was deleted meanwhile.', 'id')
  return saved
}

function refused(code: string, message: string, target: string): ProblemError {
  const problem: Problem = { code, message, target, origin: 'input', retryable: false }
  return new ProblemError(problem, code === 'Studio.ExampleNotFound' ? 404 : 409)
}
