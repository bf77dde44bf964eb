import { type CreateNodeOptions, Document, type DocumentOptions, Scalar, type ScalarTag, type ToStringOptions, visit } from 'yaml'

/** Floats with an exponent get a dot: without one they are text to `az ml`. */
const dottedFloat: ScalarTag = {
  identify: (value) => typeof value === 'number' && /e/.test(String(value)),
  default: true,
  tag: 'tag:yaml.org,2002:float',
  // For writing only.
  test: /^(?!)/,
  resolve: (text) => text,
  stringify: ({ value }) => String(value).replace(/^(-?\d+)e/, '$1.0e'),
}

/**
 * What not every reader takes from a plain text or a block: a lone `=` or `<<`, a `?` at the start (to YAML 1.1 a key, within `{}`),
 * blanks and line ends alone (the writer's block loses the blanks), tabs, control characters, and the line ends only YAML 1.1 knows.
 */
const needsQuotes = /^(?:=|<<)$|^\?|^[ \n]+$|[^\n\u0020-\u007e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u

/** As JSON escapes them, which YAML reads, too: JSON itself leaves these as they are, and YAML 1.1 folds some of them to a blank. */
const escaped = (text: string): string =>
  text.replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** A text in double quotes on one line, the same to readers of JSON, YAML 1.1 and 1.2. */
export const doubleQuoted = (text: string): string => escaped(JSON.stringify(text))

/**
 * Plain data as YAML that means the same to readers of YAML 1.1 (`az ml`, the SDK) and 1.2: text such as `on`, `010` or
 * `2026-11-22` is quoted. Long texts stay on one line (the writer's quotes over several lines lose blanks), repeated objects are written out.
 */
export function yamlText(data: unknown, options: DocumentOptions & CreateNodeOptions & ToStringOptions = {}): string {
  const document = new Document(data, {
    ...options,
    aliasDuplicateObjects: false,
    compat: 'yaml-1.1',
    customTags: (tags) => [dottedFloat, ...tags],
  })
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && needsQuotes.test(node.value)) node.type = Scalar.QUOTE_DOUBLE
    },
  })
  // These characters stand in double quotes only.
  return escaped(document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER, ...options }))
}
