import type { DeploymentCheck, EnvironmentCheck } from '@/lib/domain/checks/check'
import { lintImage } from '@/lib/domain/environment-lint/image-lint'

/** The image of an environment can be pulled by Azure. */
export const checkImage: EnvironmentCheck = ({ image }) => (image === undefined ? [] : lintImage(image, ['image']))

export const checkInlineImage: DeploymentCheck = ({ environment }) =>
  typeof environment === 'object' && environment.image !== undefined ? lintImage(environment.image, ['environment', 'image']) : []
