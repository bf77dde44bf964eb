import { describeField } from '@/lib/contract/yaml/describe'
import { sources, sourceUrl } from '@/lib/contract/yaml/fields'
import type { DocumentKind } from '@/lib/contract/yaml/kinds'

/**
 * Where a rule is written down that `az ml` does not check when it loads a file: pages of the documentation, see `sourceUrl`.
 * Rules of the schema (type, minimum, …) are those of their field and have its page.
 */
const ruleSources: Readonly<Record<string, string>> = {
  'yaml-duplicate-key': 'https://yaml.org/spec/1.2.2/#3211-nodes',
  // What is sent is JSON, which has no references.
  'yaml-cycle': 'https://www.rfc-editor.org/rfc/rfc8259#section-3',
  placeholder: 'https://github.com/Azure/azureml-examples/tree/main/cli/endpoints/online',
  'name-length': sources.quota,
  'name-start': sources.quota,
  'name-end': sources.quota,
  'name-characters': sources.quota,
  'name-sum-kubernetes': sources.quota,
  'endpoint-name-differs': sources.deployment,
  'schema-kind': 'reference-yaml-overview',
  'managed-only': sources.endpoint,
  'kubernetes-only': sources.kubernetesDeployment,
  reference: sources.deployment,
  'endpoint-kind': sources.deployment,
  'model-path': sources.model,
  'model-mount-path-absolute': sources.customContainer,
  'scoring-script-relative': sources.deployment,
  'environment-required': 'concept-online-deployment-model-specification',
  'image-required': sources.environment,
  'build-and-image': sources.environment,
  'build-and-conda': sources.environment,
  'dockerfile-relative': sources.environment,
  'os-linux': sources.environment,
  'route-path': sources.customContainer,
  'conda-dependencies': sources.conda,
  'variable-name': sources.deployment,
  'variable-value': sources.deployment,
  'worker-count-number': 'how-to-inference-server-http',
  'request-timeout-limit': sources.quota,
  'probe-success-threshold': sources.deployment,
  'scale-default': sources.kubernetesDeployment,
  'scale-range': sources.kubernetesDeployment,
  quantity: 'https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/',
  'resources-range': sources.kubernetesDeployment,
  'mlflow-egress': 'how-to-deploy-mlflow-models-online-endpoints',
  'collections-limit': sources.dataCollector,
  'identity-required': sources.endpoint,
  'identity-one': sources.endpoint,
  'identity-type': sources.endpoint,
  'traffic-sum': sources.rollout,
  'traffic-percent': sources.rollout,
  'traffic-duplicate': sources.rollout,
  'traffic-unknown-deployment': sources.rollout,
  'mirror-one': sources.rollout,
  'mirror-percent': sources.rollout,
  'mirror-live': sources.rollout,
  'path-exists': 'how-to-deploy-online-endpoints',
  'code-folder': sources.deployment,
  'script-exists': sources.deployment,
  'mlmodel-exists': 'how-to-deploy-mlflow-models-online-endpoints',
  'dockerfile-exists': sources.environment,
  'build-context-limit': sources.environment,
  'conda-file': sources.conda,
  'conda-package': sources.conda,
}

/** Address of the page that says the rule of a finding: the rule's own, else the one of the field. Undefined when none is known. */
export function findingSource(kind: DocumentKind, finding: { rule: string; path: readonly (string | number)[] }): string | undefined {
  const ofRule = ruleSources[finding.rule]
  if (ofRule) return sourceUrl(ofRule)
  for (let length = finding.path.length; length > 0; length -= 1) {
    const source = describeField(kind, finding.path.slice(0, length))?.source
    if (source) return sourceUrl(source)
  }
  return undefined
}
