import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { earlierDraft, runOf } from '@/components/test/earlier-run'
import type { Run } from '@/components/test/read-events'
import type { RequestDraft } from '@/components/test/request-draft'
import type { TestActions } from '@/components/test/test-actions'
import { showProblem, showSuccess } from '@/components/ui/toast'
import type { Example } from '@/lib/contract/example'
import type { Invocation, InvocationSummary } from '@/lib/contract/invoke'
import { ProblemError, type Result } from '@/lib/problems/problem'
import { examplesQuery } from '@/lib/queries/examples'
import { invocationQuery } from '@/lib/queries/invocations'

/** What the panel does with kept requests and examples; every failure is said in a toast. */
export function useKept(endpoint: string, actions: TestActions) {
  const t = useTranslations('test')
  const client = useQueryClient()
  const refreshHistory = () => client.invalidateQueries({ queryKey: ['invocations', endpoint] })
  const refreshExamples = () => client.invalidateQueries({ queryKey: examplesQuery(endpoint).queryKey })
  const said = <T>(answer: Result<T>, title: string): answer is { ok: true; value: T } => {
    if (!answer.ok) showProblem(title, answer.problem)
    return answer.ok
  }
  return {
    refreshExamples,
    /** An earlier request with its answer; undefined when it is gone, which is said unless `quietly`. */
    async read(id: string, manner?: 'quietly'): Promise<{ entry: Invocation; run: Run; draft: RequestDraft } | undefined> {
      try {
        const entry = await client.fetchQuery(invocationQuery(endpoint, id))
        return { entry, run: runOf(entry), draft: await earlierDraft(endpoint, entry) }
      } catch (failure) {
        if (!(failure instanceof ProblemError)) throw failure
        if (!manner) showProblem(t('historyFailed'), failure.problem)
        return undefined
      }
    },
    async star(entry: InvocationSummary): Promise<void> {
      if (said(await actions.starInvocation({ endpoint, id: entry.id, starred: !entry.starred }), t('starFailed'))) await refreshHistory()
    },
    async forget(id: string | undefined): Promise<void> {
      if (said(await actions.forgetInvocations({ endpoint, ...(id ? { id } : {}) }), t('deleteFailed'))) await refreshHistory()
    },
    async deleteExample(example: Example): Promise<void> {
      if (!said(await actions.deleteExample({ endpoint, id: example.id }), t('deleteFailed'))) return
      await refreshExamples()
      showSuccess(t('exampleDeleted', { name: example.name }))
    },
  }
}
