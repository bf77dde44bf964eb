import { z } from 'zod'
import { type DocumentKind, yamlSchemas } from '@/lib/contract/yaml/kinds'

/** A JSON Schema object, ready for monaco-yaml. */
export type JsonSchema = Record<string, unknown>

/**
 * JSON Schema (draft-07) of one kind of file, made from the zod schema: completion, hover and squiggles of the editor.
 * `io: input`, since the editor shows what people write (numbers where text is meant are fine).
 */
export function yamlJsonSchema(kind: DocumentKind): JsonSchema {
  return { ...z.toJSONSchema(yamlSchemas[kind], { target: 'draft-7', io: 'input' }) }
}
