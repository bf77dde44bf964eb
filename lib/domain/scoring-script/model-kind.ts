/** What a model is, told from the names of its files alone; nothing is loaded. */

export const scriptKinds = ['sklearn', 'mlflow', 'pytorch', 'onnx', 'xgboost', 'lightgbm', 'tensorflow', 'generic'] as const
/** Kinds of models the generator has a template for; `generic` shows where the loading goes. */
export type ScriptKind = (typeof scriptKinds)[number]

export const isScriptKind = (value: string): value is ScriptKind => scriptKinds.some((kind) => kind === value)

export interface ModelGuess {
  kind: ScriptKind
  /** Path of the file or folder to load, below AZUREML_MODEL_DIR; empty for that folder itself or when there is nothing. */
  path: string
}

const byName: readonly { kind: ScriptKind; pattern: RegExp; folder?: boolean }[] = [
  { kind: 'mlflow', pattern: /(^|\/)MLmodel$/, folder: true },
  { kind: 'onnx', pattern: /\.onnx$/i },
  { kind: 'tensorflow', pattern: /\.keras$/i },
  { kind: 'tensorflow', pattern: /(^|\/)saved_model\.pb$/, folder: true },
  { kind: 'pytorch', pattern: /\.(pt|pth|torchscript)$/i },
  { kind: 'xgboost', pattern: /\.(ubj|xgb|bst)$|xgb[^/]*\.json$/i },
  { kind: 'lightgbm', pattern: /\.lgb$|(lgb|lightgbm)[^/]*\.txt$/i },
  { kind: 'sklearn', pattern: /\.(pkl|pickle|joblib|sav)$/i },
  { kind: 'tensorflow', pattern: /\.(h5|hdf5)$/i },
]

const depth = (path: string) => path.split('/').length

/** The kind of a model and the file that holds it, of the paths below AZUREML_MODEL_DIR; the one nearest to the root wins. */
export function guessModel(paths: readonly string[]): ModelGuess {
  const sorted = [...paths].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))
  for (const { kind, pattern, folder } of byName) {
    const found = sorted.find((path) => pattern.test(path))
    if (found !== undefined) return { kind, path: folder ? found.slice(0, Math.max(0, found.lastIndexOf('/'))) : found }
  }
  return { kind: 'generic', path: sorted[0] ?? '' }
}

/** Paths worth offering for a kind: files whose name fits, else every file. */
export function pathsFor(kind: ScriptKind, paths: readonly string[]): string[] {
  const patterns = byName.filter((one) => one.kind === kind)
  const fitting = paths.flatMap((path) => {
    const match = patterns.find(({ pattern }) => pattern.test(path))
    return match === undefined ? [] : [match.folder ? path.slice(0, Math.max(0, path.lastIndexOf('/'))) : path]
  })
  return fitting.length > 0 ? fitting : [...paths]
}
