import { hintFor } from '@/lib/problems/catalogue'
import { ProblemError } from '@/lib/problems/problem'
import { redactLine } from './redact'

const noConnection =
  /dns error|\(Connect\)|error sending request|Failed to fetch|timed out|Connection refused|tunnel|No such file|not found in the package registry|403 Forbidden|404 Not Found/i

/**
 * The error of a build that could not read PyTorch's index; undefined when something else went wrong. Without this, people would be told
 * to check their network while PyPI answers well.
 */
export function torchIndexFailure(lines: readonly string[], index: string): ProblemError | undefined {
  const place = index.startsWith('/') || !URL.canParse(index) ? index : new URL(index).host
  const decisive = lines.find((line) => line.includes(place) && noConnection.test(line)) ?? undefined
  if (decisive === undefined) return undefined
  const hint = hintFor('Agent.TorchIndexUnreachable')
  return new ProblemError(
    {
      code: 'Agent.TorchIndexUnreachable',
      message: `PyTorch for the processor comes from ${redactLine(index)}, which cannot be read: ${decisive.trim()}`,
      target: 'SCOREPOINT_TORCH_INDEX',
      origin: 'runtime',
      retryable: true,
      ...(hint === undefined ? {} : { hint }),
    },
    400,
  )
}
