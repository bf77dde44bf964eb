import type { Finding, Repair } from '@/lib/contract/finding'
import type { ScriptFacts, Span } from '@/lib/contract/script-facts'
import type { ModelTree } from '@/lib/domain/model-paths/model-paths'

/** What the rules about a scoring script know beside its facts; a rule that lacks one stays silent. */
export interface ScriptContext {
  /** As the findings name it, relative to the document. */
  file: string
  text: string
  facts: ScriptFacts
  /** It defines init() and run(), unlike a module beside it. */
  isEntry: boolean
  /** What AZUREML_MODEL_DIR will contain. */
  tree?: ModelTree
  /** Canonical PyPI names in the environment; undefined = not known. */
  packages?: readonly string[]
  /** How the conda file is called in messages. */
  environment?: string
  /** A list in the environment that cannot be read here (`-r`, an address): anything may come with it. */
  hasUnknownPackages?: boolean
  /** 12 = Python 3.12, when the environment says it. */
  pythonMinor?: number
  /** Top-level modules of the code folder. */
  modules: ReadonlySet<string>
  /** Whether a path relative to the code folder exists. */
  inCode?: (path: string) => boolean
  environmentVariables: Readonly<Record<string, string>>
}

export type ScriptCheck = (context: ScriptContext) => Finding[]

interface Words {
  fix?: string
  values?: Record<string, string | number>
  repairs?: Repair[]
}

/** The field that names the script: where the form shows what is found in it. */
export const scriptPath = ['code_configuration', 'scoring_script']

const make =
  (severity: Finding['severity']) =>
  ({ file }: ScriptContext, [, , line, column, endLine, endColumn]: Span, rule: string, message: string, words: Words = {}): Finding => ({
    path: scriptPath,
    severity,
    rule,
    message,
    stage: 'files',
    file,
    line,
    column,
    endLine,
    endColumn,
    ...words,
    values: { file, line, ...words.values },
  })

export const scriptError = make('error')
export const scriptWarning = make('warning')
export const scriptInfo = make('info')

/** Where a finding about the script as a whole stands. */
export const scriptStart: Span = [0, 0, 1, 1, 1, 1]

/** One edit in place of a span. */
export const replaceSpan = ([offset, length]: Span, text: string) => [{ offset, length, text }]
