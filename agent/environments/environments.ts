import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type {
  BuiltProcessEnvironment as BuiltEnvironment,
  EnvironmentRequest,
  ProcessEnvironments,
  ResolvedProcessEnvironment as ResolvedEnvironment,
} from '@/agent/environments/environment'
import type { LogWriter } from '@/agent/runtimes/runtime'
import type { Deviation } from '@/lib/contract/scorepoint'
import { type CondaFile, parseConda, requirementName } from '@/lib/domain/conda/conda'
import type { HomeLayout } from '@/lib/domain/home-layout'
import { phaseText } from '@/lib/domain/phase-notes/phase-notes'
import { isTorchFamily, planTorch, type TorchSetting, torchIndex, torchProject } from '@/lib/domain/torch/torch-build'
import { hintFor } from '@/lib/problems/catalogue'
import { ProblemError } from '@/lib/problems/problem'
import { buildFailure } from './build-failure'
import { takeBuildLock } from './build-lock'
import { cloneEnvironment, nearestEnvironment } from './clone-environment'
import { installedPackages, readMarker, removeEnvironment, sealEnvironment } from './environment-folder'
import { environmentHash, normaliseRequirements, withInferenceServer } from './environment-hash'
import { chooseInterpreter, findInterpreters, type Interpreter, type PythonWish, supportedMinors } from './interpreters'
import { readUvEnvironment } from './package-index'
import { withFileIndexes } from './pip-settings'
import { fetchPython } from './python-download'
import { redactLine } from './redact'
import { runTool } from './run-tool'
import { createSharedBuilds } from './shared-builds'
import { torchIndexFailure } from './torch-index-failure'
import { ensureUv } from './uv'

export interface EnvironmentsOptions {
  /** Environment the user's settings (PATH, PIP_*, UV_*, proxies) are read from; default: the agent's own. */
  hostEnvironment?: NodeJS.ProcessEnv
  /** What the person settled: a Python deviation is an error instead of a note; the Python taken where several fit. Asked at each deployment. */
  python?: () => { strict: boolean; preferred?: string }
  /** Which build of PyTorch is installed, and from where instead of PyTorch's own index. */
  torch?: { setting: TorchSetting; index?: string }
  /** Longest time one build may take. */
  buildTimeoutMs?: number
  /** Longest time fetching a Python may take; 0 = never fetch. */
  pythonDownloadTimeoutMs?: number
}

const never = new AbortController().signal

/**
 * Environments of the process runtime: conda file → Python and requirements → content-addressed folder `env/<hash>`, built by uv at its
 * final path, marker last, read-only afterwards. One build per hash at a time, in this process and across processes.
 */
export function createEnvironments(layout: HomeLayout, options: EnvironmentsOptions = {}): ProcessEnvironments {
  const { hostEnvironment = process.env, buildTimeoutMs = 1_800_000, pythonDownloadTimeoutMs = 180_000 } = options
  const ownPythons = join(layout.cache, 'python')
  const builds = createSharedBuilds<BuiltEnvironment>()
  /** Minors that could not be fetched; asked again only by the next agent. */
  const notFetchable = new Set<string>()

  async function findPython(asked: PythonWish, log: LogWriter): Promise<{ interpreter: Interpreter; deviations: Deviation[] }> {
    const { preferred } = options.python?.() ?? {}
    const wish: PythonWish = { ...asked, ...(preferred === undefined ? {} : { preferred }) }
    const interpreters = await findInterpreters(hostEnvironment, ownPythons)
    const choice = chooseInterpreter(interpreters, wish)
    if (choice.exact !== undefined) return { interpreter: choice.exact, deviations: [] }
    const minor = /^\d+\.\d+/.exec(wish.version ?? '')?.[0] ?? (wish.specifier === undefined ? supportedMinors[0] : undefined)
    const shown = minor ?? wish.specifier ?? ''
    const [first] = interpreters
    if (
      minor !== undefined &&
      supportedMinors.some((one) => one === minor) &&
      pythonDownloadTimeoutMs > 0 &&
      !notFetchable.has(minor) &&
      first !== undefined
    ) {
      const uv = await ensureUv(layout, interpreters, hostEnvironment, log, never)
      const job = { uv, minor, folder: ownPythons, python: first.path, host: hostEnvironment, timeoutMs: pythonDownloadTimeoutMs, log }
      const fetched = await fetchPython(job)
      const exact = fetched ? chooseInterpreter(await findInterpreters(hostEnvironment, ownPythons), wish).exact : undefined
      if (exact !== undefined) return { interpreter: exact, deviations: [] }
      notFetchable.add(minor)
    }
    const found = interpreters.map((one) => `${one.version} (${one.path})`).join(', ')
    if (choice.nearest === undefined) {
      throw problem('Agent.PythonMissing', `No Python 3.9–3.12 was found on this computer; found: ${found === '' ? 'none' : found}.`, 500)
    }
    const message = `Python ${shown} is asked for; this computer has ${choice.nearest.version}, which is used instead.`
    if (options.python?.().strict === true) {
      throw problem('Agent.PythonVersionUnavailable', `Python ${shown} is asked for and not on this computer; found: ${found}.`, 400)
    }
    log.warning(message)
    return { interpreter: choice.nearest, deviations: [{ id: 'python-version', message }] }
  }

  async function resolve(request: EnvironmentRequest, log: LogWriter): Promise<ResolvedEnvironment> {
    if (request.condaFile === undefined) {
      throw problem(
        'BadArgument',
        `The environment${request.image === undefined ? '' : ` with image ${request.image}`} has no conda file: the process runtime cannot build it.`,
        400,
      )
    }
    const conda = parseConda(request.condaFile)
    const [first] = conda.errors
    if (first !== undefined) {
      throw new ProblemError({
        code: first.code,
        message: conda.errors.map(({ line, message }) => `Line ${line}: ${message}`).join(' '),
        target: 'conda_file',
        origin: 'input',
        retryable: false,
        hint: { cause: first.message, fix: first.fix ?? hintFor(first.code)?.fix ?? 'Correct the line named.' },
      })
    }
    refuseLocalFiles(conda)
    for (const warning of conda.warnings) log.warning(`conda file, line ${warning.line}: ${redactLine(warning.message)}`)
    if (request.image !== undefined)
      log.info(`The image ${request.image} is not used by the process runtime; the packages of the conda file are.`)
    const { interpreter, deviations } = await findPython({ version: conda.pythonVersion, specifier: conda.pythonSpecifier }, log)
    const { requirements, added, needed } = completeRequirements(conda, request.needs)
    if (needed.length > 0) log.info(`${needed.join(', ')} ${needed.length === 1 ? 'is' : 'are'} added: serving the model needs it.`)
    if (added) log.info('azureml-inference-server-http is added: the conda file has neither it nor azureml-defaults.')
    const plan = planTorch(
      { requirements, ...conda.torch },
      { platform: interpreter.platform, hasNvidia: existsSync('/proc/driver/nvidia/version'), setting: options.torch?.setting ?? 'auto' },
    )
    if (plan.note !== undefined) log.info(redactLine(plan.note))
    if (plan.deviation !== undefined) {
      log.warning(plan.deviation)
      deviations.push({ id: 'torch-build', message: plan.deviation })
    }
    const torch = plan.channel === undefined ? undefined : { channel: plan.channel, family: plan.family }
    const index = torch && redactLine(torchIndex(torch.channel, options.torch?.index))
    const hash = environmentHash(index === undefined ? requirements : [...requirements, `torch from ${index}`], interpreter)
    const count = requirements.filter((line) => !line.startsWith('-')).length
    const note = {
      code: 'environment' as const,
      from: request.from ?? 'conda.yaml',
      python: interpreter.minor,
      ...insteadOf(deviations, conda),
      packages: count,
      ...(torch ? { torch: torch.channel } : {}),
    }
    const summary = phaseText([note])
    log.info(`${summary} (${interpreter.version} at ${interpreter.path}), environment ${hash}`)
    return {
      hash,
      requirements: requirements.map(redactLine),
      pythonVersion: interpreter.version,
      pythonPath: interpreter.path,
      deviations,
      ...(torch === undefined ? {} : { torch }),
      summary,
      note,
    }
  }

  async function buildOnce(
    resolved: ResolvedEnvironment,
    log: LogWriter,
    signal: AbortSignal,
    request: EnvironmentRequest,
  ): Promise<BuiltEnvironment> {
    const started = performance.now()
    const folder = join(layout.env, resolved.hash)
    const python = join(folder, 'bin', 'python')
    mkdirSync(layout.env, { recursive: true, mode: 0o700 })
    const release = await takeBuildLock(join(layout.env, `${resolved.hash}.lock`), signal)
    try {
      if (readMarker(folder) !== undefined) return { path: folder, python, reused: true, ms: performance.now() - started }
      removeEnvironment(folder)
      const interpreters = await findInterpreters(hostEnvironment, ownPythons)
      const chosenFirst = [...interpreters].sort((a, b) => Number(b.path === resolved.pythonPath) - Number(a.path === resolved.pythonPath))
      const uv = await ensureUv(layout, chosenFirst, hostEnvironment, log, signal)
      const environment = withFileIndexes(await readUvEnvironment(resolved.pythonPath, hostEnvironment), resolved.requirements)
      environment.UV_CACHE_DIR ??= join(layout.cache, 'uv-cache')
      const torch = resolved.torch && {
        family: resolved.torch.family,
        index: torchIndex(resolved.torch.channel, options.torch?.index),
      }
      const run = async (...args: string[]) => {
        const result = await runTool({
          command: uv,
          args: ['--no-progress', '--color', 'never', ...args],
          environment,
          cwd: layout.env,
          timeoutMs: buildTimeoutMs,
          signal,
          onLine: (line) => log.raw(line),
        })
        if (result.code === 0) return
        throw (torch && torchIndexFailure(result.lines, torch.index)) ?? buildFailure(result.lines, result.ended)
      }
      log.info(`Building environment ${resolved.hash} with Python ${resolved.pythonVersion}.`)
      await run('venv', '--no-project', '--python', resolved.pythonPath, folder)
      const list = join(folder, 'requirements.txt')
      const lines = requirementsAsWritten(resolved, request).filter((line) => torch === undefined || !isTorchFamily(line))
      writeFileSync(list, `${lines.join('\n')}\n`, { mode: 0o600 })
      const project = join(folder, 'torch', 'pyproject.toml')
      if (torch !== undefined) {
        log.info(`PyTorch (${torch.family.join(', ')}) comes from ${redactLine(torch.index)}.`)
        mkdirSync(join(folder, 'torch'), { mode: 0o700 })
        writeFileSync(project, torchProject(torch.family, torch.index), { mode: 0o600 })
      }
      const base = nearestEnvironment(layout.env, lines, resolved.pythonPath)
      if (base !== undefined && (await cloned(base, folder, log, signal))) {
        // Resolved as from nothing: what is installed already must not decide which versions are taken.
        const pins = join(folder, 'pins.txt')
        await run('pip', 'compile', '--quiet', '--python', python, '--output-file', pins, list)
        await run('pip', 'sync', '--python', python, '--compile-bytecode', pins)
        rmSync(pins)
      } else {
        const files = [list, ...(torch === undefined ? [] : [project])].flatMap((file) => ['--requirements', file])
        await run('pip', 'install', '--python', python, '--compile-bytecode', ...files)
      }
      rmSync(join(folder, 'torch'), { recursive: true, force: true })
      // The file as written may hold an index password; what stays does not.
      writeFileSync(list, `${resolved.requirements.join('\n')}\n`, { mode: 0o600 })
      const packages = installedPackages(folder)
      sealEnvironment(folder, {
        builtAt: new Date().toISOString(),
        pythonVersion: resolved.pythonVersion,
        serverVersion: packages.get('azureml-inference-server-http') ?? '',
        packages: packages.size,
      })
      const ms = performance.now() - started
      log.info(`Environment ${resolved.hash} is ready: ${packages.size} packages, ${(ms / 1000).toFixed(1)} s.`)
      return { path: folder, python, reused: false, ms }
    } catch (error) {
      removeEnvironment(folder)
      if (signal.aborted) throw buildFailure([], 'aborted')
      throw error
    } finally {
      release()
    }
  }

  /** Whether the packages of a finished environment were taken over; when that is not possible, all are installed. */
  async function cloned(base: string, folder: string, log: LogWriter, signal: AbortSignal): Promise<boolean> {
    try {
      await cloneEnvironment(base, folder, signal)
      log.info(`Starts from the packages of environment ${basename(base)}, which most requirements are in; only what differs is installed.`)
      return true
    } catch (error) {
      signal.throwIfAborted()
      // Removed meanwhile, or on a disk without hard links.
      log.info(
        `The packages of environment ${basename(base)} cannot be taken over: ${error instanceof Error ? error.message : String(error)}`,
      )
      return false
    }
  }

  async function build(
    resolved: ResolvedEnvironment,
    log: LogWriter,
    signal: AbortSignal,
    request: EnvironmentRequest,
  ): Promise<BuiltEnvironment> {
    const started = performance.now()
    const folder = join(layout.env, resolved.hash)
    const marker = readMarker(folder)
    const built =
      marker === undefined
        ? await builds
            .run(resolved.hash, (shared, sharedSignal) => buildOnce(resolved, shared, sharedSignal, request), log, signal)
            .catch((error: unknown) => {
              throw signal.aborted ? buildFailure([], 'aborted') : error
            })
        : { path: folder, python: join(folder, 'bin', 'python'), reused: true, ms: performance.now() - started }
    if (built.reused)
      log.info(`Environment ${resolved.hash} is reused (${Math.round(built.ms)} ms): the same specification was built before.`)
    return built
  }

  return { resolve, build }
}

/** For the phase: the Python that was asked for, where another one runs. */
function insteadOf(deviations: readonly Deviation[], conda: CondaFile): { asked?: string } {
  const asked = conda.pythonVersion ?? conda.pythonSpecifier
  return asked !== undefined && deviations.some(({ id }) => id === 'python-version') ? { asked } : {}
}

function completeRequirements(
  conda: CondaFile,
  needs: readonly string[] = [],
): { requirements: string[]; added: boolean; needed: string[] } {
  const present = new Set(conda.requirements.map(requirementName))
  const needed = needs.filter((requirement) => !present.has(requirementName(requirement)))
  const completed = withInferenceServer([...conda.requirements, ...needed])
  return { requirements: normaliseRequirements(completed.requirements), added: completed.added, needed }
}

/** What is resolved, recorded and hashed carries no credentials; where some were taken out, the conda file is read again. */
function requirementsAsWritten(resolved: ResolvedEnvironment, request: EnvironmentRequest): string[] {
  if (!resolved.requirements.some((line) => line.includes('[redacted'))) return resolved.requirements
  const { requirements } = completeRequirements(parseConda(request.condaFile ?? ''), request.needs)
  if (requirements.map(redactLine).join('\n') === resolved.requirements.join('\n')) return requirements
  throw problem('Agent.EnvironmentChanged', 'The conda file is not the one this environment was resolved from. Deploy again.', 500)
}

/** Only the text of the conda file reaches the agent: what it names beside itself is not there. */
function refuseLocalFiles(conda: CondaFile): void {
  const index = conda.requirements.findIndex((line) =>
    /^(?:(?:-r|-c|-e|--requirement|--constraint|--editable)[\s=]+(?!\w+(?:\+\w+)?:\/\/)|\.{0,2}\/|file:)/.test(line),
  )
  const line = conda.requirements[index]
  if (line === undefined) return
  throw new ProblemError({
    code: 'BadArgument',
    message: `Line ${conda.sources[index]?.line ?? 1}: "${redactLine(line)}" names a file beside the conda file, which is not part of the environment.`,
    target: 'conda_file',
    origin: 'input',
    retryable: false,
    hint: {
      cause: 'An environment consists of the conda file alone.',
      fix: 'Write the requirements themselves into the pip: list, and put own packages into the code folder.',
    },
  })
}

function problem(code: string, message: string, status: number): ProblemError {
  const hint = hintFor(code)
  return new ProblemError({ code, message, origin: 'agent', retryable: false, ...(hint === undefined ? {} : { hint }) }, status)
}
