/** Saved examples of the test panel: a request by name, and assertions about its answer that make a set of them a test suite. */
import { z } from 'zod'
import { storedRequestSchema } from '@/lib/contract/invoke'

/** More would be a load test, which this is not. */
export const maxAssertions = 50
/** Bytes of a request kept as an example; a longer one belongs into a file. */
export const maxExampleBytes = 4 * 1024 * 1024

const path = z.string().trim().min(1, 'Name a JSON path such as $.predictions[0].').max(500)

export const assertionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), equals: z.number().int().min(100).max(599) }),
  /** The value at the path is this JSON value, member by member. */
  z.object({ kind: z.literal('equals'), path, value: z.json() }),
  /** Every number at the path differs from its counterpart by at most `tolerance`. */
  z.object({ kind: z.literal('within'), path, value: z.json(), tolerance: z.number().min(0) }),
  z.object({ kind: z.literal('contains'), text: z.string().min(1).max(10_000) }),
  z.object({ kind: z.literal('latency'), maxMs: z.number().min(1).max(3_600_000) }),
])
export type Assertion = z.infer<typeof assertionSchema>
export const assertionKinds = ['status', 'equals', 'within', 'contains', 'latency'] as const satisfies readonly Assertion['kind'][]

/** What became of one assertion, in their order. `actual` is short enough for a table cell. */
export interface AssertionResult {
  assertion: Assertion
  passed: boolean
  actual: string
}

export interface ExampleRun {
  at: string
  invocationId: string
  /** Deployment that answered. */
  answeredBy?: string
  /** Its last change then: a later one makes this run old. */
  deploymentModifiedAt?: string
  status?: number
  durationMs: number
  passed: boolean
  /** Why there was no answer. */
  failure?: string
  checks: AssertionResult[]
}

export const exampleInputSchema = storedRequestSchema.extend({
  name: z.string().trim().min(1, 'An example needs a name.').max(100, 'A name has at most 100 characters.'),
  /** Absent: by traffic. */
  deployment: z.string().min(1).max(64).optional(),
  assertions: z.array(assertionSchema).max(maxAssertions),
})
export type ExampleInput = z.infer<typeof exampleInputSchema>

export interface Example extends ExampleInput {
  id: string
  lastRun?: ExampleRun
  createdAt: string
  updatedAt: string
}
