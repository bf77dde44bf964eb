import type { Finding } from '@/lib/contract/finding'
import { replaceSpan, type ScriptCheck, type ScriptContext, scriptInfo, scriptWarning } from '@/lib/domain/script-checks/script-context'

/** Paths of one certain machine. */
export const checkHardCodedPaths: ScriptCheck = (context) =>
  context.facts.literals
    // A folder the container always has is no mistake; a path of somebody's home is.
    .filter(({ text }) => !/^\/(home|root|mnt|workspace)\/?$/.test(text))
    .map(({ text, span }) => {
      const isAzure = /^\/var\/azureml-/.test(text)
      return scriptWarning(
        context,
        span,
        'hard-coded-prefix',
        isAzure
          ? `The script names ${text}, which exists in Azure's containers only and changes with every version of the model.`
          : `The script names ${text}, a path of one certain computer.`,
        {
          fix: isAzure
            ? 'Build the path from os.environ["AZUREML_MODEL_DIR"].'
            : 'Put the file into the model or the code folder and build the path from there.',
          values: { path: text },
        },
      )
    })

const loaders =
  /^(joblib\.load|pickle\.load|cloudpickle\.load|dill\.load|torch\.load|torch\.jit\.load|tensorflow\.keras\.models\.load_model|keras\.models\.load_model|tensorflow\.saved_model\.load|onnxruntime\.InferenceSession|mlflow\.\w+\.load_model|transformers\.(\w+\.from_pretrained|pipeline)|xgboost\.Booster|lightgbm\.Booster|spacy\.load)$/

/** A model that every request loads anew; loading it once under a condition is fine. */
export const checkModelPerRequest: ScriptCheck = (context) =>
  context.facts.calls
    .filter(({ name, function: inside, isConditional }) => context.isEntry && inside === 'run' && !isConditional && loaders.test(name))
    .map(({ name, span }) =>
      scriptWarning(context, span, 'script-model-per-request', `run() calls ${name} for every request.`, {
        fix: 'Load the model once in init() and keep it in a global variable.',
        values: { name },
      }),
    )

const arrayKinds = {
  ndarray: 'a numpy array',
  DataFrame: 'a DataFrame',
  Series: 'a Series',
  bytes: 'bytes',
  set: 'a set',
  predict: 'what predict() answers, a numpy array',
}

/** What run() gives back is written as JSON, unless @output_schema or an AMLResponse does it. */
export const checkReturns: ScriptCheck = (context) => {
  const run = context.facts.functions.find(({ name }) => name === 'run')
  if (!context.isEntry || !run || run.decorators.some((name) => /(^|\.)(output_schema|rawhttp)$/.test(name))) return []
  return context.facts.returns.map(({ kind, span }) => {
    const [offset, length] = span
    const written = context.text.slice(offset, offset + length)
    const method = kind === 'DataFrame' ? '.to_dict(orient="records")' : kind === 'bytes' || kind === 'set' ? undefined : '.tolist()'
    return scriptWarning(context, span, 'script-return-json', `run() returns ${arrayKinds[kind]}, which cannot be written as JSON.`, {
      fix: method ? `Return ${written}${method}.` : kind === 'set' ? 'Return a list.' : 'Return text, or an AMLResponse for raw bytes.',
      values: { kind: arrayKinds[kind].replace(/^an? /, '') },
      ...(method && !written.includes('\n')
        ? {
            repairs: [
              {
                label: `Return ${written}${method}`,
                action: 'write',
                what: `${written}${method}`,
                edits: replaceSpan(span, `${written}${method}`),
              },
            ],
          }
        : {}),
    })
  })
}

const levels = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']
const levelOf = (text: string | null | undefined): number => {
  const word = text?.replace(/^=logging\./, '').toUpperCase()
  return word === undefined ? -1 : levels.indexOf(word === 'WARN' ? 'WARNING' : word)
}

/** Log lines below the level that is set: they are written, and never seen. The server's own level is INFO. */
export const checkLogLevel: ScriptCheck = (context) => {
  if (!context.isEntry) return []
  const { calls } = context.facts
  const written = context.environmentVariables.AZUREML_LOG_LEVEL
  const fromVariable = levelOf(written)
  // basicConfig changes nothing where handlers are set up already, as the server does.
  const setting = calls.find(({ name, keywords }) => name === '?.setLevel' || (name === 'logging.basicConfig' && keywords.force === 'True'))
  const inScript = setting ? levelOf(setting.name === '?.setLevel' ? setting.first : setting.keywords.level) : -1
  // A level the script computes: nothing can be said.
  if (setting && inScript < 0) return []
  const level = inScript >= 0 ? inScript : fromVariable >= 0 ? fromVariable : 1
  const source = inScript >= 0 ? 'the script' : fromVariable >= 0 ? 'AZUREML_LOG_LEVEL' : 'the server'
  const hidden = calls.filter(({ name }) => {
    const own = levelOf(/^logging\.(debug|info|warning|warn)$/.exec(name)?.[1])
    return own >= 0 && own < level
  })
  const first = hidden[0]
  if (!first) return []
  const name = levels[level] ?? 'INFO'
  return [
    scriptInfo(
      context,
      first.span,
      'script-log-level',
      `${first.name} is below the level ${name} set by ${source}; ${hidden.length === 1 ? 'the line is' : `${hidden.length} lines are`} never seen.`,
      {
        fix: `Log with logging.${name.toLowerCase()}, or set AZUREML_LOG_LEVEL to ${levels[level - 1]}.`,
        values: { name: first.name, level: name, count: hidden.length },
      },
    ),
  ]
}

const secretName = /(key|secret|password|passwd|pwd|token|credential|connection_?string|sas)/i

/** Log lines are kept and read by others. */
export const checkSecretsInLogs: ScriptCheck = (context) =>
  context.facts.calls.flatMap((call): Finding[] => {
    if (!/^(print|logging\.\w+|\?\.(debug|info|warning|error|exception|critical))$/.test(call.name)) return []
    const shown = call.mentions.find((name) => name === '*' || secretName.test(name))
    if (shown === undefined) return []
    return [
      scriptWarning(
        context,
        call.span,
        'script-secret-log',
        shown === '*'
          ? 'This writes all environment variables into the log, secrets included.'
          : `This writes the value of ${shown} into the log.`,
        { fix: 'Log that it is set, not what it is.', values: { name: shown === '*' ? 'os.environ' : shown } },
      ),
    ]
  })

/** Interfaces of the first SDK that serving code no longer has. */
export const checkOldInterfaces: ScriptCheck = (context) =>
  context.facts.calls
    .filter(({ name }) => /^azureml\.core(\.model)?\.Model\.get_model_path$/.test(name))
    .map(({ span }) =>
      scriptWarning(
        context,
        span,
        'script-old-interface',
        'Model.get_model_path belongs to SDK v1 and finds no model in an online deployment.',
        {
          fix: 'Build the path from os.environ["AZUREML_MODEL_DIR"].',
          values: { name: 'Model.get_model_path' },
        },
      ),
    )

const relativeLoaders =
  /^(open|joblib\.load|torch\.load|torch\.jit\.load|pandas\.read_pickle|numpy\.load|onnxruntime\.InferenceSession|tensorflow\.keras\.models\.load_model|keras\.models\.load_model)$/

/** A relative path counts from the folder the server was started in, where the model does not lie. */
export const checkRelativeFiles: ScriptCheck = (context) =>
  context.facts.calls.flatMap((call): Finding[] => {
    const { name, first, firstSpan, isGuarded, second, keywords } = call
    if (!relativeLoaders.test(name) || first === null || firstSpan === null || isGuarded) return []
    if (first.startsWith('=') || first.startsWith('/') || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(first) || /^\d+$/.test(first)) return []
    const mode = name === 'open' ? (second ?? keywords.mode ?? 'r') : 'r'
    if (/[wax+=]/.test(mode) || context.inCode?.(first) !== false) return []
    const nearest = context.tree?.files.find(
      (file) => file === first.replace(/^\.\//, '') || file.endsWith(`/${first.replace(/^\.\//, '')}`),
    )
    const os = Object.entries(context.facts.aliases).find(([, full]) => full === 'os')?.[0]
    const expression =
      nearest !== undefined && os !== undefined
        ? `${os}.path.join(${os}.environ["AZUREML_MODEL_DIR"], ${nearest
            .split('/')
            .map((step) => JSON.stringify(step))
            .join(', ')})`
        : undefined
    return [
      scriptWarning(
        context,
        firstSpan,
        'script-relative-file',
        `${JSON.stringify(first)} counts from the folder the server starts in, not from the model, and the code folder has no such file.`,
        {
          fix: expression ? `Write ${expression}.` : 'Build the path from os.environ["AZUREML_MODEL_DIR"].',
          values: { path: first, nearest: nearest ?? '' },
          ...(expression
            ? { repairs: [{ label: `Write ${expression}`, action: 'write', what: expression, edits: replaceSpan(firstSpan, expression) }] }
            : {}),
        },
      ),
    ]
  })

/** The rules of this file. */
export const scriptTraps: readonly ScriptCheck[] = [
  checkHardCodedPaths,
  checkModelPerRequest,
  checkReturns,
  checkLogLevel,
  checkSecretsInLogs,
  checkOldInterfaces,
  checkRelativeFiles,
] as const satisfies readonly ((context: ScriptContext) => Finding[])[]
