import { z } from 'zod'
import type { FieldSnippet } from '@/lib/contract/yaml/fields'
import { type EditorKind, editorSchemas } from '@/lib/contract/yaml/kinds'

/** A JSON Schema object, ready for monaco-yaml. */
export type JsonSchema = Record<string, unknown>

/**
 * JSON Schema (draft-07) of one kind of file, made from the zod schema: completion, hover and squiggles of the editor.
 * `io: input`, since the editor shows what people write (numbers where text is meant are fine). Words and snippets are said
 * in the keys YAML language servers read, `enumDescriptions` and `defaultSnippets`.
 */
export function yamlJsonSchema(kind: EditorKind): JsonSchema {
  return {
    ...z.toJSONSchema(editorSchemas[kind], {
      target: 'draft-7',
      io: 'input',
      override: ({ jsonSchema }) => {
        const { values, snippets } = jsonSchema
        if (isWords(values) && jsonSchema.enum) jsonSchema.enumDescriptions = jsonSchema.enum.map((word) => values[String(word)] ?? '')
        if (Array.isArray(snippets)) jsonSchema.defaultSnippets = snippets satisfies FieldSnippet[]
        delete jsonSchema.snippets
      },
    }),
  }
}

function isWords(values: unknown): values is Record<string, string> {
  return typeof values === 'object' && values !== null
}
