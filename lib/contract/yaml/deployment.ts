import { z } from 'zod'
import { dataCollectorYamlSchema } from '@/lib/contract/yaml/data-collector'
import { accessWords } from '@/lib/contract/yaml/endpoint'
import { inlineEnvironmentYamlSchema } from '@/lib/contract/yaml/environment'
import { commonFields, field, nonEmptyText, requiredField, sources, textMapSchema, word } from '@/lib/contract/yaml/fields'
import { maxInstancesPerDeployment } from '@/lib/contract/yaml/limits'
import { inlineModelYamlSchema } from '@/lib/contract/yaml/model'
import { probeYamlSchema } from '@/lib/contract/yaml/probe'
import { requestSettingsYamlSchema } from '@/lib/contract/yaml/request-settings'
import { resourcesYamlSchema } from '@/lib/contract/yaml/resources'
import { scaleSettingsYamlSchema } from '@/lib/contract/yaml/scale-settings'

/** Doc: reference-yaml-deployment-managed-online and reference-yaml-deployment-kubernetes-online */
export const deploymentTypeWords = ['managed', 'kubernetes'] as const
/** Doc: how-to-deploy-custom-container; where the model is mounted when the file is silent. */
export const defaultModelMountPath = '/var/azureml-app/azureml-models'

export const codeConfigurationYamlSchema = z.looseObject({
  code: field(nonEmptyText, {
    title: 'Code folder',
    description: 'Folder beside this file, or azureml:<name>:<version>.',
    examples: ['src/', 'onlinescoring'],
    source: sources.deployment,
  }),
  scoring_script: requiredField(nonEmptyText, {
    title: 'Scoring script',
    description: 'Python file with init() and run(), path below the code folder.',
    examples: ['score.py'],
    source: sources.deployment,
  }),
})

/** Fields of both kinds; `kubernetes` and `managed` differ by the rules in lib/domain/checks. */
export const deploymentYamlSchema = z
  .looseObject({
    ...commonFields,
    name: requiredField(nonEmptyText, {
      title: 'Deployment name',
      description: 'Unique within the endpoint: 3 to 32 letters, digits and dashes, first a letter.',
      examples: ['blue'],
      limit: '3–32 characters; on Kubernetes 6–62 together with the name of the endpoint.',
      source: sources.quota,
    }),
    endpoint_name: field(nonEmptyText, {
      title: 'Endpoint',
      description: 'Name of the endpoint this deployment belongs to; may be given outside the file.',
      examples: ['my-endpoint'],
      source: sources.deployment,
    }),
    type: field(word(deploymentTypeWords), {
      title: 'Kind',
      description: 'managed: virtual machines run by Azure. kubernetes: your own attached cluster.',
      default: 'managed',
      values: {
        managed: 'Virtual machines run by Azure.',
        kubernetes: 'Your own cluster, attached to the workspace.',
      },
      source: sources.kubernetesDeployment,
    }),
    model: field(z.union([nonEmptyText, inlineModelYamlSchema]), {
      title: 'Model',
      description:
        'Exactly one model: azureml:<name>:<version>, azureml:<name>@latest, a registry id, or a path to upload. Several models go into one folder.',
      examples: ['azureml:my-model:1', { path: 'model/' }],
      limit: 'One model; a model version holds at most 1 500 files.',
      source: sources.deployment,
      snippets: [
        { label: 'registered model', body: 'azureml:my-model:1' },
        { label: 'model to upload', body: { path: 'model/' } },
        { label: 'MLflow model to upload', body: { path: 'model/', type: 'mlflow_model' } },
      ],
    }),
    model_mount_path: field(nonEmptyText, {
      title: 'Model mount path',
      description: 'Absolute path in a custom container; the model lands below it as <name>/<version>.',
      default: defaultModelMountPath,
      examples: ['/models'],
      source: sources.customContainer,
    }),
    code_configuration: field(codeConfigurationYamlSchema, {
      title: 'Code',
      description: 'Scoring code. Not needed for MLflow and Triton models, packages and custom containers.',
      source: sources.deployment,
      snippets: [{ label: 'folder and script', body: { code: 'src', scoring_script: 'score.py' } }],
    }),
    environment: field(z.union([nonEmptyText, inlineEnvironmentYamlSchema]), {
      title: 'Environment',
      description: 'azureml:<name>:<version>, a registry id, or image and conda file inline.',
      examples: ['azureml:my-env:1', 'azureml://registries/azureml/environments/sklearn-1.5/labels/latest'],
      source: sources.deployment,
      snippets: [
        {
          label: 'image and conda file',
          body: { image: 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest', conda_file: 'conda.yaml' },
        },
        { label: 'registered environment', body: 'azureml:my-env:1' },
        { label: 'curated environment', body: 'azureml://registries/azureml/environments/sklearn-1.5/labels/latest' },
        {
          label: 'own container',
          body: {
            image: 'registry.example.com/server:1',
            inference_config: {
              liveness_route: { port: 8080, path: '/' },
              readiness_route: { port: 8080, path: '/' },
              scoring_route: { port: 8080, path: '/score' },
            },
          },
        },
      ],
    }),
    environment_variables: field(textMapSchema, {
      title: 'Environment variables',
      description: 'Set in the container. Values are text; quote numbers and booleans.',
      examples: [{ LOG_LEVEL: 'debug' }],
      default: {},
      source: sources.deployment,
    }),
    instance_type: field(nonEmptyText, {
      title: 'Instance type',
      description: 'Size of the virtual machine (managed, required) or name of an instance type of the cluster (Kubernetes).',
      examples: ['Standard_DS3_v2'],
      source: 'reference-managed-online-endpoints-vm-sku-list',
    }),
    instance_count: field(z.number().int().min(1), {
      title: 'Instance count',
      description: `How many instances run. Required for managed; at least 3 for high availability, at most ${maxInstancesPerDeployment} by default.`,
      examples: [1, 3],
      limit: `1–${maxInstancesPerDeployment} by default; managed reserves a fifth more for upgrades.`,
      source: sources.quota,
    }),
    scale_settings: field(scaleSettingsYamlSchema, {
      title: 'Scale settings',
      description: 'How the number of instances is decided.',
      examples: [{ type: 'default' }],
      default: { type: 'default' },
      source: sources.kubernetesDeployment,
      snippets: [
        { label: 'fixed number', body: { type: 'default' } },
        {
          label: 'with the load (Kubernetes)',
          body: { type: 'target_utilization', min_instances: 1, max_instances: 3, target_utilization_percentage: 70 },
        },
      ],
    }),
    request_settings: field(requestSettingsYamlSchema, {
      title: 'Request settings',
      description: 'Timeouts and concurrency.',
      source: sources.deployment,
      snippets: [{ label: 'timeout and concurrency', body: { request_timeout_ms: 10000, max_concurrent_requests_per_instance: 1 } }],
    }),
    liveness_probe: field(probeYamlSchema, {
      title: 'Liveness probe',
      description: 'Restarts an instance that hangs.',
      source: sources.deployment,
      snippets: [{ label: 'ten minutes for init()', body: { initial_delay: 60, period: 10, failure_threshold: 54 } }],
    }),
    readiness_probe: field(probeYamlSchema, {
      title: 'Readiness probe',
      description: 'Keeps requests from an instance that is not ready.',
      source: sources.deployment,
      snippets: [{ label: 'ten minutes for init()', body: { initial_delay: 60, period: 10, failure_threshold: 54 } }],
    }),
    app_insights_enabled: field(z.boolean(), {
      title: 'Application Insights',
      description: 'Sends logs and request telemetry to Application Insights of the workspace.',
      default: false,
      source: sources.deployment,
    }),
    data_collector: field(dataCollectorYamlSchema, {
      title: 'Data collector',
      description: 'Collects inputs and outputs in production.',
      source: sources.dataCollector,
      snippets: [
        {
          label: 'inputs and outputs',
          body: { collections: { model_inputs: { enabled: 'True' }, model_outputs: { enabled: 'True' } } },
        },
      ],
    }),
    egress_public_network_access: field(word(accessWords), {
      title: 'Outbound network access',
      description: 'Older way to isolate a managed deployment; replaced by the managed virtual network of the workspace.',
      default: 'enabled',
      values: {
        enabled: 'The container reaches the internet.',
        disabled: 'The container reaches private endpoints of the workspace only.',
      },
      source: sources.network,
      appliesTo: 'managed',
    }),
    private_network_connection: field(z.boolean(), {
      title: 'Private network connection',
      description: 'Experimental and superseded; kept as written.',
      source: sources.network,
      appliesTo: 'managed',
    }),
    resources: field(resourcesYamlSchema, {
      title: 'Container resources',
      description: 'CPU, memory and GPUs of each replica. Kubernetes only.',
      source: sources.kubernetesDeployment,
      appliesTo: 'kubernetes',
      snippets: [{ label: 'requests and limits', body: { requests: { cpu: '0.5', memory: '1Gi' }, limits: { cpu: '1', memory: '2Gi' } } }],
    }),
  })
  .meta({ title: 'Online deployment', description: 'Model, code, environment and compute behind an endpoint.' })

export type DeploymentYaml = z.infer<typeof deploymentYamlSchema>
