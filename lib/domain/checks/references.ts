import type { Finding } from '@/lib/contract/finding'
import { type DeploymentCheck, errorAt, type ModelCheck } from '@/lib/domain/checks/check'
import { isRemotePath, looksLikeReference, parseAssetReference } from '@/lib/domain/convert/references'

const forms = 'Write azureml:<name>:<version>, azureml:<name>@latest or azureml://registries/<registry>/…/versions/<version>.'

/** Where only a registered asset can stand, and where a path or a reference can. */
export const checkReferences: DeploymentCheck = (deployment) => {
  const findings: Finding[] = []
  for (const key of ['model', 'environment'] as const) {
    const value = deployment[key]
    if (typeof value === 'string' && !parseAssetReference(value))
      findings.push({
        ...errorAt(
          [key],
          'reference',
          `${key} is ${value}, which is no reference to a registered ${key}.`,
          looksLikeReference(value)
            ? forms
            : key === 'model'
              ? `${forms} For files write model: with path: below it.`
              : `${forms} For an inline environment write image: below it.`,
        ),
        values: { value },
      })
  }
  const code = deployment.code_configuration?.code
  if (code !== undefined && looksLikeReference(code) && !parseAssetReference(code))
    findings.push({
      ...errorAt(
        ['code_configuration', 'code'],
        'reference',
        `code_configuration.code is ${code}, which is no reference to registered code.`,
        'Write a folder, or azureml:<name>:<version>.',
      ),
      values: { value: code },
    })
  if (typeof deployment.model === 'object') findings.push(...checkModelPath(deployment.model.path, ['model', 'path']))
  return findings
}

/** Path forms of a model. Doc: reference-yaml-model. */
export const checkModelReference: ModelCheck = (model) => (model.path === undefined ? [] : checkModelPath(model.path, ['path']))

function checkModelPath(path: string, at: string[]): Finding[] {
  if (!isRemotePath(path) || parseAssetReference(path)) return []
  const legal =
    /^azureml:\/\/(datastores\/[^/]+\/paths\/.+|jobs\/[^/]+\/outputs\/.+|subscriptions\/.+\/datastores\/[^/]+\/paths\/.+)$/i.test(path) ||
    /^runs:\/+.+/i.test(path) ||
    /^(https?|wasbs?|abfss?):\/\/.+/i.test(path)
  if (legal) return []
  return [
    {
      ...errorAt(
        at,
        'model-path',
        `${at.join('.')} is ${path}, which is no path the service can read.`,
        'Write a local path, azureml://datastores/<store>/paths/<path>, azureml://jobs/<job>/outputs/artifacts/paths/<path> or runs:/<run>/<path>.',
      ),
      values: { path },
    },
  ]
}
