/** From an environment with a conda file and what its image brings to the Dockerfile that is built on it. Pure. */
import { createHash } from 'node:crypto'
import { normaliseRequirements, withInferenceServer } from '@/agent/environments/environment-hash'
import { redactLine } from '@/agent/environments/redact'
import { type CondaFile, parseConda, requirementName } from '@/lib/domain/conda/conda'
import { type Instruction, writeDockerfile } from './dockerfile'
import type { ImageFacts } from './probe-image'

export interface PlannedBuild {
  /** As it is hashed and shown: without mounts. */
  dockerfile: string
  /** The same with what a step of this build needs. */
  withMounts(mounts: readonly string[]): string
  /** Files beside the Dockerfile. */
  files: { path: string; text: string }[]
  /** Dependency files with credentials: given to the step alone. */
  secrets: Map<string, Buffer>
  pythonPath: string
  command?: string[]
  /** Requirements that pip installs, or packages conda does. */
  packages: number
  /** Python of the finished environment, when it is not what the conda file asks for. */
  otherPython?: { asked: string; used: string }
}

export interface PlanRequest {
  condaFile: string
  conda: CondaFile
  needs: readonly string[]
  /** The container brings its own server. */
  isCustom: boolean
  /** Reference of the base image as the engine knows it. */
  base: string
}

/** Name that Azure's own image build gives the environment. */
const condaName = 'inf-conda-env'
const folder = '/opt/scorepoint'
const readSettings = '. /run/secrets/scorepoint_env'

/** @throws Error when the image has neither conda nor a Python 3; the caller knows by `facts` before. */
export function planImage({ condaFile, conda, needs, isCustom, base }: PlanRequest, facts: ImageFacts): PlannedBuild {
  const present = new Set(conda.requirements.map(requirementName))
  const missing = needs.filter((one) => !present.has(requirementName(one)))
  const added = isCustom ? missing : withInferenceServer([...conda.requirements, ...missing]).requirements.slice(conda.requirements.length)
  return facts.conda === undefined
    ? planPip(base, conda, [...conda.requirements, ...added], facts, isCustom)
    : planConda(base, condaFile, conda, added, facts, facts.conda, isCustom)
}

interface Step {
  keyword: string
  rest: string
}

function planned(base: string, steps: Step[], facts: ImageFacts, dependencies: { path: string; text: string }) {
  const hasCredentials = redactLine(dependencies.text) !== dependencies.text
  const secretPath = '/run/secrets/scorepoint_dependencies'
  // A secret is no part of the builder's cache key; its hash in the step is.
  const mark = createHash('sha256').update(redactLine(dependencies.text)).digest('hex').slice(0, 12)
  const named = hasCredentials ? secretPath : `${folder}/${dependencies.path}`
  const instructions: Step[] = [
    { keyword: 'FROM', rest: base },
    ...(facts.user === '' ? [] : [{ keyword: 'USER', rest: 'root' }]),
    { keyword: 'WORKDIR', rest: folder },
    ...(hasCredentials ? [] : [{ keyword: 'COPY', rest: `${dependencies.path} ${dependencies.path}` }]),
    ...steps.map(({ keyword, rest }) => ({
      keyword,
      rest: rest.includes('DEPENDENCIES') ? rest.replace('DEPENDENCIES', named) + (hasCredentials ? ` # ${mark}` : '') : rest,
    })),
    { keyword: 'WORKDIR', rest: '/var/azureml-app' },
    ...(facts.user === '' ? [] : [{ keyword: 'USER', rest: facts.user }]),
  ]
  const mounted = (mounts: readonly string[]): Pick<Instruction, 'keyword' | 'rest'>[] =>
    instructions.map((one) =>
      one.keyword === 'RUN' && mounts.length > 0 ? { ...one, rest: `${mounts.join(' ')} ${readSettings} && ${one.rest}` } : one,
    )
  return {
    dockerfile: writeDockerfile(instructions),
    withMounts: (mounts: readonly string[]) =>
      writeDockerfile(
        mounted(hasCredentials && mounts.length > 0 ? [...mounts, '--mount=type=secret,id=scorepoint_dependencies'] : mounts),
      ),
    files: hasCredentials ? [] : [dependencies],
    secrets: new Map(hasCredentials ? [['scorepoint_dependencies', Buffer.from(dependencies.text)]] : []),
  }
}

function planConda(
  base: string,
  condaFile: string,
  conda: CondaFile,
  added: string[],
  facts: ImageFacts,
  condaPath: string,
  isCustom: boolean,
): PlannedBuild {
  const root = condaPath.replace(/\/(?:bin|condabin)\/conda$/, '')
  const python = `${root}/envs/${condaName}/bin/python`
  const steps = [
    { keyword: 'RUN', rest: `${condaPath} env create -n ${condaName} --file DEPENDENCIES` },
    ...(added.length === 0 ? [] : [{ keyword: 'RUN', rest: `${python} -m pip install ${added.map(shellWord).join(' ')}` }]),
  ]
  const start = facts.hasRunit
    ? [condaPath, 'run', '--no-capture-output', '-n', condaName, 'runsvdir', '/var/runit']
    : serverCommand(python)
  // Only the stand-in of the tests says which Python its conda has; conda itself fetches the one that is asked for.
  const only = facts.labels['scorepoint.python']
  return {
    ...planned(base, steps, facts, { path: 'conda.yaml', text: condaFile }),
    pythonPath: python,
    ...(isCustom ? {} : { command: start }),
    packages: conda.requirements.length + added.length,
    ...otherPython(conda, only),
  }
}

function planPip(base: string, conda: CondaFile, requirements: string[], facts: ImageFacts, isCustom: boolean): PlannedBuild {
  const python = `${folder}/env/bin/python`
  const lines = normaliseRequirements(requirements)
  const steps = [
    { keyword: 'RUN', rest: `${facts.python} -m venv ${folder}/env` },
    { keyword: 'RUN', rest: `${python} -m pip install -r DEPENDENCIES` },
  ]
  const minor = facts.pythonVersion?.split('.').slice(0, 2).join('.')
  return {
    ...planned(base, steps, facts, { path: 'requirements.txt', text: `${lines.join('\n')}\n` }),
    pythonPath: python,
    ...(isCustom ? {} : { command: serverCommand(python) }),
    packages: lines.filter((line) => !line.startsWith('-')).length,
    ...otherPython(conda, minor),
  }
}

/** The official server as Azure's images start it, where the image has no services of its own. */
function serverCommand(python: string): string[] {
  const server = python.replace(/python$/, 'azmlinfsrv')
  return ['/bin/sh', '-c', `exec ${server} --entry_script "$AML_APP_ROOT/$AZUREML_ENTRY_SCRIPT" --port 5001`]
}

function otherPython(conda: CondaFile, used: string | undefined): Pick<PlannedBuild, 'otherPython'> {
  const asked = conda.pythonVersion?.split('.').slice(0, 2).join('.')
  return asked === undefined || used === undefined || asked === used ? {} : { otherPython: { asked, used } }
}

/** Requirements come from our own lists and keep to this. */
function shellWord(text: string): string {
  if (/^[\w.[\]-]+$/.test(text)) return text.includes('[') ? `'${text}'` : text
  if (/^[\w.,[\]<>=!~ -]+$/.test(text)) return `'${text}'`
  throw new Error(`${text} may not stand in a generated Dockerfile`)
}

/** Errors of the file itself; with conda in the image it decides which packages exist. */
export function condaErrors(condaFile: string, hasConda: boolean): { conda: CondaFile; errors: CondaFile['errors'] } {
  const conda = parseConda(condaFile)
  return { conda, errors: hasConda ? conda.errors.filter(({ code }) => code === 'BadArgument') : conda.errors }
}
