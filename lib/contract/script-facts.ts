import { z } from 'zod'

/** A scoring script longer than this is no script, and is not read. */
export const maxScriptBytes = 512 * 1024

/** offset and length in UTF-16 code units, then line, column, end line, end column (1-based, the end exclusive). */
const span = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()])
export type Span = z.infer<typeof span>

const functionSchema = z.object({
  name: z.enum(['init', 'run']),
  span,
  isAsync: z.boolean(),
  isGenerator: z.boolean(),
  /** Full names, e.g. `inference_schema.schema_decorators.input_schema`. */
  decorators: z.array(z.string()),
  positionalOnly: z.array(z.string()),
  parameters: z.array(z.object({ name: z.string(), isRequired: z.boolean() })),
  /** Name after `*` and after `**`. */
  variable: z.string().nullable(),
  keywords: z.string().nullable(),
  indent: z.number(),
})

const importSchema = z.object({
  module: z.string(),
  /** Number of leading dots. */
  level: z.number(),
  /** Names taken by `from … import`. */
  members: z.array(z.string()),
  span,
  /** A failure is caught. */
  isGuarded: z.boolean(),
  isConditional: z.boolean(),
  /** Top-level function it stands in; null = run when the script is loaded. */
  function: z.string().nullable(),
})

const pathSchema = z.object({
  /** Below AZUREML_MODEL_DIR. */
  suffix: z.string(),
  span,
  /** Full names of the calls it is given to. */
  uses: z.array(z.string().nullable()),
  /** The script provides for its absence. */
  isOptional: z.boolean(),
  style: z.enum(['join', 'slash', 'format', 'plus', 'other']),
  /** `os.path.join` as it is written. */
  function: z.string().nullable(),
  /** The model folder as it is written in this expression. */
  root: z.string().nullable(),
})

const callSchema = z.object({
  /** Full name; begins with `?` when it is called on a value. */
  name: z.string(),
  span,
  function: z.string().nullable(),
  isConditional: z.boolean(),
  isGuarded: z.boolean(),
  /** First two arguments and keyword arguments: a literal as text, a name as `=full.name`. */
  first: z.string().nullable(),
  firstSpan: span.nullable(),
  second: z.string().nullable(),
  keywords: z.record(z.string(), z.string().nullable()),
  /** Environment variables whose values are among the arguments; `*` = all. */
  mentions: z.array(z.string()),
})

export const scriptFactsSchema = z.object({
  functions: z.array(functionSchema),
  /** Which of init and run the module has by any means. */
  bound: z.array(z.string()),
  /** Names may appear that cannot be seen (`import *`, exec). */
  isOpen: z.boolean(),
  /** Local name → full name. */
  aliases: z.record(z.string(), z.string()),
  imports: z.array(importSchema),
  paths: z.array(pathSchema),
  absoluteJoins: z.array(z.object({ text: z.string(), span })),
  calls: z.array(callSchema),
  /** Texts that look like a path of one certain machine. */
  literals: z.array(z.object({ text: z.string(), span })),
  /** What run() gives back and JSON cannot carry. */
  returns: z.array(z.object({ kind: z.enum(['ndarray', 'DataFrame', 'Series', 'bytes', 'set', 'predict']), span, isName: z.boolean() })),
})

/** What Python's own parser read out of a scoring script. */
export type ScriptFacts = z.infer<typeof scriptFactsSchema>
export type ScriptFunction = z.infer<typeof functionSchema>
export type ScriptPath = z.infer<typeof pathSchema>

export const scriptReadingSchema = z.object({
  /** Version of the Python that read it. */
  python: z.string(),
  facts: scriptFactsSchema.optional(),
  syntaxError: z
    .object({ message: z.string(), line: z.number(), column: z.number(), endLine: z.number(), endColumn: z.number() })
    .optional(),
  /** Why nothing can be said about it: too large, a NUL character, nested too deep, too long to read, or an answer nobody understands. */
  unreadable: z.enum(['large', 'nul', 'deep', 'slow', 'answer']).optional(),
})
export type ScriptReading = z.infer<typeof scriptReadingSchema>
