/**
 * Cause and fix for every code that Azure, the agent or the studio can answer: the only place where advice is written.
 * Long on purpose: one table, so that no code has two answers and a missing one is seen.
 */

export interface Hint {
  /** One sentence: why this usually happens. */
  cause: string
  /** One sentence: what to do. */
  fix: string
  docs?: string
  /** Page of the studio that helps further. */
  page?: string
}

const troubleshooting = 'https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints'

const azure: Record<string, Hint> = {
  ACRAuthenticationChallengeFailed: {
    cause: 'The cluster cannot reach the container registry.',
    fix: 'Check the network of the cluster and the public access of the registry.',
    docs: troubleshooting,
  },
  ACRSecretError: {
    cause: 'The cluster cannot read the container registry yet.',
    fix: 'Wait a few minutes for the role assignment, then check the extension version, proxy and private endpoints of the cluster.',
    docs: troubleshooting,
  },
  ACRTokenExchangeFailed: {
    cause: 'The registry has not authorised the cluster yet, or throttles it.',
    fix: 'Wait a minute and try again.',
    docs: troubleshooting,
  },
  AuthenticationFailed: {
    cause: 'The request carries no credential, or one that is not valid.',
    fix: 'Sign in again; for the local agent use the token in run/agent-token of the data folder.',
  },
  AuthorizationFailed: {
    cause: 'The signed-in identity lacks a permission.',
    fix: 'Ask for the role that holds the action named in the message (AzureML Data Scientist covers most).',
  },
  AuthorizationFailure: {
    cause: 'The storage address has no valid signature for this request, or it has expired.',
    fix: 'Ask for a new upload address and send the file again.',
  },
  BadArgument: {
    cause: 'A value of the request breaks a rule of the contract.',
    fix: 'Correct the field named in the message and send the request again.',
    docs: troubleshooting,
  },
  BadRequest: { cause: 'The request is not well formed.', fix: 'Check body, headers and address of the request.' },
  Conflict: {
    cause: 'Another operation on this endpoint or deployment is still running, or the resource is in a state that forbids this.',
    fix: 'Wait until the running operation ends, or cancel it, then try again.',
    docs: troubleshooting,
  },
  ContainerStartFailed: {
    cause: 'The container could not be started.',
    fix: 'Read the inference-server log; check image, start command and port.',
    docs: troubleshooting,
  },
  DeploymentCrashLoopBackOff: {
    cause: 'The container ends again and again, in init() or for lack of memory.',
    fix: 'Read the inference-server log, correct the script or raise the memory limit.',
    docs: troubleshooting,
  },
  DeploymentNotFound: {
    cause: 'The endpoint has no deployment of this name.',
    fix: 'Check the name in the header azureml-model-deployment, or leave the header out.',
  },
  EndpointAlreadyExists: { cause: 'The name is taken in the cluster.', fix: 'Choose another endpoint name.' },
  EndpointNotFound: { cause: 'There is no endpoint of this name.', fix: 'Check the scoring URI; create the endpoint first.' },
  GetAADTokenFailed: {
    cause: 'Microsoft Entra did not answer with a token in time.',
    fix: 'Check the outbound proxy, and the private link of the workspace.',
    docs: troubleshooting,
  },
  ImageBuildFailure: {
    cause: 'The environment could not be built.',
    fix: 'Read the decisive line of the build log; pin versions that fit each other and test the environment locally.',
    docs: troubleshooting,
  },
  ImageNotFound: {
    cause: 'The image or its tag does not exist, or cannot be read.',
    fix: 'Check repository and tag, and the permission to pull; without a registry load the image, or let another one stand in (Settings, Docker).',
  },
  ImagePullFailed: { cause: 'The image could not be downloaded.', fix: 'Check network, registry and permission to pull, then try again.' },
  ImagePullLoopBackOff: {
    cause: 'The cluster cannot download the image.',
    fix: 'Check the network policy of the cluster and its access to the registry.',
    docs: troubleshooting,
  },
  InferencingClientCallFailed: {
    cause: 'The extension of the cluster cannot be reached.',
    fix: 'Detach and attach the cluster with the same name and namespace; check its relay pods.',
    docs: troubleshooting,
  },
  InternalServerError: {
    cause: 'The control plane met an unexpected error.',
    fix: 'Try again; if it stays, keep the request id and look into the log under it.',
  },
  InvalidDeploymentSpec: {
    cause: 'The deployment specification is not valid.',
    fix: 'Check instance count, minimum and maximum.',
    docs: troubleshooting,
  },
  InvalidRange: { cause: 'The range asked for lies outside the file.', fix: 'Ask for a range inside the length of the file.' },
  InvalidRequestContent: {
    cause: 'The body of the request is not JSON of the expected form.',
    fix: 'Send one JSON object with the fields of the contract.',
  },
  NotImplemented: {
    cause: 'The request is for a part of Azure Machine Learning that this computer does not play.',
    fix: 'Do this in Azure. docs/clients.md lists what is served here.',
  },
  'Agent.RegistryAsset': {
    cause: 'The asset lies in a registry, which exists in Azure only.',
    fix: 'Download it with the command named and register it on this computer.',
  },
  ServiceUnavailable: {
    cause:
      'All instances of the deployment were busy and the queue was full; endpoints on Kubernetes answer 503 where managed ones answer 429.',
    fix: 'Send fewer requests at once, allow more per instance, or run more instances.',
  },
  GatewayTimeout: {
    cause: 'The request ran longer than the request time-out; endpoints on Kubernetes answer 504 where managed ones answer 408.',
    fix: 'Make run() faster, or raise request_timeout_ms of the deployment.',
  },
  InvalidResourceType: { cause: 'The address names a resource type that does not exist here.', fix: 'Check the path of the request.' },
  KubernetesCrashLoopBackOff: {
    cause: 'Pods end again and again because of the script or the memory limit.',
    fix: 'Read the inference-server log, correct the script or raise the limit.',
    docs: troubleshooting,
  },
  KubernetesUnaccessible: {
    cause: 'Authentication or certificate of the cluster is not valid.',
    fix: 'Rotate the certificate of the cluster and deploy again.',
    docs: troubleshooting,
  },
  MemoryLimitExceeded: {
    cause: 'The instance used more memory than its instance type has.',
    fix: 'Choose an instance type with more memory, load a smaller model, or use fewer workers.',
  },
  MethodNotAllowed: { cause: 'The resource does not know this method.', fix: 'Use one of the methods in the Allow header.' },
  MisdirectedRequest: {
    cause: 'The request was sent under a host name this server does not answer to.',
    fix: 'Use the address shown on the Consume page.',
  },
  NamespaceNotFound: {
    cause: 'The namespace of the compute does not exist.',
    fix: 'Detach the compute and attach it with an existing namespace.',
    docs: troubleshooting,
  },
  NoTrafficAssigned: {
    cause: 'No deployment of the endpoint gets traffic.',
    fix: 'Give a deployment traffic, or name one in the header azureml-model-deployment.',
  },
  NotFound: { cause: 'Nothing exists under this address.', fix: 'Check the path of the request.' },
  OperationCanceled: {
    cause: 'The operation was canceled, by you or by one of higher priority.',
    fix: 'Start it again when you still want it.',
    docs: troubleshooting,
  },
  OutOfCapacity: {
    cause: 'Azure has no free machines of this size in the region.',
    fix: 'Try later, or choose another instance type or region.',
    docs: troubleshooting,
  },
  OutOfQuota: {
    cause: 'The subscription quota does not allow what was asked for; Azure reserves 20 % for upgrades.',
    fix: 'Choose fewer instances or another instance type, delete unused deployments, or ask for more quota.',
    docs: troubleshooting,
    page: '/quota',
  },
  PayloadTooLarge: { cause: 'The body is larger than the limit.', fix: 'Send a smaller request, or use a batch endpoint.' },
  PodOutOfMemory: {
    cause: 'The pod used more memory than its limit.',
    fix: 'Raise the limit or choose a larger instance type.',
    docs: troubleshooting,
  },
  PodUnschedulable: {
    cause: 'The cluster has no node with room for the pod.',
    fix: 'Lower the resources or node selectors, or delete other deployments.',
    docs: troubleshooting,
  },
  ReadinessTimeout: {
    cause: 'The instance did not answer its readiness probe in time.',
    fix: 'Make init() quicker, or raise initial_delay and failure_threshold of the readiness probe.',
    docs: troubleshooting,
  },
  RequestEntityTooLarge: { cause: 'The body is larger than the limit.', fix: 'Send a smaller body; upload large files as assets.' },
  RequestTimeout: {
    cause: 'The model did not answer within request_timeout_ms.',
    fix: 'Make run() quicker or raise request_timeout_ms (at most 180 000).',
  },
  ResourceNotFound: {
    cause: 'A resource named in the request does not exist.',
    fix: 'Check name and version, and whether it was registered in this workspace.',
    docs: troubleshooting,
  },
  ResourceNotReady: {
    cause: 'The instance did not become ready: its container ended or its probes failed.',
    fix: 'Read the decisive line of the inference-server log; correct the script, the environment or the probes.',
    docs: troubleshooting,
  },
  RuntimeUnavailable: {
    cause: 'What runs the deployment cannot be reached, or this computer does not offer it.',
    fix: 'Start the container engine: Settings, Docker says what is wrong and which command helps. Deployments with a conda file run without one.',
  },
  ScoringFeUnhealthy: {
    cause: 'The scoring front end of the cluster is missing or sick.',
    fix: 'Reinstall or update the extension of the cluster.',
    docs: troubleshooting,
  },
  SecretsInjectionError: {
    cause: 'A secret named in an environment variable could not be read.',
    fix: 'Check the reference, and grant the endpoint identity the role to read it.',
    docs: troubleshooting,
  },
  StorageInitializerFailed: {
    cause: 'Model or code could not be put in place.',
    fix: 'Read the storage-initializer log; check that the files of the assets still exist and that the disk has room.',
  },
  SubscriptionNotRegistered: {
    cause: 'A resource provider is not registered in the subscription.',
    fix: 'Register Microsoft.MachineLearningServices, Microsoft.Cdn and Microsoft.PolicyInsights.',
  },
  TokenRefreshFailed: {
    cause: 'The identity of the cluster is not set.',
    fix: 'Reinstall the extension of the cluster.',
    docs: troubleshooting,
  },
  TooManyRequests: {
    cause: 'More requests are running and waiting than the deployment accepts.',
    fix: 'Send fewer at once, add instances, or raise max_concurrent_requests_per_instance together with WORKER_COUNT.',
    docs: troubleshooting,
  },
  UnsupportedCondaPackage: {
    cause: 'A conda dependency is no Python package and cannot be installed without conda.',
    fix: 'Move it to pip: when PyPI has it, remove it when it is not needed for scoring, or use a Docker image that has conda.',
  },
  UnsupportedMediaType: { cause: 'The body has a media type that is not understood.', fix: 'Send Content-Type: application/json.' },
  UserError: {
    cause: 'The request asks for something the resource does not allow, such as changing a registered version.',
    fix: 'Register a new version instead.',
  },
  UserScriptFunctionNotFound: {
    cause: 'The scoring script lacks init() or run(), or run() cannot be called by the server.',
    fix: 'Define init() and run(data).',
    docs: troubleshooting,
  },
  UserScriptImportError: {
    cause: 'The scoring script could not be loaded.',
    fix: 'Correct the line named, or add the missing package to the conda file.',
    docs: troubleshooting,
  },
  UserScriptInitFailed: {
    cause: 'init() of the scoring script raised an error.',
    fix: 'Correct the line named and deploy again.',
    docs: troubleshooting,
  },
  UserScriptRunFailed: {
    cause: 'run() of the scoring script raised an error for a request.',
    fix: 'Check the form of the request, and correct the line named.',
  },
  V1LegacyMode: { cause: 'The workspace allows only the older API.', fix: 'Turn off v1_legacy_mode after a review of the network rules.' },
  ValidateScoringFailed: {
    cause: 'The scoring address could not be verified.',
    fix: 'Check the address and deploy again.',
    docs: troubleshooting,
  },
  WorkspaceManagedNetworkNotReady: {
    cause: 'The managed network of the workspace is not provisioned yet.',
    fix: 'Provision it, then try again.',
    docs: troubleshooting,
  },
  DeploymentActive: {
    cause: 'A deployment of a template with this name is still running.',
    fix: 'Wait until it has ended or cancel it, or choose another deployment name.',
  },
  DeploymentCanceled: {
    cause: 'Somebody cancelled the deployment of the template.',
    fix: 'Deploy the template again; what was made already stays and is found again.',
  },
  DeploymentCannotBeCancelled: {
    cause: 'The deployment of the template has already ended.',
    fix: 'Look at its state; there is nothing left to cancel.',
  },
  DeploymentFailed: {
    cause: 'At least one resource of the template could not be deployed.',
    fix: 'Read the details, one per resource, correct the template or its parameters, and deploy it again.',
  },
  DeploymentOutputEvaluationFailed: {
    cause: 'The resources were deployed, but an output of the template cannot be computed.',
    fix: 'Correct the expression of the output named in the details and deploy again; nothing is made twice.',
  },
  InvalidTemplate: {
    cause: 'The template, one of its expressions or one of its parameters breaks a rule of the template language.',
    fix: 'Correct the place named in the message; `validate` checks without deploying.',
  },
  InvalidTemplateDeployment: {
    cause: 'The template has a resource that cannot be deployed here.',
    fix: 'Read the details, one per resource; take the resource out or deploy the template in Azure.',
  },
  NoRegisteredProviderFound: {
    cause: 'The type of a resource does not exist, or not here.',
    fix: 'Check type and API version; this computer deploys online endpoints and what they are made of.',
  },
  ResourceDeploymentFailure: {
    cause: 'A resource of a template was accepted, and its operation ended badly.',
    fix: 'Read the inner detail: it says why, as for a deployment without a template.',
  },
}

const agent: Record<string, Hint> = {
  'Agent.AlreadyRunning': {
    cause: 'Another agent works on this data folder.',
    fix: 'Stop it (npm run down), or give SCOREPOINT_HOME another folder.',
  },
  'Agent.AssetInUse': { cause: 'A deployment still uses this asset.', fix: 'Delete or update the deployments named first.' },
  'Agent.BadSetting': {
    cause: 'A setting in the environment has a value that cannot be used.',
    fix: 'Correct or remove the variable named.',
  },
  'Agent.CrossSiteRefused': {
    cause: 'A page of another site sent the request.',
    fix: 'Use the agent from the studio, a script or a client of your own.',
  },
  'Agent.DatabaseUnusable': {
    cause: 'The database of the agent cannot be opened.',
    fix: 'Check permission and free space of the data folder; an agent that still runs holds the database.',
  },
  'Agent.EnvironmentChanged': {
    cause: 'The conda file does not match what was resolved from it before.',
    fix: 'Deploy again: the environment is then resolved anew.',
  },
  'Agent.HostRefused': {
    cause: 'The request was sent under a host name this server does not answer to.',
    fix: 'Use https://127.0.0.1 or https://localhost with the port of the agent.',
  },
  'Agent.InstanceNotStopped': {
    cause: 'A process did not end even when it was killed, usually because it waits for a disk.',
    fix: 'Look at the process with ps; restart the computer when it stays.',
  },
  'Agent.JournalNotWritable': {
    cause: 'The agent cannot write its journal.',
    fix: 'Free some space on the disk of the data folder and try again.',
  },
  'Agent.NoSpace': { cause: 'The disk of the data folder is full or read-only.', fix: 'Free some space and try again.' },
  'Agent.PortTaken': {
    cause: 'Another program listens on the port.',
    fix: 'Stop it, or choose another port (SCOREPOINT_PORT, SCOREPOINT_AGENT_PORT, SCOREPOINT_SCORING_PORT).',
  },
  'Agent.PythonMissing': {
    cause: 'No Python that can run the inference server was found.',
    fix: 'Install Python 3.9 to 3.12 (Debian, Ubuntu: apt install python3 python3-venv).',
  },
  'Agent.PythonVersionUnavailable': {
    cause: 'The exact Python version is demanded by the settings and is not on this computer.',
    fix: 'Install that version (for example with pyenv or uv python install), or allow the nearest one in the settings.',
  },
  'Agent.TorchIndexUnreachable': {
    cause:
      "PyTorch's Linux wheels on the usual index bring CUDA along, several gigabytes; the build for the processor has an index of its own.",
    fix: 'Set SCOREPOINT_TORCH_INDEX to a mirror of it or to a folder with the wheels. To take what the usual index gives, set SCOREPOINT_TORCH=as-written.',
  },
  'Agent.RouterAway': { cause: 'The router does not run at the moment.', fix: 'It is started again by itself; try again in a second.' },
  'Agent.RouterDown': {
    cause: 'The router could not be started.',
    fix: 'Look into logs/router.log of the data folder; often its port is taken.',
  },
  'Agent.Unexpected': { cause: 'The agent met an error nobody foresaw.', fix: 'Look into the agent log under the request id.' },
  'Agent.UnsafeDirectory': {
    cause: 'A folder of the agent belongs to somebody else or can be written by others.',
    fix: 'Remove the folder, or correct its owner and permissions (0700).',
  },
  'Scorepoint.InstanceLost': {
    cause: 'The instance ended while it answered the request.',
    fix: 'Look at the logs of the deployment; the instance is started again by itself.',
  },
  'Scorepoint.NoReadyInstance': {
    cause: 'The deployment has no instance that is ready.',
    fix: 'Look at the deployment: it is starting, stopped or failed.',
  },
}

const studio: Record<string, Hint> = {
  'Studio.AgentNotReady': { cause: 'The agent is still starting.', fix: 'Wait a few seconds.' },
  'Studio.AgentUnreachable': { cause: 'The agent does not answer.', fix: 'Look at npm run status; npm start brings it back.' },
  'Studio.BackupExists': { cause: 'A file of that name is there already.', fix: 'Choose another folder, or move the file away.' },
  'Studio.BadRequestTarget': { cause: 'The address of the request is not valid.', fix: 'Open the studio again from its start page.' },
  'Studio.DeploymentPreparing': { cause: 'A deployment is uploading its files at this moment.', fix: 'Try again in a few seconds.' },
  'Studio.FolderRefused': {
    cause: 'The studio reads only folders that hold your own work, never those of the system or of keys.',
    fix: 'Choose the folder with your models and code.',
  },
  'Studio.NoLauncher': {
    cause: 'The studio runs without the launcher that starts and ends it.',
    fix: 'Run npm run remove-everything in the terminal.',
  },
  'Studio.ConnectionLost': { cause: 'The connection broke before the answer was complete.', fix: 'Check what happened, then try again.' },
  'Studio.CrossSite': { cause: 'A page of another site sent the request.', fix: 'Do it from the studio itself.' },
  'Studio.DeploymentChanged': {
    cause: 'Somebody changed the deployment between opening the edit and sending it.',
    fix: 'Look at both versions, then take theirs over or send yours anyway.',
  },
  'Studio.EndpointChanged': {
    cause: 'Somebody else changed the endpoint after this edit began.',
    fix: 'Look at what changed, then take it over, overwrite it or drop your edit.',
  },
  'Studio.DraftChanged': {
    cause: 'The same draft is open in another tab, which saved or deleted it first.',
    fix: 'Load what the other tab saved, or keep yours as a draft of its own.',
  },
  'Studio.DraftNotFound': { cause: 'The draft was deleted or deployed.', fix: 'Start a new one.' },
  'Studio.EarlierFailure': { cause: 'An earlier request failed.', fix: 'Send it again.' },
  'Studio.FileNotFound': { cause: 'The file or folder does not exist.', fix: 'Check the path, or choose it with Browse.' },
  'Studio.HttpError': { cause: 'The request was refused.', fix: 'Read the message; reload the page when it stays.' },
  'Studio.InvalidInput': { cause: 'A value does not have the expected form.', fix: 'Correct the field named.' },
  'Studio.InvocationCanceled': { cause: 'The request was canceled before the model answered.', fix: 'Send it again.' },
  'Studio.BodyNotKept': {
    cause: 'Long bodies of the history share 1 GiB on disk; this one was among the oldest.',
    fix: 'Send the request again to see the whole answer.',
  },
  'Studio.ExampleNameTaken': {
    cause: 'Names of saved examples are unique per endpoint.',
    fix: 'Choose another name, or change that example.',
  },
  'Studio.ExampleNotFound': { cause: 'The example was deleted in another window.', fix: 'Save the request as a new example.' },
  'Studio.ExampleTooLarge': { cause: 'Examples are kept in the database.', fix: 'Save a smaller request, such as one row of it.' },
  'Studio.InvocationTimedOut': {
    cause: 'The time limit set in the test panel passed before the model answered.',
    fix: "Raise the limit there, or leave it empty to use the deployment's own request timeout.",
  },
  'Studio.InvocationNotFound': { cause: 'The request has ended already.', fix: 'Send a new one.' },
  'Studio.FileChanged': { cause: 'A file was written while it was read for the upload.', fix: 'Deploy again when it is saved.' },
  'Studio.JobNotFound': {
    cause: 'There is no such job; it may be of an older data folder.',
    fix: 'Open the endpoint, or start the deployment again.',
  },
  'Studio.MethodNotAllowed': { cause: 'The address does not know this method.', fix: 'Reload the page.' },
  'Studio.NameTaken': { cause: 'The name is used by another resource.', fix: 'Choose another name.' },
  'Studio.NoOperation': { cause: 'There is no running operation to act on.', fix: 'Reload the page to see the present state.' },
  'Studio.OriginRequired': { cause: 'A change was sent without saying from which page.', fix: 'Do it from the studio itself.' },
  'Studio.PathNotAllowed': {
    cause: 'The path lies outside the folders the studio may read.',
    fix: 'Choose a path below your home folder or the folder Scorepoint was started in.',
  },
  'Studio.CodeFolderUnknown': {
    cause: 'The deployment was not sent from a folder of this computer, or by another tool.',
    fix: 'Deploy it once from its folder; from then on its code can be sent again with one click.',
  },
  'Studio.PathUnreadable': { cause: 'The path cannot be read.', fix: 'Check that it exists and that you may read it.' },
  'Studio.ProjectDiskFull': {
    cause: 'The disk has no room left.',
    fix: 'Free some space and save again; the text is still in the editor.',
  },
  'Studio.ProjectFileChanged': {
    cause: 'Another program or tab changed, made or removed the file after it was opened here.',
    fix: 'Look at both versions; reload, merge, or write yours over it.',
  },
  'Studio.ProjectFileDenied': {
    cause: 'The file or its folder is write-protected.',
    fix: 'Change its permissions, or save under another name.',
  },
  'Studio.ProjectFileMissing': { cause: 'The file was removed or renamed.', fix: 'Reload the folder, or create the file again.' },
  'Studio.ProjectFileNotText': { cause: 'The file holds something other than UTF-8 text.', fix: 'Open it in the program that made it.' },
  'Studio.ProjectFileTooLarge': {
    cause: 'The editor opens texts up to 1 MiB.',
    fix: 'Edit larger files outside; they are deployed all the same.',
  },
  'Studio.ProjectFolderTaken': { cause: 'The chosen folder exists and holds files.', fix: 'Choose another name or an empty folder.' },
  'Studio.ProjectNotFound': { cause: 'The folder was never opened in this studio.', fix: 'Open the folder from the Projects page.' },
  'Studio.ProjectPathRefused': {
    cause: 'The name leads out of the folder, or begins with a dot.',
    fix: 'Choose a name inside the folder that does not begin with a dot.',
  },
  'Studio.ProjectReadOnly': {
    cause: 'The folder is part of the product or not allowed in Settings.',
    fix: 'Open a copy, or allow the folder in Settings, Folders.',
  },
  'Studio.PriceFile': {
    cause: 'The file does not have the form of a price file.',
    fix: 'Correct the field named; the Quota page shows an example.',
  },
  'Studio.PriceList': {
    cause: 'The public price list did not give the prices.',
    fix: 'Check the network, the region and the currency, or bring a price file.',
  },
  'Studio.RequestTooLarge': { cause: 'The request is longer than it may be.', fix: 'Send less at once.' },
  'Studio.SampleMissing': { cause: 'The samples of this installation are incomplete.', fix: 'Fetch the repository again.' },
  'Studio.ScoringUnreachable': {
    cause: 'The router of this computer does not answer.',
    fix: 'It is restarted by itself; try again in a second.',
  },
  'Studio.ScoringUriNotLocal': {
    cause: 'The scoring address of the endpoint is not on this computer.',
    fix: 'Use the client snippets of the Consume page.',
  },
  'Studio.SignInRequired': { cause: 'The session has ended.', fix: 'Sign in again; npm run signin prints a new link.' },
  'Studio.SplitNotApplied': {
    cause: 'The new traffic was not applied.',
    fix: 'Look at the deployments of the endpoint and apply it again.',
  },
  'Studio.TrafficChanged': {
    cause: 'The traffic was changed by somebody else meanwhile.',
    fix: 'Look at the new values and apply yours again.',
  },
  'Studio.Unexpected': {
    cause: 'The studio met an error nobody foresaw.',
    fix: 'Try again; the studio log has the details under the request id.',
  },
  'Studio.UnknownHost': {
    cause: 'The studio was opened under a host name it does not know.',
    fix: 'Open http://127.0.0.1 with its port, or add the address to SCOREPOINT_ORIGINS.',
  },
  'Studio.UnknownOrigin': {
    cause: 'The request comes from a page of another address.',
    fix: 'Do it from the studio itself, or add the address to SCOREPOINT_ORIGINS.',
  },
  'Studio.Unreachable': { cause: 'The studio does not answer.', fix: 'Look at npm run status; npm start brings it back.' },
  'Studio.UploadFailed': { cause: 'The upload broke off.', fix: 'Send the file again.' },
  'Studio.UploadRefused': {
    cause: 'The upload breaks a rule for size, number or names of files.',
    fix: 'Correct what the message names and send it again.',
  },
  'Studio.UploadUnavailable': { cause: 'The uploaded files are not there any more.', fix: 'Upload them again.' },
}

/** Every code with a hint; the test beside this file walks it. */
export const catalogue: Readonly<Record<string, Hint>> = { ...azure, ...agent, ...studio }

/** Cause and fix of a code; undefined for a code nobody here knows. */
export function hintFor(code: string): Hint | undefined {
  return Object.hasOwn(catalogue, code) ? catalogue[code] : undefined
}
