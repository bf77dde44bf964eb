import { z } from 'zod'
import { dataCollectorYamlSchema } from '@/lib/contract/yaml/data-collector'
import { accessWords } from '@/lib/contract/yaml/endpoint'
import { inlineEnvironmentYamlSchema } from '@/lib/contract/yaml/environment'
import { commonFields, field, nonEmptyText, requiredField, textMapSchema, word } from '@/lib/contract/yaml/fields'
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
  }),
  scoring_script: requiredField(nonEmptyText, {
    title: 'Scoring script',
    description: 'Python file with init() and run(), path below the code folder.',
    examples: ['score.py'],
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
    }),
    endpoint_name: field(nonEmptyText, {
      title: 'Endpoint',
      description: 'Name of the endpoint this deployment belongs to; may be given outside the file.',
      examples: ['my-endpoint'],
    }),
    type: field(word(deploymentTypeWords), {
      title: 'Kind',
      description: 'managed: virtual machines run by Azure. kubernetes: your own attached cluster.',
      default: 'managed',
    }),
    model: field(z.union([nonEmptyText, inlineModelYamlSchema]), {
      title: 'Model',
      description:
        'Exactly one model: azureml:<name>:<version>, azureml:<name>@latest, a registry id, or a path to upload. Several models go into one folder.',
      examples: ['azureml:my-model:1', { path: 'model/' }],
    }),
    model_mount_path: field(nonEmptyText, {
      title: 'Model mount path',
      description: 'Absolute path in a custom container; the model lands below it as <name>/<version>.',
      default: defaultModelMountPath,
      examples: ['/models'],
    }),
    code_configuration: field(codeConfigurationYamlSchema, {
      title: 'Code',
      description: 'Scoring code. Not needed for MLflow and Triton models, packages and custom containers.',
    }),
    environment: field(z.union([nonEmptyText, inlineEnvironmentYamlSchema]), {
      title: 'Environment',
      description: 'azureml:<name>:<version>, a registry id, or image and conda file inline.',
      examples: ['azureml:my-env:1', 'azureml://registries/azureml/environments/sklearn-1.5/labels/latest'],
    }),
    environment_variables: field(textMapSchema, {
      title: 'Environment variables',
      description: 'Set in the container. Values are text; quote numbers and booleans.',
      examples: [{ LOG_LEVEL: 'debug' }],
      default: {},
    }),
    instance_type: field(nonEmptyText, {
      title: 'Instance type',
      description: 'Size of the virtual machine (managed, required) or name of an instance type of the cluster (Kubernetes).',
      examples: ['Standard_DS3_v2'],
    }),
    instance_count: field(z.number().int().min(1), {
      title: 'Instance count',
      description: `How many instances run. Required for managed; at least 3 for high availability, at most ${maxInstancesPerDeployment} by default.`,
      examples: [1, 3],
    }),
    scale_settings: field(scaleSettingsYamlSchema, {
      title: 'Scale settings',
      description: 'How the number of instances is decided.',
      examples: [{ type: 'default' }],
    }),
    request_settings: field(requestSettingsYamlSchema, { title: 'Request settings', description: 'Timeouts and concurrency.' }),
    liveness_probe: field(probeYamlSchema, { title: 'Liveness probe', description: 'Restarts an instance that hangs.' }),
    readiness_probe: field(probeYamlSchema, {
      title: 'Readiness probe',
      description: 'Keeps requests from an instance that is not ready.',
    }),
    app_insights_enabled: field(z.boolean(), {
      title: 'Application Insights',
      description: 'Sends logs and request telemetry to Application Insights of the workspace.',
      default: false,
    }),
    data_collector: field(dataCollectorYamlSchema, { title: 'Data collector', description: 'Collects inputs and outputs in production.' }),
    egress_public_network_access: field(word(accessWords), {
      title: 'Outbound network access',
      description: 'Older way to isolate a managed deployment; replaced by the managed virtual network of the workspace.',
      default: 'enabled',
    }),
    private_network_connection: field(z.boolean(), {
      title: 'Private network connection',
      description: 'Experimental and superseded; kept as written.',
    }),
    resources: field(resourcesYamlSchema, {
      title: 'Container resources',
      description: 'CPU, memory and GPUs of each replica. Kubernetes only.',
    }),
  })
  .meta({ title: 'Online deployment', description: 'Model, code, environment and compute behind an endpoint.' })

export type DeploymentYaml = z.infer<typeof deploymentYamlSchema>
