/** Limits that pages show as well: apart from the schemas, which a page that needs only a number must not load. */

/** Doc: how-to-manage-quotas, "Azure Machine Learning online endpoints"; can be raised by a support request. */
export const maxInstancesPerDeployment = 50

/** Doc: how-to-safely-rollout-online-endpoints, "Test the new deployment with mirrored traffic". */
export const maxMirrorPercent = 50
