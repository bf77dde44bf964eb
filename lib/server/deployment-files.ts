import 'server-only'
import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { maxFilesPerAsset, readLocalTree } from '@/lib/arm/local-files'
import type { Finding } from '@/lib/contract/finding'
import type { DeploymentYaml } from '@/lib/contract/yaml/deployment'
import { parseConda } from '@/lib/domain/conda/conda'
import { parseYamlDocument } from '@/lib/domain/convert/load-yaml'
import { isRemotePath } from '@/lib/domain/convert/references'
import { scriptOutline } from '@/lib/domain/script-outline'
import { ProblemError } from '@/lib/problems/problem'
import { allowedPath } from '@/lib/server/allowed-paths'

type Path = (string | number)[]

const isLocal = (value: unknown): value is string => typeof value === 'string' && !isRemotePath(value)

/** Turns a refusal of a path into a finding at the field that names it. */
async function attempt(path: Path, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return [{ path, severity: 'error', rule: 'path', message: error.problem.message, stage: 'files' }]
  }
}

const error = (path: Path, rule: string, message: string, fix: string): Finding => ({
  path,
  severity: 'error',
  rule,
  message,
  fix,
  stage: 'files',
})

async function checkModel(yaml: DeploymentYaml, baseDir: string | undefined): Promise<Finding[]> {
  const model = yaml.model
  if (typeof model !== 'object' || model === null || !isLocal(model.path)) return []
  const tree = await readLocalTree(allowedPath(model.path, baseDir))
  if (tree.files.length <= maxFilesPerAsset) return []
  return [
    {
      path: ['model', 'path'],
      severity: 'warning',
      rule: 'model-files',
      message: `The model has ${tree.files.length} files; Azure takes ${maxFilesPerAsset} per version.`,
      fix: 'Pack it as tar.gz and unpack it in init().',
      stage: 'files',
    },
  ]
}

async function checkCode(yaml: DeploymentYaml, baseDir: string | undefined): Promise<Finding[]> {
  const { code, scoring_script: script } = yaml.code_configuration ?? {}
  // The agent says the same in its phase Validate; here it comes before anything is uploaded.
  if (!code || !script)
    return [
      error(
        ['code_configuration'],
        'code-needed-here',
        'code_configuration: on this computer a model runs through its scoring script; containers with a server of their own do not run here yet.',
        'Choose the code folder and its scoring script.',
      ),
    ]
  if (!isLocal(code) || !script) return []
  const folder = allowedPath(code, baseDir)
  if (!statSync(folder).isDirectory())
    return [error(['code_configuration', 'code'], 'code-folder', `code: ${folder} is a file.`, 'Name the folder that holds the script.')]
  const path = join(folder, script)
  if (!existsSync(path))
    return [
      error(
        ['code_configuration', 'scoring_script'],
        'script-exists',
        `scoring_script: there is no ${script} in ${folder}.`,
        'Write the path of the script below the code folder.',
      ),
    ]
  const outline = scriptOutline(await readFile(path, 'utf8'))
  // A warning only: a script may import both functions from a package.
  return (['init', 'run'] as const)
    .filter((name) => outline[name] === undefined)
    .map((name) => ({
      path: ['code_configuration', 'scoring_script'],
      severity: 'warning' as const,
      rule: 'script-functions',
      message: `scoring_script: ${script} defines no ${name}().`,
      fix: 'The inference server calls init() once and run() for each request.',
      stage: 'files' as const,
    }))
}

async function checkConda(yaml: DeploymentYaml, baseDir: string | undefined): Promise<Finding[]> {
  const environment = yaml.environment
  if (typeof environment === 'object' && environment !== null && environment.conda_file === undefined)
    return [
      error(
        ['environment', 'conda_file'],
        'conda-needed-here',
        'environment: on this computer the packages come from a conda file; an image alone does not run here yet.',
        'Name a conda file, or write one inline.',
      ),
    ]
  if (typeof environment !== 'object' || environment === null || !isLocal(environment.conda_file)) return []
  const path: Path = ['environment', 'conda_file']
  const conda = parseConda(await readFile(allowedPath(environment.conda_file, baseDir), 'utf8'))
  const at = (line: number | undefined) => (line === undefined ? '' : ` (line ${line} of the conda file)`)
  return [
    ...conda.errors.map((fault) => error(path, 'conda', `conda_file: ${fault.message}${at(fault.line)}`, fault.fix ?? '')),
    ...conda.warnings.map(
      (warning): Finding => ({
        path,
        severity: 'warning',
        rule: 'conda',
        message: `conda_file: ${warning.message}${at(warning.line)}`,
        stage: 'files',
      }),
    ),
  ]
}

/** The checks that need the disk: every local path exists and may be read, the script lies in the code folder, the conda file parses. */
export async function checkDeploymentFiles(text: string, baseDir: string | undefined): Promise<Finding[]> {
  const { value } = parseYamlDocument(text, 'deployment')
  if (!value) return []
  const found = await Promise.all([
    attempt(['model', 'path'], () => checkModel(value, baseDir)),
    attempt(['code_configuration', 'code'], () => checkCode(value, baseDir)),
    attempt(['environment', 'conda_file'], () => checkConda(value, baseDir)),
  ])
  return found.flat()
}
