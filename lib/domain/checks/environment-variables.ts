import type { Finding } from '@/lib/contract/finding'
import { variableAt } from '@/lib/contract/yaml/environment-variables'
import { type DeploymentCheck, errorAt, infoAt, warningAt } from '@/lib/domain/checks/check'
import { isRecord } from '@/lib/domain/convert/yaml-data'

/** Where Azure mounts models; other machines have another prefix. */
const azurePrefix = '/var/azureml-app'

/** Names, reserved names, values that are no text, and paths that exist in Azure only. */
export const checkEnvironmentVariables: DeploymentCheck = (deployment, { raw }) => {
  const findings: Finding[] = []
  const written = isRecord(raw.environment_variables) ? raw.environment_variables : {}
  const ownServer = typeof deployment.environment === 'object' && deployment.environment.inference_config !== undefined
  for (const [name, value] of Object.entries(deployment.environment_variables ?? {})) {
    const path = ['environment_variables', name]
    if (name === '' || name.includes('=') || name.includes('\0'))
      findings.push({
        ...errorAt(
          path,
          'variable-name',
          `“${name}” cannot be the name of an environment variable.`,
          'Use letters, digits and underscores.',
        ),
        values: { name },
      })
    else if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      findings.push({
        ...warningAt(
          path,
          'variable-name',
          `The environment variable ${name} contains characters that shells cannot use.`,
          'Use letters, digits and underscores.',
        ),
        values: { name },
      })
    // A value of the person wins and usually breaks the container.
    if (variableAt('deployment', path)?.isSetByPlatform)
      findings.push({
        ...warningAt(
          path,
          'variable-reserved',
          `${name} is set by the platform; this value replaces it and can keep the container from starting.`,
          'Remove it unless you know that you need it.',
        ),
        values: { name },
      })
    if (value.includes('\0'))
      findings.push({
        ...errorAt(path, 'variable-value', `The value of ${name} contains a NUL character.`, 'Remove it.'),
        values: { name },
      })
    const original = written[name]
    if (typeof original === 'boolean')
      findings.push({
        ...warningAt(
          path,
          'variable-text',
          `The value of ${name} is a YAML boolean; the container gets text, and tools differ in writing it.`,
          `Put it in quotes: "${original}".`,
        ),
        values: { name, value },
      })
    else if (typeof original === 'number')
      findings.push({
        ...infoAt(
          path,
          'variable-text',
          `The value of ${name} is a number; the container gets the text "${value}".`,
          `Put it in quotes: "${value}".`,
        ),
        values: { name, value },
      })
    if (!ownServer && value.includes(azurePrefix))
      findings.push({
        ...warningAt(
          path,
          'hard-coded-prefix',
          `${name} names a path below ${azurePrefix}, which exists in Azure's containers only.`,
          'Build the path from AZUREML_MODEL_DIR in the scoring script.',
        ),
        values: { path: azurePrefix },
      })
  }
  return findings
}
