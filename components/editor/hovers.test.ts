import { expect, it } from 'vitest'
import { languageWords, loadFieldWords } from '@/components/editor/language-words'
import { documentKinds, type EditorKind } from '@/lib/contract/yaml/kinds'
import { hoverYaml } from '@/lib/domain/yaml-language/hover'
import { keysAt, type Path, schemasAt } from '@/lib/domain/yaml-language/schema'

/** Every key of a kind: of mappings, of what lists hold, and of maps whose keys are names. */
function* keyPaths(kind: EditorKind, path: Path = []): Generator<Path> {
  for (const { name } of keysAt(kind, path)) {
    yield [...path, name]
    yield* keyPaths(kind, [...path, name])
  }
  const nodes = schemasAt(kind, path)
  if (nodes.some(({ items }) => items)) yield* keyPaths(kind, [...path, 0])
  if (nodes.some(({ additionalProperties }) => typeof additionalProperties === 'object' && keysIn(additionalProperties)))
    yield* keyPaths(kind, [...path, 'any'])
}

const keysIn = (node: object): boolean => 'properties' in node || 'anyOf' in node

/** A document with the key alone, and where it stands. */
function documentOf(path: Path): { text: string; offset: number } {
  let text = ''
  let indent = ''
  for (const [index, step] of path.entries()) {
    if (typeof step === 'number') {
      text += `${indent}- `
      indent += '  '
      continue
    }
    const before = text.endsWith('- ') ? '' : indent
    if (index === path.length - 1) return { text: `${text}${before}"${step}": 1\n`, offset: text.length + before.length + 2 }
    text += `${before}"${step}":\n`
    indent += '  '
  }
  throw new Error('a path ends in a key')
}

it.each([...documentKinds, 'conda'] as const)(
  'every key of the file %s has a hover with meaning and source, and default and limit where there are any',
  async (kind) => {
    await loadFieldWords('de')
    const paths = [...keyPaths(kind)]
    expect(paths.length).toBeGreaterThan(5)
    const wanting = paths.flatMap((path) => {
      const { text, offset } = documentOf(path)
      const hover = hoverYaml(text, offset, kind)
      if (!hover) return [`${path.join('.')}: no hover`]
      const { description, default: standard, limit, source } = hover.field
      const english = languageWords('en').hover(hover, kind).join('\n')
      const german = languageWords('de').hover(hover, kind).join('\n')
      const lacks = [
        !description && 'meaning',
        !source && 'source',
        description && german.includes(description) && 'German',
        !/\(https:\/\//.test(german) && 'link',
        standard !== undefined && typeof standard !== 'object' && !german.includes(`\`${String(standard)}\``) && 'default',
        limit !== undefined && !english.includes(limit.slice(0, 5)) && 'limit',
      ].filter(Boolean)
      return lacks.length > 0 ? [`${path.join('.')}: ${lacks.join(', ')}`] : []
    })
    expect(wanting).toEqual([])
  },
)
