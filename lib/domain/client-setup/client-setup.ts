/**
 * What a person pastes to drive this computer with Microsoft's clients. The agent's token is never part of a text: it is read from its file
 * when the text runs. Pure.
 */

export const clientLanguages = ['python', 'az'] as const
export type ClientLanguage = (typeof clientLanguages)[number]

/** Where the agent is and which files a client reads. */
export interface ClientTarget {
  /** `https://127.0.0.1:7443`. */
  agentUrl: string
  /** Path of the agent's certificate authority. */
  caPem: string
  /** Path of the file that holds the agent's token. */
  agentToken: string
  /** Path of a configuration folder for `az`. */
  azConfig: string
  /** ARM id of the workspace. */
  workspaceId: string
}

/** Stable version of the REST API that the `az rest` line asks for. */
const apiVersion = '2024-10-01'
/** Python reads JSON's strings, and both escape alike. */
const quoted = (text: string) => JSON.stringify(text)
const shell = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** Subscription, resource group and workspace of a workspace's ARM id. */
function namesOf(workspaceId: string): [string, string, string] {
  const [, , subscription = '', , group = '', , , , workspace = ''] = workspaceId.split('/')
  return [subscription, group, workspace]
}

/** The set-up for one client, ending in one line that shows it works: for `endpoint` when given, else for all. Ends in a line break. */
export function clientSetup(language: ClientLanguage, target: ClientTarget, endpoint?: string): string {
  return `${{ python, az }[language](target, endpoint).join('\n')}\n`
}

function python({ agentUrl, caPem, agentToken, workspaceId }: ClientTarget, endpoint: string | undefined): string[] {
  const [subscription, group, workspace] = namesOf(workspaceId)
  return [
    '# pip install azure-ai-ml',
    'import os',
    'import time',
    'from pathlib import Path',
    '',
    '# This process then talks to the agent on this computer, past any proxy, and trusts its certificate only.',
    `os.environ["AZUREML_DEV_URL_MFE"] = ${quoted(agentUrl)}`,
    `os.environ["REQUESTS_CA_BUNDLE"] = ${quoted(caPem)}`,
    'os.environ["no_proxy"] = "127.0.0.1,localhost," + (os.environ.get("no_proxy") or os.environ.get("NO_PROXY", ""))',
    '',
    'from azure.ai.ml import MLClient',
    'from azure.core.credentials import AccessToken',
    '',
    '',
    'class LocalCredential:',
    '    """Shows the agent\'s own token. A real credential would send your real Azure token to the agent."""',
    '',
    '    def get_token(self, *scopes, **kwargs):',
    `        token = Path(${quoted(agentToken)}).read_text(encoding="utf-8").strip()`,
    '        return AccessToken(token, int(time.time()) + 3600)',
    '',
    '',
    `ml_client = MLClient(LocalCredential(), ${quoted(subscription)}, ${quoted(group)}, ${quoted(workspace)}, enable_telemetry=False)`,
    '',
    endpoint === undefined
      ? 'print([endpoint.name for endpoint in ml_client.online_endpoints.list()])'
      : `print(ml_client.online_endpoints.get(${quoted(endpoint)}).scoring_uri)`,
  ]
}

function az({ agentUrl, caPem, agentToken, azConfig, workspaceId }: ClientTarget, endpoint: string | undefined): string[] {
  const path = `${workspaceId}/onlineEndpoints${endpoint === undefined ? '' : `/${encodeURIComponent(endpoint)}`}?api-version=${apiVersion}`
  const query = endpoint === undefined ? 'value[].name' : 'properties.scoringUri'
  return [
    '# az in a configuration folder of its own: your sign-in to Azure stays as it is.',
    `export AZURE_CONFIG_DIR=${shell(azConfig)}`,
    `export REQUESTS_CA_BUNDLE=${shell(caPem)}`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own syntax.
    'export no_proxy="127.0.0.1,localhost,${no_proxy:-${NO_PROXY:-}}"',
    '# Pasted again, it begins anew.',
    'az cloud set --name AzureCloud 2>/dev/null; az cloud unregister --name Scorepoint 2>/dev/null',
    `az cloud register --name Scorepoint --endpoint-resource-manager ${agentUrl}`,
    'az cloud set --name Scorepoint 2>/dev/null',
    'az account clear',
    '# The password is the token of the agent, from its file.',
    `az login --service-principal --username scorepoint --password "$(cat ${shell(agentToken)})" --tenant adfs --output none`,
    `az rest --method get --url ${shell(path)} --query ${shell(query)}`,
  ]
}
