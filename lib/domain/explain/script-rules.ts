import type { Explanation } from '@/lib/contract/scorepoint'
import { distributionFor } from './distributions'
import { type Evidence, type Rule, shownPosition, userPosition } from './failure'
import { messageOf, type Traceback } from './traceback'

const pickleFrame = /[/\\](?:joblib|cloudpickle|dill|pickle|torch[/\\]serialization|numpy_pickle)[\w./\\]*\.py$/

function explainTraceback(
  evidence: Evidence,
  traceback: Traceback,
  text: { code: string; rule: string; cause: (where: string) => string; fix: string },
): Explanation {
  const position = userPosition(evidence, traceback)
  return {
    code: text.code,
    rule: text.rule,
    cause: text.cause(shownPosition(position)),
    fix: text.fix,
    decisiveLine: traceback.exceptionLine,
    ...(position ?? {}),
  }
}

/** The newest exception of the chain that `fits`; the cause of a re-raised error is further up in the chain. */
const findInChain = (chain: Traceback[], fits: (traceback: Traceback) => boolean) => chain.findLast(fits)

const syntaxError: Rule = (evidence) => {
  const found = findInChain(evidence.startTracebacks, (item) => /^(?:SyntaxError|IndentationError|TabError)$/.test(item.type))
  return (
    found &&
    explainTraceback(evidence, found, {
      code: 'UserScriptImportError',
      rule: 'syntax-error',
      cause: (where) => `The script is not valid Python${where}: ${found.message}.`,
      fix: 'Correct the line named (often the mistake is at the end of the line before) and deploy again.',
    })
  )
}

const missingModule: Rule = (evidence) => {
  const found = findInChain(evidence.startTracebacks, (item) => item.type === 'ModuleNotFoundError')
  const name = /No module named '?([\w.]+)'?/.exec(found?.message ?? '')?.[1]
  if (found === undefined || name === undefined || (name === 'main' && evidence.entryScript === undefined)) return undefined
  const inPickle = found.frames.some((frame) => pickleFrame.test(frame.file))
  const packageName = distributionFor(name)
  const inside = /is not a package/.test(found.message)
  return explainTraceback(evidence, found, {
    code: 'UserScriptImportError',
    rule: 'missing-module',
    cause: (where) => `The module "${name}" is not in the environment${where}${inPickle ? '; the model file needs it to be loaded' : ''}.`,
    fix: inside
      ? `A file of your own hides the package "${name.split('.')[0]}": rename it.`
      : `Add ${packageName} to the conda file of the environment and deploy again; if "${name}" is a module of your own, put it into the code folder beside the scoring script.`,
  })
}

const brokenImport: Rule = (evidence) => {
  const found = findInChain(evidence.startTracebacks, (item) => item.type === 'ImportError')
  if (found === undefined) return undefined
  const library = /(\S+\.so[.\d]*): cannot open shared object file/.exec(found.message)?.[1]
  const name = /cannot import name '([^']+)' from '([^']+)'/.exec(found.message)
  return explainTraceback(evidence, found, {
    code: 'UserScriptImportError',
    rule: library === undefined ? 'import-error' : 'missing-library',
    cause: (where) =>
      library === undefined
        ? `An import failed${where}: ${found.message}.`
        : `A Python package needs the system library ${library}, which this computer does not have${where}.`,
    fix:
      library !== undefined
        ? 'Install the system package that holds it, or use a build without it (for example opencv-python-headless instead of opencv-python).'
        : name
          ? `The installed version of "${name[2]?.split('.')[0]}" has no "${name[1]}": pin the version your script was written for in the conda file.`
          : 'Pin the versions your script was written for in the conda file and deploy again.',
  })
}

const modelDirUnset: Rule = (evidence) => {
  const found = findInChain(
    evidence.startTracebacks,
    (item) =>
      (item.type === 'TypeError' && /expected str, bytes or os\.PathLike object, not NoneType/.test(item.message)) ||
      (item.type === 'KeyError' && /AZUREML_MODEL_DIR/.test(item.message)),
  )
  if (found === undefined) return undefined
  const unset = evidence.modelDir === undefined
  return explainTraceback(evidence, found, {
    code: 'UserScriptInitFailed',
    rule: 'model-dir-unset',
    cause: (where) =>
      unset
        ? `AZUREML_MODEL_DIR is not set because the deployment has no model${where}.`
        : `A path was built from an environment variable that is not set${where}.`,
    fix: unset
      ? 'Give the deployment a model, or do not build a path from AZUREML_MODEL_DIR.'
      : 'Check the name of the variable in the script, and set it under environment_variables of the deployment.',
  })
}

const missingVariable: Rule = (evidence) => {
  const found = findInChain(
    evidence.startTracebacks,
    (item) => item.type === 'KeyError' && item.frames.some((frame) => /(?:^|[/\\<])os(?:\.py)?>?$/.test(frame.file)),
  )
  return (
    found &&
    explainTraceback(evidence, found, {
      code: 'UserScriptInitFailed',
      rule: 'missing-variable',
      cause: (where) => `The script needs the environment variable ${found.message}, which is not set${where}.`,
      fix: 'Set it under environment_variables of the deployment.',
    })
  )
}

const wrongModelPath: Rule = (evidence) => {
  const { modelDir } = evidence
  const found = findInChain(evidence.startTracebacks, (item) => {
    const path = pathIn(item)
    return path !== undefined && ((modelDir !== undefined && path.startsWith(modelDir)) || path.includes('/azureml-models/'))
  })
  const path = found && pathIn(found)
  if (found === undefined || path === undefined) return undefined
  const below = modelDir !== undefined && path.startsWith(modelDir) ? path.slice(modelDir.length + 1) : path
  const name = path.slice(path.lastIndexOf('/') + 1)
  const tree = evidence.modelTree ?? []
  const meant = tree.find((file) => file === name || file.endsWith(`/${name}`))
  const shown = tree.slice(0, 10).join(', ') + (tree.length > 10 ? `, … (${tree.length} files)` : '')
  return explainTraceback(evidence, found, {
    code: 'UserScriptInitFailed',
    rule: 'wrong-model-path',
    cause: (where) => `The model file "${below}" is not below AZUREML_MODEL_DIR${where}. There is: ${shown === '' ? 'nothing' : shown}.`,
    fix:
      meant === undefined
        ? 'Build the path from the names listed; a model given as a folder keeps its own name as first part.'
        : `Use os.path.join(os.getenv("AZUREML_MODEL_DIR"), ${meant
            .split('/')
            .map((part) => `"${part}"`)
            .join(', ')}).`,
  })
}

function pathIn(item: Traceback): string | undefined {
  if (!/^(?:FileNotFoundError|NotADirectoryError|IsADirectoryError|OSError)$/.test(item.type)) return undefined
  return /\[Errno (?:2|20|21)\][^'"]*['"]([^'"]+)['"]/.exec(item.message)?.[1]
}

const scriptNotFound: Rule = (evidence) => {
  const line = evidence.lines.findLast((text) => /No score script found/.test(text))
  const found = findInChain(evidence.startTracebacks, (item) => {
    const path = pathIn(item)
    return (
      path !== undefined &&
      evidence.entryScript !== undefined &&
      path.endsWith(`/${evidence.entryScript}`) &&
      path.startsWith(evidence.appRoot ?? '/')
    )
  })
  const noFrameOfUser = found !== undefined && userPosition(evidence, found) === undefined
  if (line === undefined && !noFrameOfUser) return undefined
  return {
    code: 'BadArgument',
    rule: 'script-not-found',
    cause: `The scoring script ${evidence.entryScript ?? 'main.py'} is not in the code folder.`,
    fix: 'Set scoring_script to the path of the script relative to the code folder.',
    ...(found?.exceptionLine !== undefined ? { decisiveLine: found.exceptionLine } : line === undefined ? {} : { decisiveLine: line }),
  }
}

const otherMissingFile: Rule = (evidence) => {
  const found = findInChain(evidence.startTracebacks, (item) => pathIn(item) !== undefined)
  return (
    found &&
    explainTraceback(evidence, found, {
      code: 'UserScriptInitFailed',
      rule: 'missing-file',
      cause: (where) => `The file "${pathIn(found) ?? ''}" does not exist${where}.`,
      fix: 'Paths of your own computer do not exist in the deployment: put the file into the model or the code folder, and build the path from AZUREML_MODEL_DIR or from os.path.dirname(__file__).',
    })
  )
}

const noFunction: Rule = (evidence) => {
  const found = findInChain(evidence.startTracebacks, () => true)
  const line = found?.exceptionLine ?? evidence.lines.findLast((text) => /does not have a (?:init|run)\(\) function/.test(text))
  const name = /does not have a (init|run)\(\) function/.exec(line ?? '')?.[1]
  if (line === undefined || name === undefined) return undefined
  return {
    code: 'UserScriptFunctionNotFound',
    rule: `no-${name}`,
    cause: `The scoring script ${evidence.entryScript ?? ''} defines no function ${name}().`,
    fix: name === 'init' ? 'Define init() without arguments; load the model there.' : 'Define run(data); it answers one request.',
    decisiveLine: line,
    ...(evidence.entryScript === undefined ? {} : { file: evidence.entryScript }),
  }
}

const runSignature: Rule = (evidence) => {
  const line = evidence.lines.findLast((text) => /run\(\) (?:cannot accept|needs to accept|cannot be decorated)/.test(text))
  if (line === undefined) return undefined
  return {
    code: 'UserScriptFunctionNotFound',
    rule: 'run-signature',
    cause: `The server cannot call run(): ${messageOf(line).replace(/^[\w.]*UserScriptError: /, '')}`,
    fix: 'Declare run with one named parameter for the data, for example def run(raw_data), without *, / or **.',
    decisiveLine: line,
    ...(evidence.entryScript === undefined ? {} : { file: evidence.entryScript }),
  }
}

const versionMismatch: Rule = (evidence) => {
  const found = findInChain(
    evidence.startTracebacks,
    (item) =>
      item.type === 'UnpicklingError' ||
      /Can't get attribute|incompatible dtype|unsupported pickle protocol|numpy\.dtype size changed|compiled using NumPy 1/.test(
        item.message,
      ) ||
      (/^(?:AttributeError|TypeError|ValueError|EOFError|KeyError|ImportError)$/.test(item.type) &&
        item.frames.some((frame) => pickleFrame.test(frame.file))),
  )
  if (found === undefined) return undefined
  const warning = evidence.lines.findLast((line) => /InconsistentVersionWarning|Trying to unpickle estimator/.test(line))
  const trained = /from version (\S+) when using version (\S+?)\.? /.exec(`${warning ?? ''} `)
  const pointer = found.type === 'UnpicklingError' && /invalid load key, 'v'/.test(found.message)
  return explainTraceback(evidence, found, {
    code: 'UserScriptInitFailed',
    rule: pointer ? 'model-file-is-pointer' : 'model-version-mismatch',
    cause: (where) =>
      pointer
        ? `The model file is not a model but a Git LFS pointer${where}.`
        : `The model file could not be read with the installed packages${where}: ${found.message}${trained ? ` (trained with version ${trained[1]}, installed ${trained[2]})` : ''}.`,
    fix: pointer
      ? 'Fetch the file itself (git lfs pull) and deploy again.'
      : 'Pin the package versions the model was trained with in the conda file, or save the model again with the installed ones; check that the file is complete.',
  })
}

const notPermitted: Rule = (evidence) => {
  const found = findInChain(evidence.startTracebacks, (item) => item.type === 'PermissionError' || /\[Errno 30\]/.test(item.message))
  return (
    found &&
    explainTraceback(evidence, found, {
      code: 'UserScriptInitFailed',
      rule: 'not-permitted',
      cause: (where) => `The script may not do this${where}: ${found.message}.`,
      fix: 'Model and code are read-only: write temporary files below tempfile.gettempdir().',
    })
  )
}

const memoryError: Rule = (evidence) => {
  const found = findInChain(evidence.startTracebacks, (item) => /^(?:MemoryError|_ArrayMemoryError|OutOfMemoryError)$/.test(item.type))
  return (
    found &&
    explainTraceback(evidence, found, {
      code: 'ResourceNotReady',
      rule: 'memory',
      cause: (where) => `The script asked for more memory than there is${where}: ${found.message || 'MemoryError'}.`,
      fix: 'Choose an instance type with more memory, load a smaller model, or use fewer workers (WORKER_COUNT).',
    })
  )
}

const scriptRaised: Rule = (evidence) => {
  const found = evidence.startTracebacks.at(-1)
  if (found === undefined) return undefined
  const inInit = found.frames.some((frame) => frame.name === 'invoke_init')
  if (!inInit && !found.frames.some((frame) => frame.name === 'load_script')) {
    return {
      code: 'ResourceNotReady',
      rule: 'server-raised',
      cause: `The inference server itself could not start: ${found.exceptionLine}`,
      fix: 'The packages of the environment do not fit the server: do not pin flask, werkzeug, pydantic or opentelemetry yourself, or pin another azureml-inference-server-http.',
      decisiveLine: found.exceptionLine,
    }
  }
  return explainTraceback(evidence, found, {
    code: inInit ? 'UserScriptInitFailed' : 'UserScriptImportError',
    rule: inInit ? 'init-raised' : 'script-raised',
    cause: (where) =>
      `${inInit ? 'init() raised' : 'The script raised, while it was loaded,'} ${found.type}${where}${found.message === '' ? '' : `: ${found.message}`}`,
    fix: 'Correct the line named and deploy again; the whole traceback is in the inference-server log.',
  })
}

/** Rules about the user's script, the specific before the general. */
export const scriptRules: Rule[] = [
  syntaxError,
  noFunction,
  runSignature,
  scriptNotFound,
  missingModule,
  modelDirUnset,
  wrongModelPath,
  missingVariable,
  versionMismatch,
  brokenImport,
  memoryError,
  notPermitted,
  otherMissingFile,
  scriptRaised,
]

/** run() raised while requests were answered; the deployment itself is up. */
export const runRaised: Rule = (evidence) => {
  const found = evidence.runTracebacks.at(-1)
  return (
    found &&
    explainTraceback(evidence, found, {
      code: 'UserScriptRunFailed',
      rule: 'run-raised',
      cause: (where) => `run() raised ${found.type}${where}${found.message === '' ? '' : `: ${found.message}`}`,
      fix: /is not JSON serializable/.test(found.message)
        ? 'Return plain Python values: .tolist() for arrays, float() for numbers of numpy.'
        : 'Check that the request has the form the script expects, and correct the line named.',
    })
  )
}
