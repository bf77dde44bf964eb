import type { Explanation } from '@/lib/contract/scorepoint'
import { explainBuild } from '@/lib/domain/explain/build'
import { hintFor } from '@/lib/problems/catalogue'
import { ProblemError } from '@/lib/problems/problem'
import type { ToolResult } from './run-tool'

/** The error of a build that failed, was aborted or took too long: Azure's code with the decisive line and what to do. */
export function buildFailure(lines: string[], ended: ToolResult['ended']): ProblemError {
  if (ended === 'aborted') {
    return new ProblemError(
      {
        code: 'OperationCanceled',
        message: 'The environment build was canceled.',
        origin: 'agent',
        retryable: true,
        hint: hint({ code: 'OperationCanceled' }),
      },
      409,
    )
  }
  const explanation = explainBuild(ended === 'timeout' ? [...lines, 'error: the build took too long and was ended'] : lines)
  const message = explanation.decisiveLine === undefined ? explanation.cause : `${explanation.cause} ${explanation.decisiveLine}`
  return new ProblemError(
    { code: explanation.code, message, origin: 'runtime', retryable: explanation.rule === 'offline', hint: hint(explanation) },
    400,
  )
}

function hint(explanation: Pick<Explanation, 'code'> & Partial<Explanation>) {
  const general = hintFor(explanation.code)
  return {
    cause: explanation.cause ?? general?.cause ?? '',
    fix: explanation.fix ?? general?.fix ?? '',
    ...(general?.docs === undefined ? {} : { docs: general.docs }),
  }
}
