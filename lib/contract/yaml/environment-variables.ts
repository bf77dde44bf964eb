import type { FieldMeta } from '@/lib/contract/yaml/fields'

/** A variable of the inference container with a meaning of its own. */
export interface VariableMeta extends FieldMeta {
  /** The platform sets it: a value written here replaces the platform's. */
  isSetByPlatform?: boolean
}

const server = 'how-to-inference-server-http'
const troubleshooting = 'how-to-troubleshoot-online-endpoints'
const prebuilt = 'how-to-prebuilt-docker-images-inference-python-extensibility'
const identity = 'https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview'
const yesNo = { true: 'On.', false: 'Off.' }

/** Names and meanings; German below `variable.` in messages/de/fields.json. Doc: "Inference HTTP server", environment variables. */
export const knownVariables: Readonly<Record<string, VariableMeta>> = {
  WORKER_COUNT: {
    title: 'Workers of the inference server',
    description: 'Processes that answer requests side by side; each one runs init() and holds the model in its own memory.',
    default: '1',
    examples: ['1', '2', '4'],
    limit: 'Whole number from 1 on; the same as max_concurrent_requests_per_instance.',
    source: troubleshooting,
  },
  WORKER_TIMEOUT: {
    title: 'Time of a worker (s)',
    description: 'Seconds after which a worker that shows no life is ended and replaced.',
    default: '300',
    source: server,
  },
  WORKER_PRELOAD: {
    title: 'Load before the workers part',
    description: 'The server loads the application once and then makes its workers, which share that memory.',
    default: 'false',
    values: yesNo,
    source: server,
  },
  SCORING_TIMEOUT_MS: {
    title: 'Time of run() (ms)',
    description: 'Milliseconds after which the server gives up a call of run() and answers 500.',
    default: '3600000',
    limit: 'Here 500 ms more than request_timeout_ms, unless it is written.',
    source: server,
    isSetByPlatform: true,
  },
  AZUREML_LOG_LEVEL: {
    title: 'Log level',
    description: 'From which level on the inference server writes lines to the log.',
    default: 'INFO',
    values: {
      DEBUG: 'Everything, for looking for a fault.',
      INFO: 'Start, requests and what the script tells.',
      WARNING: 'Warnings and errors.',
      ERROR: 'Errors.',
      CRITICAL: 'What ends the server.',
    },
    source: server,
  },
  AZUREML_MODEL_DIR: {
    title: 'Folder of the model',
    description: 'Where the files of the model are in the container; the scoring script builds its paths from it.',
    limit: 'Ends in azureml-models/<name>/<version>.',
    source: 'concept-online-deployment-model-specification',
    isSetByPlatform: true,
  },
  AZUREML_ENTRY_SCRIPT: {
    title: 'Scoring script',
    description: 'File with init() and run(), below AML_APP_ROOT; without it the module main is imported.',
    source: server,
    isSetByPlatform: true,
  },
  AML_APP_ROOT: {
    title: 'Root of the application',
    description: 'Folder of the code in the container; Python imports from it.',
    default: '/var/azureml-app',
    source: server,
    isSetByPlatform: true,
  },
  AZUREML_SOURCE_DIRECTORY: {
    title: 'Folder of the source',
    description: 'Another folder below AML_APP_ROOT to import from.',
    source: server,
    isSetByPlatform: true,
  },
  AZUREML_INFERENCE_PYTHON_PATH: {
    title: 'Python of the environment',
    description: 'Folder with the Python that runs the scoring script.',
    source: prebuilt,
    isSetByPlatform: true,
  },
  AZUREML_CONDA_ENVIRONMENT_PATH: {
    title: 'Folder of the conda environment',
    description: 'Where the conda environment of the image is, whose Python runs the scoring script.',
    source: prebuilt,
    isSetByPlatform: true,
  },
  AZUREML_EXTRA_PYTHON_LIB_PATH: {
    title: 'Further Python packages',
    description: 'Folder beside the code with packages that a prebuilt image lacks; Python imports from it.',
    source: prebuilt,
  },
  AZUREML_EXTRA_CONDA_YAML: {
    title: 'Further conda file',
    description: 'Conda file beside the code whose packages a prebuilt image installs when the container starts.',
    source: prebuilt,
  },
  AZUREML_EXTRA_REQUIREMENTS_TXT: {
    title: 'Further requirements',
    description: 'File of pip requirements beside the code that a prebuilt image installs when the container starts.',
    source: prebuilt,
  },
  MLFLOW_MODEL_FOLDER: {
    title: 'Folder of the MLflow model',
    description: "Folder of the MLflow model below AZUREML_MODEL_DIR, read by Microsoft's sample scripts.",
    source: 'how-to-deploy-mlflow-models-online-endpoints',
  },
  AML_APP_INSIGHTS_ENABLED: {
    title: 'Application Insights',
    description: 'Whether the server sends requests and traces to Application Insights; follows app_insights_enabled.',
    default: 'false',
    values: yesNo,
    source: server,
    isSetByPlatform: true,
  },
  AML_APP_INSIGHTS_KEY: {
    title: 'Key of Application Insights',
    description: 'Instrumentation key; with anything that is no UUID nothing is sent.',
    source: server,
    isSetByPlatform: true,
  },
  APP_INSIGHTS_LOG_RESPONSE_ENABLED: {
    title: 'Answers to Application Insights',
    description: 'Whether the answer of the model is sent with each request.',
    default: 'true',
    values: yesNo,
    source: server,
  },
  AML_MODEL_DC_STORAGE_ENABLED: {
    title: 'Trace of model data',
    description: 'Whether the older model data collection writes to Application Insights.',
    default: 'false',
    values: yesNo,
    source: server,
    isSetByPlatform: true,
  },
  AML_CORS_ORIGINS: {
    title: 'Origins of browsers',
    description: 'Pages whose scripts may call the server: origins parted by commas, or * for all.',
    examples: ['https://app.example.com'],
    source: server,
  },
  SERVER_VERSION_LOG_RESPONSE_ENABLED: {
    title: 'Version in answers',
    description: 'Whether answers carry the header x-ms-server-version.',
    default: 'true',
    values: yesNo,
    source: server,
  },
  AZUREML_CONFIG_FILE: {
    title: 'Settings file of the server',
    description: 'JSON file with settings of the server; variables of the environment win over it.',
    default: 'config.json',
    source: server,
  },
  AZUREML_DEBUG_PORT: {
    title: 'Port of the debugger',
    description: 'The server starts under debugpy, connects to this port and waits for it; without a debugger the probes fail.',
    source: 'how-to-debug-managed-online-endpoints-visual-studio-code',
    isSetByPlatform: true,
  },
  SEPERATE_HEALTH_ENDPOINT: {
    title: 'Health on a port of its own',
    description: 'Whether the server answers probes on HEALTH_PORT, too. Its name is spelled like this.',
    values: yesNo,
    source: server,
    isSetByPlatform: true,
  },
  HEALTH_PORT: {
    title: 'Port of the probes',
    description: 'Where probes are answered when SEPERATE_HEALTH_ENDPOINT is true.',
    default: '5000',
    limit: '1–65535',
    source: server,
    isSetByPlatform: true,
  },
  SERVER_PORT: {
    title: 'Port of the server',
    description: 'The server sets it to 5001 itself; another value has no effect.',
    default: '5001',
    source: server,
    isSetByPlatform: true,
  },
  SERVICE_NAME: {
    title: 'Name of the service',
    description: 'Shown in the OpenAPI description and in telemetry.',
    default: 'ML service',
    source: server,
    isSetByPlatform: true,
  },
  SERVICE_VERSION: {
    title: 'Version of the service',
    description: 'Shown in the OpenAPI description.',
    default: '1.0',
    source: server,
    isSetByPlatform: true,
  },
  SERVICE_PATH_PREFIX: {
    title: 'Path before the routes',
    description: 'Part of the path before /score in the OpenAPI description.',
    source: server,
    isSetByPlatform: true,
  },
  WORKSPACE_NAME: {
    title: 'Name of the workspace',
    description: 'Sent with telemetry.',
    source: server,
    isSetByPlatform: true,
  },
  HOSTNAME: {
    title: 'Name of the container',
    description: 'Set by the container runtime; sent with telemetry as the container.',
    default: 'Unknown',
    source: server,
    isSetByPlatform: true,
  },
  MSI_ENDPOINT: {
    title: 'Address of the identity',
    description: 'Where libraries get tokens of the managed identity; Azure sets it.',
    source: identity,
    isSetByPlatform: true,
  },
  MSI_SECRET: {
    title: 'Proof for the identity',
    description: 'Sent to MSI_ENDPOINT with each request; Azure sets it.',
    source: identity,
    isSetByPlatform: true,
  },
  IDENTITY_ENDPOINT: {
    title: 'Address of the identity',
    description: 'Where libraries get tokens of the managed identity; Azure sets it.',
    source: identity,
    isSetByPlatform: true,
  },
  IDENTITY_HEADER: {
    title: 'Proof for the identity',
    description: 'Sent to IDENTITY_ENDPOINT with each request; Azure sets it.',
    source: identity,
    isSetByPlatform: true,
  },
}

/** Meaning of the variable a path of a deployment file names; undefined elsewhere and for a person's own variables. */
export function variableAt(kind: string, path: readonly (string | number)[]): VariableMeta | undefined {
  const name = String(path[1])
  if (kind !== 'deployment' || path.length !== 2 || path[0] !== 'environment_variables') return undefined
  return Object.hasOwn(knownVariables, name) ? knownVariables[name] : undefined
}
