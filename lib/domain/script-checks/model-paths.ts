import type { ModelJoin } from '@/lib/contract/checks'
import type { Finding } from '@/lib/contract/finding'
import type { ScriptPath } from '@/lib/contract/script-facts'
import { modelPathExpression, resolveModelPath } from '@/lib/domain/model-paths/model-paths'
import { replaceSpan, type ScriptCheck, type ScriptContext, scriptWarning } from '@/lib/domain/script-checks/script-context'

/** They open exactly one file. */
const fileReaders =
  /^(open|io\.open|joblib\.load|torch\.load|torch\.jit\.load|numpy\.load|pandas\.read_\w+|onnxruntime\.InferenceSession|json\.load)$/

/** Joins to AZUREML_MODEL_DIR lead to something the model contains. Doc: how-to-deploy-online-endpoints, "Understand the scoring script". */
export const checkModelPaths: ScriptCheck = (context) => [
  ...context.facts.paths.flatMap((path) => checkPath(context, path)),
  ...context.facts.absoluteJoins.map((join) =>
    scriptWarning(
      context,
      join.span,
      'script-join-absolute',
      `${join.text} begins with a slash, so os.path.join forgets the model folder before it.`,
      {
        fix: `Write ${JSON.stringify(join.text.replace(/^\/+/, ''))}.`,
        values: { path: join.text },
        repairs: [
          {
            label: `Write ${JSON.stringify(join.text.replace(/^\/+/, ''))}`,
            action: 'write',
            what: JSON.stringify(join.text.replace(/^\/+/, '')),
            edits: replaceSpan(join.span, JSON.stringify(join.text.replace(/^\/+/, ''))),
          },
        ],
      },
    ),
  ),
]

/** What the script joins to AZUREML_MODEL_DIR, in its order, with what lies there; empty while the model's files are not known. */
export function modelJoins({ facts, tree, file }: Pick<ScriptContext, 'facts' | 'tree' | 'file'>): ModelJoin[] {
  if (!tree) return []
  return facts.paths.map((path) => {
    const wants = wantedBy(path)
    const { kind, nearest, isUnknown } = resolveModelPath(tree, path.suffix, wants)
    const lies = kind === 'folder' && wants === 'file' ? undefined : kind
    return {
      file,
      line: path.span[2],
      path: path.suffix.replace(/^\/+/, ''),
      ...(lies === undefined ? {} : { kind: lies }),
      ...(lies === undefined && nearest !== undefined ? { nearest } : {}),
      ...(isUnknown ? { isUnknown } : {}),
      ...(path.isOptional ? { isOptional: true } : {}),
    }
  })
}

const wantedBy = (path: ScriptPath) => (path.uses.some((use) => use !== null && fileReaders.test(use)) ? 'file' : 'any')

function checkPath(context: ScriptContext, path: ScriptPath): Finding[] {
  if (!context.tree || path.isOptional) return []
  const wants = wantedBy(path)
  const found = resolveModelPath(context.tree, path.suffix, wants)
  if (found.isUnknown) return []
  const shown = path.suffix.replace(/^\/+/, '')
  const isFolder = found.kind === 'folder' && wants === 'file'
  if (found.kind !== undefined && !isFolder) return []
  const { nearest } = found
  const os = Object.entries(context.facts.aliases).find(([, full]) => full === 'os')?.[0]
  const expression = nearest === undefined || (os === undefined && path.root === null) ? undefined : modelPathExpression(nearest, path, os)
  const contains = context.tree.files.length === 1 ? `AZUREML_MODEL_DIR will contain ${context.tree.files[0]} alone` : undefined
  return [
    scriptWarning(
      context,
      path.span,
      isFolder ? 'script-model-path-folder' : 'script-model-path',
      isFolder
        ? `${shown} below AZUREML_MODEL_DIR is a folder; a file is opened here.`
        : `${JSON.stringify(shown)} does not exist below AZUREML_MODEL_DIR${nearest === undefined ? '' : `; the model has ${nearest}`}.`,
      {
        fix: nearest === undefined ? (contains ?? 'Compare with the files of the model.') : `Write ${expression ?? nearest}.`,
        values: { path: shown, nearest: nearest ?? '' },
        ...(expression === undefined
          ? {}
          : { repairs: [{ label: `Write ${expression}`, action: 'write', what: expression, edits: replaceSpan(path.span, expression) }] }),
      },
    ),
  ]
}
