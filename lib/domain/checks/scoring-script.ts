import { type DeploymentCheck, errorAt, warningAt } from '@/lib/domain/checks/check'
import { looksLikeReference } from '@/lib/domain/convert/references'

/** The script is a path below the code folder. Doc: reference-yaml-deployment-managed-online, "code_configuration". */
export const checkScoringScript: DeploymentCheck = (deployment) => {
  const code = deployment.code_configuration
  if (!code) return []
  const path = ['code_configuration', 'scoring_script']
  const script = code.scoring_script
  if (script.startsWith('/') || /^[A-Za-z]:[\\/]/.test(script) || script.split(/[\\/]/).includes('..') || looksLikeReference(script))
    return [
      {
        ...errorAt(
          path,
          'scoring-script-relative',
          `code_configuration.scoring_script is ${script}; it must be a path below the code folder.`,
          'Write the path from the code folder on, such as score.py.',
        ),
        values: { path: script },
      },
    ]
  const ownServer = typeof deployment.environment === 'object' && deployment.environment.inference_config !== undefined
  if (!script.endsWith('.py') && !ownServer)
    return [
      {
        ...warningAt(
          path,
          'scoring-script-python',
          `code_configuration.scoring_script is ${script}; the inference server runs Python files only.`,
          'Name a .py file.',
        ),
        values: { path: script },
      },
    ]
  if (code.code === undefined)
    return [
      errorAt(
        ['code_configuration', 'code'],
        'required',
        'code_configuration.code is required: the folder the scoring script is in.',
        'For example code: src/.',
      ),
    ]
  return []
}
