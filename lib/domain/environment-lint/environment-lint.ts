import type { Finding, Repair } from '@/lib/contract/finding'
import { inferenceServerPackages } from '@/lib/domain/conda/conda'
import { addPipItem, type CondaItem, type CondaSource, replaceItem } from '@/lib/domain/environment-lint/conda-source'
import {
  asOf,
  endOfPython,
  firstReleases,
  firstWheels,
  type KnownPair,
  knownBadPairs,
  leaveToServer,
  oldServer,
  outdated,
  serverPython,
} from '@/lib/domain/environment-lint/rules-2026-11'
import { isAllBelow, isAllFrom, mayReach } from '@/lib/domain/environment-lint/version-range'

/** What the lint knows beside the conda contents. */
export interface EnvironmentContext {
  /** The field the contents belong to, e.g. `['environment', 'conda_file']`. */
  path: (string | number)[]
  /** Name of the conda file, relative to the document; absent when the contents stand in the document (below `path`) or are it. */
  file?: string
  /** The contents stand below `path` in the document. */
  isInline?: boolean
  /** Served by the inference server, so that it must be there. */
  needsServer: boolean
  /** Why `azureml-ai-monitoring` is needed, when it is. */
  needsMonitoring?: 'collector' | 'mlflow'
  /** Versions resolved the last time, by canonical name: offered as pins. */
  resolved?: Readonly<Record<string, string>>
}

/** 12 of `python=3.12`; undefined when the file leaves it open. */
export function pythonMinorOf({ items }: CondaSource): number | undefined {
  const range = items.find(({ name }) => name === 'python')?.range
  const [major, minor] = range?.isPinned ? (range.min ?? []) : []
  return major === 3 ? minor : undefined
}

/** Canonical names of all packages listed. */
export const packageNames = ({ items }: CondaSource): string[] => items.flatMap(({ name }) => (name && name !== 'python' ? [name] : []))

/** A line of `pip:` that may bring anything: a list of its own, an address, a folder. */
export const hasUnknownPackages = ({ items }: CondaSource): boolean =>
  items.some(
    ({ from, text }) => from === 'pip' && (/^-(r|e|c)\b|^--(requirement|editable)/.test(text) || /^[a-z+]+:\/\/|^[./]|\.whl$/i.test(text)),
  )

/** All that is known about an environment as of `rules-2026-11`, at the lines it is about. Pure. */
export function lintEnvironment(source: CondaSource, context: EnvironmentContext): Finding[] {
  const at = placer(context)
  const python = source.items.find(({ name }) => name === 'python')
  return [
    ...(python ? checkPython(python, pythonMinorOf(source), context, at) : []),
    ...source.items.flatMap((item) => [...checkIndex(item, at), ...checkOutdated(item, context, at), ...checkServer(item, context, at)]),
    ...knownBadPairs.flatMap((pair) => checkPair(pair, source, context, at)),
    ...checkWheels(source, at),
    ...checkLeaveToServer(source, context, at),
    ...checkMonitoring(source, context, at),
    ...checkUnpinned(source, context, at),
  ]
}

type Place = (
  item: CondaItem,
  severity: Finding['severity'],
  rule: string,
  message: string,
  words?: { fix?: string; values?: Record<string, string | number>; repair?: Repair | undefined },
) => Finding

function placer({ path, file, isInline }: EnvironmentContext): Place {
  return (item, severity, rule, message, { fix, values, repair } = {}) => {
    const { line, column, endLine, endColumn } = item.place
    return {
      path: isInline || (file === undefined && path.length === 0) ? [...path, ...item.path] : path,
      severity,
      rule,
      message,
      stage: 'files',
      ...(fix ? { fix } : {}),
      values: { file: file ?? 'conda_file', line, ...values },
      ...(isInline ? {} : { line, column, endLine, endColumn }),
      ...(file === undefined ? {} : { file }),
      ...(repair ? { repairs: [repair] } : {}),
    }
  }
}

const baseOf = ({ path, isInline }: EnvironmentContext) => (isInline ? path : undefined)

function writeInstead(item: CondaItem, written: string, context: EnvironmentContext, action: Repair['action'] = 'write'): Repair {
  return {
    label: `${action === 'pin' ? 'Pin' : 'Write'} ${written}`,
    action,
    what: written,
    ...replaceItem(item, written, baseOf(context)),
  }
}

function checkPython(item: CondaItem, minor: number | undefined, context: EnvironmentContext, at: Place): Finding[] {
  if (minor === undefined) return []
  const end = endOfPython[minor]
  const better = 'python=3.12'
  const findings: Finding[] = []
  if (end !== undefined && end <= asOf)
    findings.push(
      at(item, 'warning', 'python-end', `Python 3.${minor} has had no support since ${end}; channels and packages drop it.`, {
        fix: `Write ${better}, if the model can be loaded there.`,
        values: { version: `3.${minor}`, date: end },
        repair: writeInstead(item, better, context),
      }),
    )
  if (context.needsServer && (minor < serverPython.min || minor > serverPython.max))
    findings.push(
      at(
        item,
        'warning',
        'python-server',
        `The inference server runs on Python 3.${serverPython.min} to 3.${serverPython.max}, not on 3.${minor}.`,
        {
          fix: `Write ${better}.`,
          values: { version: `3.${minor}`, from: `3.${serverPython.min}`, to: `3.${serverPython.max}` },
          repair: writeInstead(item, better, context),
        },
      ),
    )
  return findings
}

/** Lines that name package indexes; a password in one is read by everybody who reads the file. */
function checkIndex(item: CondaItem, at: Place): Finding[] {
  if (/:\/\/[^/\s@:]+:[^/\s@$]+@|:\/\/[A-Za-z0-9_-]{20,}@/.test(item.text) && !/:\/\/[^@]*\$\{?[A-Za-z_]/.test(item.text))
    return [
      at(item, 'error', 'conda-credentials', 'This line holds a password or token; it ends up in the image and in logs.', {
        fix: 'Revoke it, and give access to the feed by a workspace connection (Python feed) or by the identity of the build.',
      }),
    ]
  if (/^(--extra-index-url|--index-url|-i|--find-links|-f)\b/.test(item.text))
    return [
      at(
        item,
        'info',
        'conda-private-index',
        `The packages also come from ${item.text.replace(/^\S+[=\s]+/, '')}; the build in Azure must reach it.`,
        {
          fix: 'A private feed needs a workspace connection; a public one needs nothing.',
        },
      ),
    ]
  return []
}

function checkOutdated(item: CondaItem, context: EnvironmentContext, at: Place): Finding[] {
  const row = item.name !== undefined && Object.hasOwn(outdated, item.name) ? outdated[item.name] : undefined
  if (!row || item.name === undefined) return []
  const severity = item.name === 'azureml-defaults' || item.name === 'opencv-python' ? 'info' : 'warning'
  return [
    at(item, severity, 'conda-outdated', `${item.name}: ${row.because}.`, {
      fix: `Write ${row.instead}.`,
      values: { name: item.name, instead: row.instead },
      repair: item.from === 'pip' ? writeInstead(item, row.instead, context) : undefined,
    }),
  ]
}

function checkServer(item: CondaItem, context: EnvironmentContext, at: Place): Finding[] {
  if (item.name !== inferenceServerPackages[0] || !isAllBelow(item.range, oldServer)) return []
  return [
    at(item, 'warning', 'server-old', `azureml-inference-server-http before ${oldServer} has no support and fails with current packages.`, {
      fix: 'Write azureml-inference-server-http>=1.4.',
      values: { version: oldServer },
      repair: writeInstead(item, 'azureml-inference-server-http>=1.4', context),
    }),
  ]
}

function checkPair(pair: KnownPair, source: CondaSource, context: EnvironmentContext, at: Place): Finding[] {
  const item = source.items.find(({ name }) => name === pair.name)
  if (!item || (pair.pipOnly && item.from !== 'pip')) return []
  if (pair.below !== undefined && !isAllBelow(item.range, pair.below)) return []
  if (pair.from !== undefined && !isAllFrom(item.range, pair.from)) return []
  const other = source.items.find(({ name }) => name === pair.other.name)
  if (other === undefined ? pair.other.isListed : !mayReach(other.range, pair.other.allows)) return []
  // A package that is listed without a version: the rule about its absence says the same with less certainty.
  if (other !== undefined && pair.other.isListed && !isAllFrom(other.range, pair.other.allows)) return []
  const addition = other ? undefined : addPipItem(source, pair.fix, baseOf(context))
  const isOnItem = pair.fix.startsWith('azureml-')
  const marked = isOnItem ? item : (other ?? item)
  const repair = isOnItem
    ? writeInstead(item, pair.fix, context)
    : other
      ? writeInstead(other, pair.fix, context)
      : addition && { label: `Add ${pair.fix}`, action: 'add' as const, what: pair.fix, ...addition }
  return [
    at(marked, 'warning', 'known-bad-pair', `${pair.name} and ${pair.other.name} do not fit: ${pair.because}.`, {
      fix: `Write ${pair.fix}.`,
      values: { name: pair.name, other: pair.other.name, fix: pair.fix },
      repair,
    }),
  ]
}

function checkWheels(source: CondaSource, at: Place): Finding[] {
  const minor = pythonMinorOf(source)
  if (minor === undefined) return []
  return source.items.flatMap((item) => {
    const { name } = item
    if (name === undefined || item.from !== 'pip') return []
    const since = (table: typeof firstWheels) => {
      const first = Object.hasOwn(table, name) ? table[name]?.[minor] : undefined
      return first !== undefined && isAllBelow(item.range, first) ? first : undefined
    }
    const wheel = since(firstWheels)
    const release = since(firstReleases)
    const words = (first: string) => ({
      fix: `Write a version from ${first} on, or an older Python.`,
      values: { name, version: `3.${minor}`, first },
    })
    if (wheel !== undefined) {
      const message = `${name} has wheels for Python 3.${minor} since ${wheel}; this version would have to be compiled.`
      return [at(item, 'warning', 'no-wheels', message, words(wheel))]
    }
    if (release === undefined) return []
    const message = `${name} exists for Python 3.${minor} since ${release}; pip finds no matching distribution of this version.`
    return [at(item, 'warning', 'no-release', message, words(release))]
  })
}

function checkLeaveToServer(source: CondaSource, context: EnvironmentContext, at: Place): Finding[] {
  const hasServer = source.items.some(({ name }) => inferenceServerPackages.some((server) => server === name))
  if (!context.needsServer || !hasServer) return []
  return source.items
    .filter(({ name, range }) => name !== undefined && leaveToServer.includes(name) && range.isPinned)
    .map((item) =>
      at(item, 'warning', 'server-pin', `${item.name} is brought and limited by the inference server; a pin of it breaks a later server.`, {
        fix: 'Remove the line, or the version.',
        values: { name: item.name ?? '' },
        repair: writeInstead(item, item.name ?? item.text, context),
      }),
    )
}

function checkMonitoring(source: CondaSource, context: EnvironmentContext, at: Place): Finding[] {
  const [first] = source.items
  if (!context.needsMonitoring || !first || source.items.some(({ name }) => name === 'azureml-ai-monitoring')) return []
  const server = source.items.find(({ name }) => name === inferenceServerPackages[0])
  // The scoring code of MLflow models imports it since server 1.3.
  if (context.needsMonitoring === 'mlflow' && (!server || isAllBelow(server.range, '1.3'))) return []
  const addition = addPipItem(source, 'azureml-ai-monitoring', baseOf(context))
  const because =
    context.needsMonitoring === 'collector'
      ? 'data_collector has collections that the script fills with it'
      : 'serving an MLflow model imports it'
  return [
    at(server ?? first, 'warning', 'monitoring-package', `azureml-ai-monitoring is missing: ${because}.`, {
      fix: 'Add azureml-ai-monitoring to the pip: list.',
      repair: addition && { label: 'Add azureml-ai-monitoring', action: 'add', what: 'azureml-ai-monitoring', ...addition },
    }),
  ]
}

/** One remark per file: what is not pinned changes with the next build. */
function checkUnpinned(source: CondaSource, context: EnvironmentContext, at: Place): Finding[] {
  const free = source.items.filter(
    ({ name, hasVersion }) =>
      name !== undefined &&
      !hasVersion &&
      !['pip', 'setuptools', 'wheel', 'python', 'azureml-ai-monitoring', ...inferenceServerPackages].includes(name),
  )
  const [first] = free
  if (!first) return []
  const names = free.map(({ name }) => name ?? '').join(', ')
  const pins = free.flatMap((item) => {
    const version = item.name === undefined ? undefined : context.resolved?.[item.name]
    if (version === undefined) return []
    return [replaceItem(item, item.from === 'pip' ? `${item.text}==${version}` : `${item.text}=${version}`, baseOf(context))]
  })
  const repair: Repair | undefined =
    pins.length === 0
      ? undefined
      : {
          label: 'Pin the versions resolved last',
          action: 'pin',
          what: free.flatMap(({ name }) => (name && context.resolved?.[name] ? [`${name}==${context.resolved[name]}`] : [])).join(', '),
          ...(context.isInline
            ? { changes: pins.flatMap(({ changes }) => changes ?? []) }
            : { edits: pins.flatMap(({ edits }) => edits ?? []) }),
        }
  return [
    at(
      first,
      'info',
      'conda-unpinned',
      `${free.length === 1 ? `${names} has no version` : `No version is given for ${names}`}; the next build may bring another one.`,
      {
        fix: 'Pin the versions the model was trained with.',
        values: { names, count: free.length },
        repair,
      },
    ),
  ]
}
