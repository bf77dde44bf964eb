import { type DeploymentCheck, errorAt, warningAt } from '@/lib/domain/checks/check'
import { defaultInstanceType, skuOf } from '@/lib/domain/skus/skus'

/** Doc: reference-managed-online-endpoints-vm-sku-list. Sizes newer than our list are allowed with a warning. */
export const checkInstanceType: DeploymentCheck = (deployment, { compute }) => {
  if (compute === 'kubernetes') return []
  const path = ['instance_type']
  const size = deployment.instance_type
  if (size === undefined)
    return [errorAt(path, 'required', 'instance_type is required for a managed deployment.', `For example ${defaultInstanceType}.`)]
  const known = skuOf(size)
  if (!known)
    return [
      {
        ...warningAt(
          path,
          'instance-type-unknown',
          `instance_type ${size} is not in the published list of sizes for managed deployments.`,
          `Check the spelling; ${defaultInstanceType} is a usual choice.`,
        ),
        values: { size, usual: defaultInstanceType },
      },
    ]
  if (known.small)
    return [
      {
        ...warningAt(
          path,
          'instance-type-small',
          `instance_type ${known.name} may be too small: the image, the server and the model have to fit into ${known.memoryGib} GiB.`,
          `Use ${defaultInstanceType} or larger.`,
        ),
        values: { size: known.name, memory: known.memoryGib, usual: defaultInstanceType },
      },
    ]
  return []
}
