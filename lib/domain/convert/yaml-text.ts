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

/** A lone `=` or `<<` and whatever holds a tab or a control character can be read by all only in double quotes. */
const needsQuotes = /^(?:=|<<)$|[^\n\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/**
 * Plain data as YAML that means the same to readers of YAML 1.1 (`az ml`, the SDK) and 1.2: text such as `on`, `010` or
 * `2026-11-22` is quoted. Long texts stay on one line, repeated objects are written out.
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
  return document.toString({ lineWidth: 0, ...options })
}
