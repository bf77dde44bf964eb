import type { Finding } from '@/lib/contract/finding'
import { parseMatchSpec, toPipSpecifier } from '@/lib/domain/conda/match-spec'
import { classifyCondaName } from '@/lib/domain/conda/package-map'
import { type CondaFault, sayConda } from '@/lib/domain/conda/remarks'
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
  /** The rule of other languages when it is not the conda file's own, e.g. `yaml-syntax`. */
  rule?: string
  values?: Finding['values']
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

/** Reads the text of a conda file. Never throws; `errors` non-empty = it cannot be built. */
export function parseConda(text: string): CondaFile {
  const result: CondaFile = { channels: [], requirements: [], sources: [], torch: {}, warnings: [], errors: [] }
  const loaded = loadYaml(text)
  for (const { line = 1, message, fix, rule, values } of loaded.findings)
    result.errors.push({ line, code: 'BadArgument', message, fix, rule, values })
  if (result.errors.length > 0) return result
  const lineOf = (path: (string | number)[]): number => loaded.locate(path)?.line ?? 1
  const fail = (path: (string | number)[], fault: CondaFault): void => {
    result.errors.push({ line: lineOf(path), code: 'BadArgument', ...sayConda(fault) })
  }

  if (!isRecord(loaded.data)) {
    fail([], 'mapping')
    return result
  }
  const { name, channels, dependencies } = loaded.data
  if (typeof name === 'string') result.name = name
  if (Array.isArray(channels)) result.channels = channels.filter((channel): channel is string => typeof channel === 'string')
  if (dependencies === undefined || dependencies === null) return result
  if (!Array.isArray(dependencies)) {
    fail(['dependencies'], 'list')
    return result
  }
  for (const [index, entry] of dependencies.entries()) {
    const path = ['dependencies', index]
    if (typeof entry === 'string') addCondaPackage(result, entry, lineOf(path))
    else if (isRecord(entry) && 'pip' in entry) addPipList(result, entry.pip, path, lineOf)
    else fail(path, 'entry')
  }
  return result
}

function addPipList(result: CondaFile, list: unknown, path: (string | number)[], lineOf: (path: (string | number)[]) => number): void {
  if (list === null) return
  if (!Array.isArray(list)) {
    result.errors.push({
      line: lineOf(path),
      code: 'BadArgument',
      ...sayConda('pipList'),
    })
    return
  }
  for (const [index, requirement] of list.entries()) {
    const line = lineOf([...path, 'pip', index])
    if (typeof requirement !== 'string' || requirement.trim() === '') {
      result.errors.push({
        line,
        code: 'BadArgument',
        ...sayConda('pipText'),
      })
      continue
    }
    if (/[\r\n]/.test(requirement.trim())) {
      result.errors.push({
        line,
        code: 'BadArgument',
        ...sayConda('pipLine'),
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
      ...sayConda('spec', { found: text }),
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
      ...sayConda('bundled', { name: spec.name }),
    })
    return
  }
  if (known.kind === 'conda-only') {
    result.errors.push({
      line,
      code: 'UnsupportedCondaPackage',
      package: spec.name,
      ...sayConda('condaOnly', { name: spec.name }),
    })
    return
  }
  const version = toPipSpecifier(spec.version)
  if ('error' in version) {
    result.errors.push({
      line,
      code: 'BadArgument',
      package: spec.name,
      ...sayConda(version.error, { name: spec.name, found: version.found }),
    })
    return
  }
  if (spec.build)
    result.warnings.push({
      line,
      code: 'CondaBuildDropped',
      package: spec.name,
      ...sayConda('build', { name: spec.name, found: spec.build }),
    })
  if (known.name !== spec.name)
    result.warnings.push({
      line,
      code: 'CondaNameMapped',
      package: spec.name,
      ...sayConda('mapped', { name: spec.name, found: known.name }),
    })
  else if (!known.certain)
    result.warnings.push({
      line,
      code: 'CondaNameUnknown',
      package: spec.name,
      ...sayConda('unknown', { name: spec.name }),
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
      ...sayConda(specifier.error, { name: 'python', found: specifier.found }),
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
