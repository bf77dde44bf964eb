import type { Finding } from '@/lib/contract/finding'
import type { InlineEnvironmentYaml } from '@/lib/contract/yaml/environment'
import { type DeploymentCheck, type EnvironmentCheck, errorAt, infoAt, warningAt } from '@/lib/domain/checks/check'
import { isRecord } from '@/lib/domain/convert/yaml-data'

/**
 * Combinations of image, conda file and build. Doc: reference-yaml-environment. The SDK refuses conda contents written
 * directly into the environment ("channels", "dependencies").
 */
function checkCombination(environment: Partial<InlineEnvironmentYaml>, base: string[]): Finding[] {
  const findings: Finding[] = []
  const name = (key: string) => [...base, key].join('.')
  const contents = ['channels', 'dependencies'].find((key) => key in environment)
  if (contents)
    findings.push({
      ...errorAt(
        [...base, contents],
        'conda-inline',
        `${name(contents)} is the contents of a conda file and must not stand directly in the environment.`,
        'Put name, channels and dependencies below conda_file:, or into a file and write its path there.',
      ),
      values: { key: contents },
    })
  const { image, build, conda_file: conda, os_type: os } = environment
  if (image !== undefined && build !== undefined)
    findings.push(
      errorAt(
        [...base, 'build'],
        'build-and-image',
        `${name('build')} and ${name('image')} exclude each other.`,
        'Keep image for a ready image, or build for a Dockerfile.',
      ),
    )
  else if (image === undefined && build === undefined)
    findings.push(
      errorAt(
        [...base, 'image'],
        'image-required',
        `${name('image')} is required${conda === undefined ? '' : ', also with a conda file'}.`,
        'For example mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest, or build: with a Dockerfile.',
      ),
    )
  if (build !== undefined && conda !== undefined)
    findings.push(
      warningAt(
        [...base, 'conda_file'],
        'build-and-conda',
        `${name('conda_file')} has no effect with build; the Dockerfile decides what is installed.`,
        'Install the packages in the Dockerfile.',
      ),
    )
  const dockerfile = build?.dockerfile_path
  if (dockerfile !== undefined && (dockerfile.startsWith('/') || dockerfile.split('/').includes('..')))
    findings.push({
      ...errorAt(
        [...base, 'build', 'dockerfile_path'],
        'dockerfile-relative',
        `${name('build')}.dockerfile_path is ${dockerfile}; it must be a path below the build context.`,
        'Name the Dockerfile as it lies in the folder of build.path, for example Dockerfile or docker/Dockerfile.',
      ),
      values: { path: dockerfile },
    })
  if (os === 'windows')
    findings.push(
      errorAt([...base, 'os_type'], 'os-linux', `${name('os_type')} is windows; online endpoints run linux only.`, 'Write linux.'),
    )
  if (isRecord(conda) && !('dependencies' in conda))
    findings.push(
      warningAt(
        [...base, 'conda_file'],
        'conda-dependencies',
        `${name('conda_file')} lists no dependencies.`,
        'Add dependencies: with the packages.',
      ),
    )
  for (const key of ['liveness_route', 'readiness_route', 'scoring_route'] as const) {
    const path = environment.inference_config?.[key]?.path
    if (path !== undefined && !path.startsWith('/'))
      findings.push({
        ...errorAt(
          [...base, 'inference_config', key, 'path'],
          'route-path',
          `${name('inference_config')}.${key}.path is ${path}; it must begin with a slash.`,
          `Write /${path}.`,
        ),
        values: { path },
      })
  }
  return findings
}

export const checkEnvironment: EnvironmentCheck = (environment) => checkCombination(environment, [])

export const checkInlineEnvironment: DeploymentCheck = (deployment) => {
  const { environment } = deployment
  if (typeof environment !== 'object') return []
  const findings = checkCombination(environment, ['environment'])
  if (environment.name !== undefined)
    findings.push(
      infoAt(
        ['environment', 'name'],
        'environment-anonymous',
        'environment.name has no effect: an inline environment is registered anonymously.',
        'Register the environment and write azureml:<name>:<version>, or remove the name.',
      ),
    )
  return findings
}
