/** What python/drive.py writes. */
import { z } from 'zod'

const failure = z.object({
  error: z.string(),
  text: z.string(),
  status: z.number().optional(),
  code: z.string().nullish(),
  message: z.string().nullish(),
  details: z.array(z.object({ code: z.string().nullable(), message: z.string().nullable(), target: z.string().nullable() })).optional(),
})
export type Failure = z.infer<typeof failure>

export const seenSchema = z.object({
  version: z.string(),
  environments: z.looseObject({ versions: z.array(z.string()), conflict: failure, many: z.number() }),
  models: z.looseObject({ missing: failure, large: z.object({ blocks: z.number(), block_lists: z.number(), same: z.boolean() }) }),
  endpoints: z.looseObject({
    log: z.string(),
    log_server: z.string(),
    log_storage: z.string(),
    failures: z.record(z.string(), failure),
    gone: failure,
  }),
  token: z.looseObject({}),
  /** Group → its public methods, by introspection. */
  methods: z.record(z.string(), z.array(z.string())),
  /** Group → method → how its calls ended. */
  calls: z.record(z.string(), z.record(z.string(), z.array(z.union([z.literal('passed'), failure])))),
  /** Group → method → why it never reaches the agent. */
  not_applicable: z.record(z.string(), z.record(z.string(), z.string())),
  seconds: z.record(z.string(), z.number()),
  code_upload: z.object({ tickets: z.number(), lookups: z.number() }),
})
export type Seen = z.infer<typeof seenSchema>
