import type { Place } from '@/lib/contract/place'

/** Files around a deployment that are no documents of Azure ML. */
interface PlainFile {
  what: string
  label: string
  sentence: string
  place: Place
  /** The file's name, without folders, in lower case. */
  name?: RegExp
  /** Its text; asked when no name is known or the name tells nothing. */
  text?: RegExp
}

export const plainFiles: readonly PlainFile[] = [
  {
    what: 'scoring-script',
    label: 'a scoring script',
    sentence: 'It belongs into the code folder of a deployment; name it in code_configuration.scoring_script.',
    place: 'none',
    text: /^(?:async\s+)?def\s+(?:init|run)\s*\(/m,
  },
  {
    what: 'script',
    label: 'a Python file',
    sentence: 'It belongs into the code folder of a deployment; a scoring script defines init() and run().',
    place: 'none',
    name: /\.py$/,
    text: /^(?:from\s+[\w.]+\s+import\s|import\s+[\w.]+(?:\s+as\s+\w+)?\s*$)/m,
  },
  { what: 'notebook', label: 'a notebook', sentence: 'Copy the scoring code into a score.py.', place: 'none', name: /\.ipynb$/ },
  {
    what: 'mlmodel',
    label: 'the description of an MLflow model',
    sentence: 'Register the folder it lies in as a model of type mlflow_model; it needs neither script nor environment.',
    place: 'models',
    name: /^mlmodel$/,
    text: /^flavors:\s*\n\s+(?:python_function|[\w.]+):/m,
  },
  {
    what: 'triton-config',
    label: 'a Triton model configuration',
    sentence: 'Register the model repository it lies in as a model of type triton_model.',
    place: 'models',
    name: /^config\.pbtxt$/,
  },
  {
    what: 'model-file',
    label: 'a model file',
    sentence: 'Register it as a model.',
    place: 'models',
    name: /\.(?:pkl|pickle|joblib|sav|lgb|onnx|pt|pth|h5|keras|safetensors|model|bin|gguf|pmml|tflite)$/,
  },
  {
    what: 'mltable',
    label: 'an MLTable file',
    sentence: 'Online endpoints do not use it; nothing is done with it here.',
    place: 'none',
    name: /^mltable$/,
  },
  {
    what: 'requirements',
    label: 'a list of Python packages',
    sentence: 'Put its lines below pip: of a conda file.',
    place: 'environments',
    name: /^(?:[\w.-]*requirements[\w.-]*|constraints)\.(?:txt|in)$/,
    text: /^(?:\s*(?:#.*|-[re] .*)?\n)*[A-Za-z0-9][\w.-]*(?:\[[\w,. -]+\])?\s*(?:==|>=|<=|~=|!=|>|<)\s*\d[\w.*+!-]*\s*(?:[,;#].*)?$/m,
  },
  {
    what: 'dockerfile',
    label: 'a Dockerfile',
    sentence: 'Its folder is the build context of an environment: build.path.',
    place: 'environments',
    name: /^(?:dockerfile(?:\..+)?|.+\.dockerfile)$/,
    text: /^(?:\s*(?:#.*)?\n)*(?:ARG\s.*\n(?:\s*(?:#.*)?\n)*)*FROM\s+\S+(?:\s+AS\s+\S+)?\s*$/im,
  },
  {
    what: 'shell-script',
    label: 'a shell script',
    sentence: 'Drop the YAML files that it names instead.',
    place: 'none',
    name: /\.(?:sh|ps1|bat|cmd)$/,
    text: /^(?:#!\/(?:usr\/)?bin\/(?:env )?(?:ba|z)?sh|az ml \S+ \S+)/m,
  },
  {
    what: 'bicep',
    label: 'a Bicep file',
    sentence: 'Bicep is not compiled here; drop the ARM template made from it.',
    place: 'none',
    name: /\.bicep(?:param)?$/,
    text: /^(?:resource|param|module)\s+\w+\s+['\w].*(?:=|')/m,
  },
  {
    what: 'terraform',
    label: 'a Terraform file',
    sentence: 'Online endpoints do not use it; nothing is done with it here.',
    place: 'none',
    name: /\.tf(?:vars)?$/,
  },
  {
    what: 'ignore-file',
    label: 'a list of files left out of uploads',
    sentence: 'It belongs into the folder of a model or of the code.',
    place: 'none',
    name: /^\.(?:aml|git|docker)ignore$/,
  },
]

/** Extensions of files that hold YAML or JSON whatever a line of them looks like. */
const dataName = /\.(?:ya?ml|json)$/

/**
 * The row that fits a file's name, else its text. `sure`: no reading as YAML is needed. A text that begins as YAML or JSON of
 * its own is not asked for lines of other languages, since block texts may hold scripts.
 */
export function findPlainFile(text: string, fileName?: string): (PlainFile & { sure: boolean }) | undefined {
  const name = fileName?.split(/[/\\]/).pop()?.toLowerCase()
  const head = text.slice(0, 20_000).replace(/^\ufeff/, '')
  const isData = name !== undefined && dataName.test(name)
  const script = plainFiles[0]
  if (!isData && script?.text?.test(head) && (name === undefined || name.endsWith('.py') || !name.includes('.'))) {
    if (name?.endsWith('.py') || !/^[\w$-]+:(?:\s|$)/m.test(head.split('\n', 1)[0] ?? '')) return { ...script, sure: true }
  }
  const named = name === undefined ? undefined : plainFiles.find((file) => file.name?.test(name))
  if (named) return { ...named, sure: true }
  if (isData || /^\s*(?:\$schema|[{[])/.test(head)) return undefined
  const written = plainFiles.find((file) => file.text?.test(head))
  return written && { ...written, sure: false }
}
