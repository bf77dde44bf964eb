import type { ExampleInput } from '@/lib/contract/example'
import type { Result } from '@/lib/problems/problem'

/** What the test panel changes. Server actions, handed down from the page so that components stay testable. */
export interface TestActions {
  starInvocation(input: { endpoint: string; id: string; starred: boolean }): Promise<Result<null>>
  /** Without an id: every entry that has no star. */
  forgetInvocations(input: { endpoint: string; id?: string }): Promise<Result<null>>
  saveExample(input: { endpoint: string; id?: string; example: ExampleInput }): Promise<Result<{ id: string }>>
  deleteExample(input: { endpoint: string; id: string }): Promise<Result<null>>
}
