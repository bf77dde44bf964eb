import type { editor, IMarkdownString, languages, Position } from 'monaco-editor/editor.js'
import { languageWords, loadFieldWords } from '@/components/editor/language-words'
import type { Monaco } from '@/components/editor/load-monaco'
import type { Locale } from '@/i18n/locales'
import type { Finding, Repair } from '@/lib/contract/finding'
import type { EditorKind } from '@/lib/contract/yaml/kinds'
import { type Completion, completeYaml, folderToList } from '@/lib/domain/yaml-language/complete'
import type { LanguageFacts } from '@/lib/domain/yaml-language/facts'
import { formatYaml } from '@/lib/domain/yaml-language/format'
import { hoverYaml } from '@/lib/domain/yaml-language/hover'

/** What the language needs to know of an open editor, beside its text. */
export interface OpenText {
  kind: EditorKind | undefined
  facts: LanguageFacts
  findings: readonly Finding[]
  repair: (finding: Finding, index: number) => void
  sayRepair: (repair: Repair) => string
}

const openTexts = new Map<string, OpenText>()
export const repairCommand = 'scorepoint.repair'

/** Tells the language about an editor; called again at every change. */
export function describeText(model: editor.ITextModel, open: OpenText): void {
  openTexts.set(model.uri.toString(), open)
}

export function forgetText(model: editor.ITextModel): void {
  openTexts.delete(model.uri.toString())
}

const openOf = (model: editor.ITextModel) => openTexts.get(model.uri.toString())

/** Completion, hover, format and quick fixes for YAML, once per page load. */
export function registerYaml(monaco: Monaco, locale: Locale): void {
  void loadFieldWords(locale)
  monaco.languages.setLanguageConfiguration('yaml', {
    comments: { lineComment: '#' },
    brackets: [
      ['{', '}'],
      ['[', ']'],
    ],
    autoClosingPairs: [
      { open: '{', close: '}' },
      { open: '[', close: ']' },
      { open: '"', close: '"', notIn: ['string', 'comment'] },
      { open: "'", close: "'", notIn: ['string', 'comment'] },
    ],
    folding: { offSide: true },
    indentationRules: {
      increaseIndentPattern: /^\s*(?:-\s+)*[\w$./"'-]+:\s*(?:&\S+\s*)?(?:#.*)?$|^\s*.*[{[]\s*$/,
      decreaseIndentPattern: /^\s+[}\]]/,
    },
    wordPattern: /[^\s,:{}[\]"'#]+/,
  })
  monaco.languages.registerCompletionItemProvider('yaml', {
    triggerCharacters: [' ', ':', '-', '/', '"', '\n'],
    provideCompletionItems: (model, position) => proposals(monaco, locale, model, position),
  })
  monaco.languages.registerHoverProvider('yaml', {
    provideHover: (model, position) => hoverAt(monaco, locale, model, position),
  })
  monaco.languages.registerDocumentFormattingEditProvider('yaml', {
    provideDocumentFormattingEdits: (model) => {
      const formatted = formatYaml(model.getValue())
      return formatted === undefined ? [] : [{ range: model.getFullModelRange(), text: formatted }]
    },
  })
  const quickFixes: languages.CodeActionProvider = {
    provideCodeActions: (model, range) => ({ actions: fixes(monaco, model, range), dispose: () => undefined }),
  }
  for (const language of ['yaml', 'python', 'plaintext']) monaco.languages.registerCodeActionProvider(language, quickFixes)
  monaco.editor.registerCommand(repairCommand, (_accessor, uri: unknown, finding: Finding, index: number) => {
    openTexts.get(String(uri))?.repair(finding, index)
  })
}

async function proposals(monaco: Monaco, locale: Locale, model: editor.ITextModel, position: Position): Promise<languages.CompletionList> {
  const open = openOf(model)
  if (!open?.kind) return { suggestions: [] }
  const request = { text: model.getValue(), offset: model.getOffsetAt(position), kind: open.kind }
  let facts = open.facts
  const folder = facts.listFolder ? folderToList(request) : undefined
  // A folder that cannot be read completes nothing; the checks say why.
  const entries = folder === undefined ? undefined : await facts.listFolder?.(folder).catch(() => [])
  if (entries && folder !== undefined) facts = { ...facts, paths: entries.map((entry) => folder + entry) }
  const words = languageWords(locale)
  const { CompletionItemKind: Kind, CompletionItemInsertTextRule: Rule } = monaco.languages
  const kinds = { key: Kind.Property, block: Kind.Snippet, word: Kind.EnumMember, asset: Kind.Reference, sku: Kind.Unit } as const
  const others = { path: Kind.File, example: Kind.Value, name: Kind.Variable } as const
  const suggestions = completeYaml({ ...request, facts }).map((found, order): languages.CompletionItem => {
    const start = model.getPositionAt(found.start)
    const end = model.getPositionAt(found.end)
    const insert = new monaco.Range(start.lineNumber, start.column, position.lineNumber, position.column)
    const said = words.completion(found, request.kind)
    return {
      label: said.detail === undefined ? said.label : { label: said.label, description: said.detail },
      kind: { ...kinds, ...others }[found.type],
      insertText: found.insert,
      insertTextRules: (found.isSnippet ? Rule.InsertAsSnippet : Rule.None) | Rule.KeepWhitespace,
      range: { insert, replace: new monaco.Range(start.lineNumber, start.column, end.lineNumber, end.column) },
      sortText: `${sortClass(found)}${String(order).padStart(4, '0')}`,
      filterText: said.filter,
      ...(said.documentation ? { documentation: { value: said.documentation } } : {}),
      ...(found.goesOn ? { command: { id: 'editor.action.triggerSuggest', title: '' } } : {}),
    }
  })
  return { suggestions }
}

const sortClass = (found: Completion) => (found.type === 'block' ? 'z' : 'a')

function hoverAt(monaco: Monaco, locale: Locale, model: editor.ITextModel, position: Position): languages.Hover | null {
  const kind = openOf(model)?.kind
  const found = kind && hoverYaml(model.getValue(), model.getOffsetAt(position), kind)
  if (!kind || !found) return null
  const contents: IMarkdownString[] = languageWords(locale)
    .hover(found, kind)
    .map((value) => ({ value }))
  return { contents, range: monaco.Range.fromPositions(model.getPositionAt(found.start), model.getPositionAt(found.end)) }
}

/** The place of a finding in a model; a finding without an end marks to the end of its word. */
export function rangeOf(monaco: Monaco, model: editor.ITextModel, finding: Finding) {
  const line = Math.min(Math.max(1, finding.line ?? 1), model.getLineCount())
  const column = Math.min(Math.max(1, finding.column ?? 1), model.getLineMaxColumn(line))
  if (finding.endLine !== undefined && finding.endColumn !== undefined) {
    const range = new monaco.Range(line, column, finding.endLine, finding.endColumn)
    if (!range.isEmpty()) return model.validateRange(range)
  }
  const word = model.getWordAtPosition({ lineNumber: line, column })
  return new monaco.Range(line, column, line, Math.max(word?.endColumn ?? 0, column + 1))
}

function fixes(
  monaco: Monaco,
  model: editor.ITextModel,
  range: { startLineNumber: number; endLineNumber: number },
): languages.CodeAction[] {
  const uri = model.uri.toString()
  return (openOf(model)?.findings ?? [])
    .filter((finding) => {
      const at = rangeOf(monaco, model, finding)
      return finding.line !== undefined && at.startLineNumber <= range.endLineNumber && at.endLineNumber >= range.startLineNumber
    })
    .flatMap((finding) =>
      (finding.repairs ?? []).map((repair, index) => ({
        title: openOf(model)?.sayRepair(repair) ?? repair.label,
        kind: 'quickfix',
        isPreferred: index === 0,
        diagnostics: markersOf(monaco, model, [finding]),
        command: { id: repairCommand, title: repair.label, arguments: [uri, finding, index] },
      })),
    )
}

/** Findings as markers: squiggle, message, rule. */
export function markersOf(monaco: Monaco, model: editor.ITextModel, findings: readonly Finding[]): editor.IMarkerData[] {
  const { MarkerSeverity } = monaco
  const severity = { error: MarkerSeverity.Error, warning: MarkerSeverity.Warning, info: MarkerSeverity.Info }
  return findings.map((finding) => {
    const message = finding.fix ? `${finding.message} ${finding.fix}` : finding.message
    return { ...rangeOf(monaco, model, finding), severity: severity[finding.severity], message, code: finding.rule, source: 'Scorepoint' }
  })
}
