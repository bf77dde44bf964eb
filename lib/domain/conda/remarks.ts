/** What is said about lines of a conda file: each fault once, with its values; German in `conda-file` and `conda-package` of rules.json. */

const waysOut = 'Move it to the pip: list if PyPI has it, use a Docker image that contains conda, or install micromamba.'

/** Faults and notes by their word: sentence and fix; `{name}` and `{found}` are filled in. */
const sentences = {
  mapping: ['A conda file is a mapping with the key dependencies.', 'Begin with dependencies: and list the packages below it.'],
  list: ['dependencies must be a list.', 'Write one package per line, each with a leading dash.'],
  entry: ['A dependency must be a package such as numpy=2.3.1, or a pip: list.', 'Write it as text.'],
  pipList: ['pip: must be a list.', 'Write one requirement per line, each with a leading dash.'],
  pipText: ['A pip requirement must be text such as joblib==1.5.1.', 'Put it in quotes.'],
  pipLine: ['A pip requirement must stand on one line.', 'Write one requirement per list item.'],
  spec: ['“{found}” is no conda package.', 'Write a name and a version such as numpy=2.3.1.'],
  condaOnly: ['{name} is no Python package and can only be installed by conda.', waysOut],
  choice: [
    'The version of {name} cannot be used: alternatives (|) cannot be expressed for pip.',
    'Write a version such as =2.3.1 or >=2,<3.',
  ],
  version: ['The version of {name} cannot be used: “{found}” is no version.', 'Write a version such as =2.3.1 or >=2,<3.'],
  bundled: ['{name} is a system library that Python wheels bring along; it is skipped.'],
  build: ['The build string {found} of {name} has no meaning for pip and is dropped.'],
  mapped: ['{name} is called {found} on PyPI.'],
  unknown: [
    '{name} is taken from PyPI under the same name; make sure that it is the same project there.',
    'Move it to the pip: list to confirm.',
  ],
} as const satisfies Record<string, readonly [message: string, fix?: string]>

export type CondaFault = keyof typeof sentences
export const condaFaults = Object.keys(sentences) as readonly CondaFault[]

export interface CondaWords {
  message: string
  fix?: string
  /** For the sentences of other languages. */
  values: { fault: CondaFault; name: string; found: string }
}

/** @param found what is written there, or what it becomes @param name the package it is about */
export function sayConda(fault: CondaFault, { name = '', found = '' }: { name?: string; found?: string } = {}): CondaWords {
  const [sentence, fix] = sentences[fault] satisfies readonly [string, string?] as readonly [string, string?]
  const message = sentence.replace(/\{(name|found)\}/g, (_, key) => (key === 'name' ? name : found))
  return { message, ...(fix === undefined ? {} : { fix }), values: { fault, name, found } }
}
