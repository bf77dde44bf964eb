import type { Finding } from '@/lib/contract/finding'

/** What the parser of the yaml package found, in our words; `reason` holds the parser's own. The same sentences in German: `yaml-syntax` of rules.json. */
const sentences = {
  quote: ['A quote {found} is opened and never closed.', 'Write the quote that closes it, or double a quote that belongs to the text.'],
  bracket: [
    'What stands in brackets does not end with {found}, or is not indented far enough.',
    'Write the closing bracket, and indent the lines further than the key they belong to.',
  ],
  comma: [
    'A comma is missing between two entries in brackets.',
    'Write a comma between them; a text with signs of its own goes in quotes.',
  ],
  colon: ['A colon is missing behind a key.', 'Write key: value, with a space behind the colon.'],
  colonSpace: ['The space behind a colon is missing.', 'Write key: value, with a space behind the colon.'],
  dash: ['A list item has no dash.', 'Begin every item with a dash and a space.'],
  commentSpace: ['A comment is not parted from what stands before it.', 'Write a space before the #, or put a text with # in quotes.'],
  anchorSpace: ['An anchor (&) or tag (!) is not parted from what follows.', 'Write a space behind it.'],
  document: [
    'A line --- or %… begins another part of a file at a place where none can begin.',
    'Remove the line, or put the text in quotes.',
  ],
  indentation: [
    'The indentation fits none of the lines above.',
    'Begin the keys of one mapping, and the dashes of one list, in the same column.',
  ],
  twoKeys: ['Two keys stand in one line.', 'Write the second one into its own line, or put a value with a colon in quotes.'],
  blockInBrackets: [
    'A list with dashes, or keys by indentation, stand inside brackets.',
    'Inside brackets write {a: 1} and [a, b], or leave the brackets out.',
  ],
  keyLines: ['A key goes over several lines; mostly the colon behind it is missing.', 'Write key: value in one line.'],
  keyLength: ['A key is longer than 1,024 characters.', 'Shorten it; mostly a colon or a quote is missing before.'],
  start: ['A value cannot begin with {found}.', 'Put the value in quotes.'],
  escape: [
    'The escape {found} does not exist in double quotes.',
    'Write the backslash twice, or put the text in single quotes, where it means itself.',
  ],
  token: ['{found} stands where nothing of that kind can stand.', 'Remove it, or put the text it belongs to in quotes.'],
  behind: ['Behind a value that has ended stands more text.', 'Put the whole value in quotes, or write what follows into its own line.'],
  dashBehindKey: ['A dash stands in the line of a key.', 'Begin the list in the line below.'],
  emptyEntry: ['An entry in brackets is empty.', 'Remove the comma that is too many.'],
  tab: ['A tab indents this line.', 'YAML is indented by spaces: write spaces.'],
  anchor: [
    'An anchor (&) or alias (*) has no name, or one that ends in a colon.',
    'Name it with letters and digits, or put the text in quotes.',
  ],
  aliasMore: ['An alias (*) bears an anchor or a tag of its own.', 'Write the alias alone.'],
  anchorsTwice: ['A value has two anchors or two tags.', 'Keep one.'],
  anchorOrder: ['An anchor or tag stands before the sign it belongs behind.', 'Write it behind the dash, the question mark or the colon.'],
  keyTwice: ['A key is written twice.', 'Keep one.'],
  sign: ['A lone {found} has a meaning of its own in YAML, which az ml does not know here.', 'Put it in quotes.'],
  other: ['Here stands something YAML does not know.', 'Check indentation, colons and quotes at this place.'],
} as const satisfies Record<string, readonly [message: string, fix: string]>

/** Stable word for a kind of syntax error; value `fault` of findings of the rule `yaml-syntax`. */
export type YamlFault = keyof typeof sentences
export const yamlFaults = Object.keys(sentences) as readonly YamlFault[]

interface Fault {
  fault: YamlFault
  /** The character or word it is about. */
  found?: string
}

/** Parts of a code, by the words of the parser; the first that fits. */
const kinds: Readonly<Record<string, readonly (readonly [RegExp, YamlFault])[]>> = {
  ALIAS_PROPS: [[/^/, 'aliasMore']],
  BAD_ALIAS: [[/^/, 'anchor']],
  BAD_DIRECTIVE: [[/^/, 'document']],
  BAD_DQ_ESCAPE: [[/(\\.*)$/s, 'escape']],
  BAD_INDENT: [
    [/end with a (\S)/, 'bracket'],
    [/^/, 'indentation'],
  ],
  BAD_PROP_ORDER: [[/^/, 'anchorOrder']],
  BAD_SCALAR_START: [[/ (\S)$/, 'start']],
  BLOCK_AS_IMPLICIT_KEY: [[/^/, 'twoKeys']],
  BLOCK_IN_FLOW: [[/^/, 'blockInBrackets']],
  DUPLICATE_KEY: [[/^/, 'keyTwice']],
  KEY_OVER_1024_CHARS: [[/^/, 'keyLength']],
  MISSING_CHAR: [
    [/^Missing closing (["'])/, 'quote'],
    [/must end with a (\S)/, 'bracket'],
    [/^Missing , /, 'comma'],
    [/^Missing space after :/, 'colonSpace'],
    [/followed by map values/, 'colon'],
    [/without - indicator/, 'dash'],
    [/^Comments/, 'commentSpace'],
    [/^Tags and anchors/, 'anchorSpace'],
    [/directives-end/, 'document'],
    [/^Missing newline after/, 'anchorOrder'],
  ],
  MULTILINE_IMPLICIT_KEY: [[/^/, 'keyLines']],
  MULTIPLE_ANCHORS: [[/^/, 'anchorsTwice']],
  MULTIPLE_TAGS: [[/^/, 'anchorsTwice']],
  TAB_AS_INDENT: [[/^/, 'tab']],
  UNEXPECTED_TOKEN: [
    [/at node end$/, 'behind'],
    [/^Unexpected block-seq-ind on same line/, 'dashBehindKey'],
    [/empty item|^Unexpected , in /, 'emptyEntry'],
    [/^Block scalar header includes extra characters: (.+)$/s, 'token'],
    [/^Unexpected (\W+) in /, 'token'],
    [/^Unexpected (flow-map-end|flow-seq-end)/, 'token'],
    [/: "((?:[^"\\]|\\.){1,20})"$/s, 'token'],
  ],
}

/** What the lexer calls what a person sees as a bracket. */
const seen: Readonly<Record<string, string>> = { 'flow-map-end': '}', 'flow-seq-end': ']' }

function faultOf(code: string, reason: string): Fault {
  for (const [pattern, fault] of kinds[code] ?? []) {
    const match = pattern.exec(reason)
    if (!match) continue
    const found = match[1] === undefined ? undefined : (seen[match[1]] ?? match[1].trim())
    // A sentence that names what was found needs it.
    if (!found && sentences[fault][0].includes('{found}')) continue
    return { fault, ...(found ? { found } : {}) }
  }
  return { fault: 'other' }
}

/** The finding's words for one kind of syntax error. `reason` are the parser's own words, shown as a detail. */
export function sayYamlFault({ fault, found = '' }: Fault, reason: string): Required<SyntaxWords> {
  const [message, fix] = sentences[fault]
  return {
    rule: 'yaml-syntax',
    message: `This is no valid YAML: ${message.replace('{found}', () => found)}`,
    fix,
    values: { fault, found, reason },
  }
}

/** What is said about a text that cannot be read. */
export type SyntaxWords = Pick<Finding, 'rule' | 'message' | 'values'> & { fix: string }

/**
 * A syntax error of the yaml package in our words.
 * @param code one of its error codes, e.g. `MISSING_CHAR`
 * @param message its English sentence, with or without the place behind it
 * @param line the text around the place
 */
export function yamlSyntaxWords(code: string, message: string, line: string): SyntaxWords {
  if (/\{\{[^}]*\}\}/.test(line))
    return {
      rule: 'placeholder',
      message: 'A template placeholder {{…}} stands here; that is no YAML.',
      fix: 'Replace the placeholder by a value, or put it in quotes.',
    }
  if (code === 'TAG_RESOLVE_FAILED')
    return { rule: 'yaml-tag', message: 'Custom tags (a word that begins with !) are not allowed.', fix: 'Remove the tag.' }
  if (code === 'MULTIPLE_DOCS')
    return {
      rule: 'yaml-documents',
      message: 'The text holds several documents (---); one file describes one resource.',
      fix: 'Put each document into its own file.',
    }
  const reason = message.replace(/ at line \d+, column \d+.*$/s, '').replace(/:$/, '')
  return sayYamlFault(faultOf(code, reason), reason)
}

/** The line of a text around an offset (UTF-16 units), its first 400 characters. */
export function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  return text.slice(start, Math.min(end === -1 ? text.length : end, start + 400))
}
