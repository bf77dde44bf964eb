import { editDistance } from '@/lib/domain/spelling/nearest'

/** What AZUREML_MODEL_DIR will contain. Doc: how-to-deploy-online-endpoints, "Understand the scoring script". */
export interface ModelTree {
  /** Files below AZUREML_MODEL_DIR, `/`-separated. */
  files: readonly string[]
  /** There are more than these. */
  isPartial: boolean
}

/**
 * The tree of an inline model: a file lies directly in the folder, a folder keeps its own name. `names` are the files an upload sends,
 * relative to the folder. A model mounted into a container of one's own (`model_mount_path`) looks the same from the inside.
 */
export function inlineModelTree(name: string, names: readonly string[] | undefined, isPartial = false): ModelTree {
  return names === undefined ? { files: [name], isPartial: false } : { files: names.map((file) => `${name}/${file}`), isPartial }
}

export interface ResolvedPath {
  /** What lies there; undefined = nothing. */
  kind?: 'file' | 'folder'
  /** The existing path that was most likely meant. */
  nearest?: string
  /** Nothing can be said: a pattern, a path out of the folder, or a tree that is not known whole. */
  isUnknown?: boolean
}

/** Looks a path of a script up in the tree. `wants` = what the script does with it. */
export function resolveModelPath(tree: ModelTree, suffix: string, wants: 'file' | 'folder' | 'any' = 'any'): ResolvedPath {
  if (/[*?[\]]/.test(suffix)) return { isUnknown: true }
  const steps: string[] = []
  for (const step of suffix.split('/')) {
    if (step === '' || step === '.') continue
    if (step !== '..') steps.push(step)
    else if (steps.pop() === undefined) return { isUnknown: true }
  }
  const path = steps.join('/')
  if (path === '') return { kind: 'folder' }
  if (tree.files.includes(path)) return { kind: 'file' }
  const isFolder = tree.files.some((file) => file.startsWith(`${path}/`))
  if (isFolder) {
    const inside = tree.files.filter((file) => file.startsWith(`${path}/`))
    return { kind: 'folder', ...(wants === 'file' && inside.length === 1 ? { nearest: inside[0] } : {}) }
  }
  if (tree.isPartial) return { isUnknown: true }
  return { ...nearestPath(tree, path, wants) }
}

const baseOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
const stemOf = (name: string) => name.replace(/\.[A-Za-z0-9]+$/, '').toLowerCase()
const endingOf = (path: string) => /\.[A-Za-z0-9]+$/.exec(baseOf(path))?.[0].toLowerCase()

/** The same name elsewhere first, then it with another ending, then a similar one, then the only file of its kind. */
function nearestPath(tree: ModelTree, path: string, wants: 'file' | 'folder' | 'any'): { nearest?: string } {
  const folders = [...new Set(tree.files.flatMap((file) => parents(file)))]
  const candidates = wants === 'file' ? tree.files : wants === 'folder' ? folders : [...tree.files, ...folders]
  const name = baseOf(path).trim()
  const ranked = candidates
    .map((candidate) => {
      const own = baseOf(candidate)
      const byName =
        own === name
          ? 0
          : own.toLowerCase() === name.toLowerCase()
            ? 1
            : stemOf(own) === stemOf(name)
              ? 2
              : 2 + editDistance(own.toLowerCase(), name.toLowerCase(), 12)
      return { candidate, byName, byPath: editDistance(candidate, path, 40) }
    })
    .sort((a, b) => a.byName - b.byName || a.byPath - b.byPath)
  const best = ranked[0]
  if (best && best.byName <= 2 + Math.max(2, Math.floor(name.length / 3))) return { nearest: best.candidate }
  const alike = tree.files.filter((file) => endingOf(file) === endingOf(path))
  const only = alike.length === 1 ? alike[0] : tree.files.length === 1 ? tree.files[0] : undefined
  return only === undefined ? {} : { nearest: only }
}

function parents(file: string): string[] {
  const steps = file.split('/').slice(0, -1)
  return steps.map((_, index) => steps.slice(0, index + 1).join('/'))
}

/** How a path expression is written again for another path; all as in the script. */
export interface JoinStyle {
  style: 'join' | 'slash' | 'format' | 'plus' | 'other'
  /** `os.path.join` as written. */
  function: string | null
  /** The model folder as written in this expression; null when it comes from a variable that goes deeper. */
  root: string | null
}

const quoted = (text: string) => JSON.stringify(text)

/** The Python expression for `path` below AZUREML_MODEL_DIR, in the manner of the one it replaces. `os` is the local name of the module. */
export function modelPathExpression(path: string, { style, function: name, root }: JoinStyle, os = 'os'): string {
  const folder = root ?? `${os}.environ["AZUREML_MODEL_DIR"]`
  const steps = path.split('/').map(quoted)
  if (style === 'slash' && root !== null) return [root, ...steps].join(' / ')
  if (style === 'format' && root !== null && !/["'{}\\]/.test(root + path)) return `f"{${root}}/${path}"`
  if (style === 'plus' && root !== null) return `${root} + ${quoted(`/${path}`)}`
  return `${style === 'join' && name !== null ? name : `${os}.path.join`}(${[folder, ...steps].join(', ')})`
}
