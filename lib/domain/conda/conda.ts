import { parseMatchSpec, toPipSpecifier } from '@/lib/domain/conda/match-spec'
import { classifyCondaName } from '@/lib/domain/conda/package-map'
import { loadYaml } from '@/lib/domain/convert/load-yaml'
import { isRecord } from '@/lib/domain/convert/yaml-data'

/** Translates a conda file for pip: no conda is needed to run it. */

export interface CondaRemark {
  /** 1-based line of the file. */
  line: number
  /** `UnsupportedCondaPackage` and `BadArgument` stop the build; all others are warnings. */
  code: string
  message: string
  fix?: string
  package?: string
}

export interface CondaFile {
  name?: string
  channels: string[]
  /** `3.12` or `3.12.4` when the file asks for one exactly; see pythonSpecifier for the rest. */
  pythonVersion?: string
  /** The whole wish in pip syntax: `==3.12.*`, `>=3.9,<3.12`. */
  pythonSpecifier?: string
  /** pip syntax, in file order; lines of `pip:` verbatim (`-r`, `-e`, `--extra-index-url` included). */
  requirements: string[]
  /** Where each requirement came from; same order as `requirements`. */
  sources: { line: number; from: 'conda' | 'pip' }[]
  /** What conda packages without a PyPI name say about PyTorch: `cpuonly`, `pytorch-cuda=12.4`. */
  torch: { cpuOnly?: boolean; cuda?: string }
  warnings: CondaRemark[]
  errors: CondaRemark[]
}

const waysOut = 'Move it to the pip: list if PyPI has it, use a Docker image that contains conda, or install micromamba.'

/** Reads the text of a conda file. Never throws; `errors` non-empty = it cannot be built. */
export function parseConda(text: string): CondaFile {
  const result: CondaFile = { channels: [], requirements: [], sources: [], torch: {}, warnings: [], errors: [] }
  const loaded = loadYaml(text)
  for (const finding of loaded.findings)
    result.errors.push({ line: finding.line ?? 1, code: 'BadArgument', message: finding.message, fix: finding.fix })
  if (result.errors.length > 0) return result
  const lineOf = (path: (string | number)[]): number => loaded.locate(path)?.line ?? 1
  const fail = (path: (string | number)[], message: string, fix: string): void => {
    result.errors.push({ line: lineOf(path), code: 'BadArgument', message, fix })
  }

  if (!isRecord(loaded.data)) {
    fail([], 'A conda file is a mapping with the key dependencies.', 'Begin with dependencies: and list the packages below it.')
    return result
  }
  const { name, channels, dependencies } = loaded.data
  if (typeof name === 'string') result.name = name
  if (Array.isArray(channels)) result.channels = channels.filter((channel): channel is string => typeof channel === 'string')
  if (dependencies === undefined || dependencies === null) return result
  if (!Array.isArray(dependencies)) {
    fail(['dependencies'], 'dependencies must be a list.', 'Write one package per line, each with a leading dash.')
    return result
  }
  for (const [index, entry] of dependencies.entries()) {
    const path = ['dependencies', index]
    if (typeof entry === 'string') addCondaPackage(result, entry, lineOf(path))
    else if (isRecord(entry) && 'pip' in entry) addPipList(result, entry.pip, path, lineOf)
    else fail(path, 'A dependency must be a package such as numpy=2.3.1, or a pip: list.', 'Write it as text.')
  }
  return result
}

function addPipList(result: CondaFile, list: unknown, path: (string | number)[], lineOf: (path: (string | number)[]) => number): void {
  if (list === null) return
  if (!Array.isArray(list)) {
    result.errors.push({
      line: lineOf(path),
      code: 'BadArgument',
      message: 'pip: must be a list.',
      fix: 'Write one requirement per line, each with a leading dash.',
    })
    return
  }
  for (const [index, requirement] of list.entries()) {
    const line = lineOf([...path, 'pip', index])
    if (typeof requirement !== 'string' || requirement.trim() === '') {
      result.errors.push({
        line,
        code: 'BadArgument',
        message: 'A pip requirement must be text such as joblib==1.5.1.',
        fix: 'Put it in quotes.',
      })
      continue
    }
    if (/[\r\n]/.test(requirement.trim())) {
      result.errors.push({
        line,
        code: 'BadArgument',
        message: 'A pip requirement must stand on one line.',
        fix: 'Write one requirement per list item.',
      })
      continue
    }
    result.requirements.push(requirement.trim())
    result.sources.push({ line, from: 'pip' })
  }
}

function addCondaPackage(result: CondaFile, text: string, line: number): void {
  const spec = parseMatchSpec(text)
  if (!spec) {
    result.errors.push({
      line,
      code: 'BadArgument',
      message: `“${text}” is no conda package.`,
      fix: 'Write a name and a version such as numpy=2.3.1.',
    })
    return
  }
  if (spec.name === 'python') {
    setPython(result, spec.version, line)
    return
  }
  if (spec.name === 'cpuonly' || spec.name === 'pytorch-cpu') result.torch.cpuOnly = true
  if (spec.name === 'pytorch-cuda' || spec.name === 'cudatoolkit') result.torch.cuda = /\d+(?:\.\d+)*/.exec(spec.version ?? '')?.[0] ?? ''
  const known = classifyCondaName(spec.name)
  if (known.kind === 'ignored') return
  if (known.kind === 'bundled') {
    result.warnings.push({
      line,
      code: 'CondaPackageSkipped',
      package: spec.name,
      message: `${spec.name} is a system library that Python wheels bring along; it is skipped.`,
    })
    return
  }
  if (known.kind === 'conda-only') {
    result.errors.push({
      line,
      code: 'UnsupportedCondaPackage',
      package: spec.name,
      message: `${spec.name} is no Python package and can only be installed by conda.`,
      fix: waysOut,
    })
    return
  }
  const version = toPipSpecifier(spec.version)
  if ('error' in version) {
    result.errors.push({
      line,
      code: 'BadArgument',
      package: spec.name,
      message: `The version of ${spec.name} cannot be used: ${version.error}.`,
      fix: 'Write a version such as =2.3.1 or >=2,<3.',
    })
    return
  }
  if (spec.build)
    result.warnings.push({
      line,
      code: 'CondaBuildDropped',
      package: spec.name,
      message: `The build string ${spec.build} of ${spec.name} has no meaning for pip and is dropped.`,
    })
  if (known.name !== spec.name)
    result.warnings.push({ line, code: 'CondaNameMapped', package: spec.name, message: `${spec.name} is called ${known.name} on PyPI.` })
  else if (!known.certain)
    result.warnings.push({
      line,
      code: 'CondaNameUnknown',
      package: spec.name,
      message: `${spec.name} is taken from PyPI under the same name; make sure that it is the same project there.`,
      fix: 'Move it to the pip: list to confirm.',
    })
  result.requirements.push(`${known.name}${version.specifier}`)
  result.sources.push({ line, from: 'conda' })
}

function setPython(result: CondaFile, version: string | undefined, line: number): void {
  const specifier = toPipSpecifier(version)
  if ('error' in specifier) {
    result.errors.push({
      line,
      code: 'BadArgument',
      package: 'python',
      message: `The Python version cannot be used: ${specifier.error}.`,
      fix: 'Write python=3.12.',
    })
    return
  }
  if (specifier.specifier === '') return
  result.pythonSpecifier = specifier.specifier
  const exact = /^==(\d+(?:\.\d+){0,2})(?:\.\*)?$/.exec(specifier.specifier)
  if (exact?.[1]) result.pythonVersion = exact[1]
}

/** PyPI name of a requirement in canonical form; undefined for options and addresses. */
export function requirementName(requirement: string): string | undefined {
  if (/^-/.test(requirement)) return undefined
  const match = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[|[=<>!~;@(]|\s|$)/.exec(requirement)
  return match?.[1]?.toLowerCase().replace(/[._-]+/g, '-')
}

/** Packages that bring the inference server; one of them is needed unless the container has its own. */
export const inferenceServerPackages = ['azureml-inference-server-http', 'azureml-defaults'] as const

/** Whether the environment names the inference server by itself. */
export function hasInferenceServer(requirements: readonly string[]): boolean {
  return requirements.some((requirement) => inferenceServerPackages.some((name) => requirementName(requirement) === name))
}
