import type { Rule } from './failure'
import { explainTraceback, findInChain, pathIn, pickleFrame } from './traceback-rule'

export const modelDirUnset: Rule = (evidence) => {
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

export const wrongModelPath: Rule = (evidence) => {
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

export const versionMismatch: Rule = (evidence) => {
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
