import { distributionFor } from './distributions'
import { type Rule, userPosition } from './failure'
import { modelDirUnset, versionMismatch, wrongModelPath } from './model-rules'
import { messageOf } from './traceback'
import { explainTraceback, findInChain, pathIn, pickleFrame } from './traceback-rule'

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
