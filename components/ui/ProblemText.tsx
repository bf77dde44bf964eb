'use client'

import { useProblemWords } from '@/components/ui/problem-words'
import { type Problem, ProblemError } from '@/lib/problems/problem'

/** What went wrong, in one or two sentences beside other text. */
export function ProblemText({ error }: { error: Error | Problem }) {
  const problem = 'code' in error ? error : error instanceof ProblemError ? error.problem : undefined
  return problem ? <Said problem={problem} /> : <span lang="en">{'message' in error ? error.message : ''}</span>
}

function Said({ problem }: { problem: Problem }) {
  const { message, fix, exact, isQuoted } = useProblemWords(problem)
  return (
    <span {...(isQuoted ? { lang: 'en' } : {})}>
      {message}
      {exact !== undefined && fix ? ` ${fix}` : null}
    </span>
  )
}
