/** The error of a failed image build: the step, its line in the Dockerfile or conda file, the deciding line of its output. Pure. */
import { redactLine } from '@/agent/environments/redact'
import { parseConda, requirementName } from '@/lib/domain/conda/conda'
import { explainBuild } from '@/lib/domain/explain/build'
import { hintFor } from '@/lib/problems/catalogue'
import { ProblemError } from '@/lib/problems/problem'
import type { TraceFailure } from './build-trace'
import { type Instruction, instructionOfStep, parseDockerfile } from './dockerfile'
import { pullProblem } from './pull-image'

export interface FailedBuild {
  failure: TraceFailure
  /** As it was built. */
  dockerfile: string
  /** Name of the user's Dockerfile; absent when it was generated. */
  dockerfilePath?: string
  /** Text and name of the conda file, when it is what is built. */
  condaFile?: { text: string; name: string }
}

const longestCommand = 160

/** Azure's code; the message begins with file and line, and ends with the line that decides. */
export function buildProblem({ failure, dockerfile, dockerfilePath, condaFile }: FailedBuild): ProblemError {
  const instructions = parseDockerfile(dockerfile)
  const instruction = failure.step === undefined ? byMessage(instructions, failure.message) : instructionOfStep(instructions, failure.step)
  const line = instruction?.line ?? Number(/\bline (\d+)/.exec(failure.message)?.[1] ?? Number.NaN)
  const where = dockerfilePath === undefined || Number.isNaN(line) ? '' : `${dockerfilePath}, line ${line}: `
  const missingBase = /^\[internal\] load metadata for (\S+)$/.exec(failure.step ?? '')?.[1]
  if (missingBase !== undefined) return pullProblem(missingBase.replace(/^docker\.io\/(?:library\/)?/, ''), where, failure.message)

  const explanation = explainBuild(failure.lines.length > 0 ? failure.lines : [failure.message])
  const known = explanation.rule !== 'unknown'
  const condaLine = condaFile && lineOfRequirement(condaFile.text, [explanation.decisiveLine ?? '', ...failure.lines.slice(-20).reverse()])
  const place = condaFile && condaLine !== undefined ? `${condaFile.name}, line ${condaLine}: ` : condaFile ? `${condaFile.name}: ` : where
  const exit = /exit code: (\d+)|non-zero code: (\d+)/.exec(failure.message)
  const exitCode = exit?.[1] ?? exit?.[2]
  const cause = known
    ? explanation.cause
    : exitCode !== undefined
      ? `The step ended with exit code ${exitCode}.`
      : 'The builder refused the step.'
  // Without output the builder's own sentence is all there is.
  const decisive = failure.lines.length > 0 ? explanation.decisiveLine : ownWords(failure.message)
  const command = shortCommand(failure.step, instruction)
  const message = `${place}${command === undefined ? '' : `${command}: `}${cause}${decisive ? ` ${redactLine(decisive)}` : ''}`
  const hint = known
    ? { cause: explanation.cause, fix: explanation.fix }
    : {
        cause,
        fix: condaFile
          ? 'Correct the packages the line names; the build log shows everything conda and pip said.'
          : `Correct ${Number.isNaN(line) ? 'the Dockerfile' : `line ${line} of the Dockerfile`}; the build log shows what the step printed before.`,
      }
  const docs = hintFor('ImageBuildFailure')?.docs
  return new ProblemError(
    {
      code: 'ImageBuildFailure',
      message,
      target: condaFile ? 'conda_file' : dockerfilePath === undefined ? 'image' : 'build.dockerfile_path',
      origin: 'runtime',
      retryable: explanation.rule === 'offline',
      hint: { ...hint, ...(docs === undefined ? {} : { docs }) },
      ...(failure.step === undefined
        ? {}
        : { details: [{ code: 'ImageBuildFailure', message: `Failing step: ${failure.step}`, origin: 'runtime', retryable: false }] }),
    },
    400,
  )
}

/** Newer builders name the line only in their sentence; the unknown word leads to it too. */
function byMessage(instructions: readonly Instruction[], message: string): Instruction | undefined {
  const word = /unknown instruction: (\S+)/i.exec(message)?.[1]
  return word === undefined ? undefined : instructions.find(({ keyword }) => keyword === word.toUpperCase())
}

function ownWords(message: string): string {
  return message
    .replace(
      /^(?:failed to solve(?: with frontend \S+)?: |failed to create LLB definition: |failed to compute cache key: |\(HTTP code \d+\) \S+(?: \S+)* - )+/,
      '',
    )
    .trim()
}

function shortCommand(step: string | undefined, instruction: Instruction | undefined): string | undefined {
  const text = step?.replace(/^\[[^\]]*\] /, '') ?? (instruction ? `${instruction.keyword} ${instruction.rest}` : undefined)
  if (text === undefined) return undefined
  return text.length > longestCommand ? `${text.slice(0, longestCommand)}…` : text
}

/** The line of the conda file whose package one of the lines names, the first line that names any. */
function lineOfRequirement(text: string, lines: readonly string[]): number | undefined {
  const { requirements, sources } = parseConda(text)
  const names = requirements.map((one) => requirementName(one))
  for (const line of lines) {
    const words = new Set(
      line.split(/[^\w.[\]-]+/).map((word) =>
        word
          .replace(/\[.*$|[.,]+$/g, '')
          .toLowerCase()
          .replace(/[-_.]+/g, '-'),
      ),
    )
    const index = names.findIndex((name) => name !== undefined && words.has(name))
    if (index >= 0 && /error|no matching|not found|conflict|could not|requires|failed/i.test(line)) return sources[index]?.line
  }
  return undefined
}
