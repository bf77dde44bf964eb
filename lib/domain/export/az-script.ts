// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's own syntax.
/** A script of `az ml` commands with the YAML files beside it. */
import { anonymousReferences, localPathsOf } from '@/lib/domain/export/assets-of'
import { commentText, shellWord } from '@/lib/domain/export/quote'
import { type ExportFile, type ExportNote, type ExportSource, sharesOf } from '@/lib/domain/export/source'
import { editYaml } from '@/lib/domain/yaml-edit/yaml-edit'

/** `name="${NAME:-value}"`, or a variable that must be given. */
export function settingLine(name: string, variable: string, value: string | undefined, what: string): string {
  // Without double quotes: between them, quotes of the default would be part of it.
  return value === undefined ? `${name}="\${${variable}:?set ${variable} to ${what}}"` : `${name}=\${${variable}:-${shellWord(value)}}`
}

/** Subscription, resource group and workspace, each to be given or with its default. */
export function settingLines({ target }: Pick<ExportSource, 'target'>): string[] {
  return [
    settingLine('subscription', 'SUBSCRIPTION_ID', target.subscription, 'the id of your subscription'),
    settingLine('group', 'RESOURCE_GROUP', target.resourceGroup, 'the resource group of the workspace'),
    settingLine('workspace', 'WORKSPACE_NAME', target.workspace, 'the name of the workspace'),
  ]
}

/** The endpoint's file without its traffic, which must not name deployments that do not exist yet; undefined when it has none. */
function withoutTraffic(text: string): string | undefined {
  const edited = editYaml(text, [
    { op: 'remove', path: ['traffic'] },
    { op: 'remove', path: ['mirror_traffic'] },
  ]).text
  return edited === text ? undefined : edited
}

/** Notes on what a source needs to be deployed elsewhere. */
export function assetNotes(source: ExportSource): ExportNote[] {
  const paths = [...new Set(source.deployments.flatMap(localPathsOf))]
  const anonymous = anonymousReferences(source)
  return [
    ...(paths.length === 0 ? [] : [{ id: 'localPaths' as const, values: { paths: paths.join(', ') } }]),
    ...(anonymous.length === 0 ? [] : [{ id: 'anonymousAssets' as const, values: { count: anonymous.length } }]),
  ]
}

const newEndpointFile = 'endpoint-without-traffic.yml'

/** The script and its files: the endpoint first, then each deployment, then traffic and mirroring in one update. */
export function azScript(source: ExportSource): ExportFile[] {
  const { endpoint, deployments } = source
  const bare = withoutTraffic(endpoint.text)
  const createFile = bare === undefined ? endpoint.fileName : newEndpointFile
  const hasShares = sharesOf(endpoint.yaml.traffic).length + sharesOf(endpoint.yaml.mirror_traffic).length > 0
  const lines = [
    '#!/usr/bin/env bash',
    `# Creates the online endpoint ${commentText(endpoint.name)} with its deployments, or brings an existing one up to date.`,
    '# Needs az, its extension ml (az extension add --name ml) and a sign-in (az login).',
    'set -euo pipefail',
    'cd -- "$(dirname -- "${BASH_SOURCE[0]}")"',
    '',
    // In Azure nothing is called as on this computer.
    ...settingLines(source.local ? { target: {} } : source),
    'scope=(--subscription "$subscription" --resource-group "$group" --workspace-name "$workspace")',
    `endpoint=${shellWord(endpoint.name)}`,
    '',
    'existed=true',
    'if ! az ml online-endpoint show --name "$endpoint" "${scope[@]}" --output none 2>/dev/null; then',
    '  existed=false',
    `  az ml online-endpoint create --name "$endpoint" --file ${shellWord(createFile)} "\${scope[@]}"`,
    'fi',
    '',
    'deploy() {',
    '  local verb=create',
    '  if az ml online-deployment show --name "$1" --endpoint-name "$endpoint" "${scope[@]}" --output none 2>/dev/null; then verb=update; fi',
    '  az ml online-deployment "$verb" --name "$1" --endpoint-name "$endpoint" --file "$2" "${scope[@]}"',
    '}',
    ...deployments.map(({ name, fileName }) => `deploy ${shellWord(name)} ${shellWord(fileName)}`),
    '',
    ...(hasShares
      ? [
          '# Traffic and mirroring last: they name deployments, which must exist. The whole file, as an update replaces the endpoint.',
          `az ml online-endpoint update --name "$endpoint" --file ${shellWord(endpoint.fileName)} "\${scope[@]}"`,
        ]
      : [
          'if "$existed"; then',
          `  az ml online-endpoint update --name "$endpoint" --file ${shellWord(endpoint.fileName)} "\${scope[@]}"`,
          'fi',
        ]),
    'az ml online-endpoint show --name "$endpoint" "${scope[@]}" --query scoring_uri --output tsv',
  ]
  return [
    { name: 'deploy.sh', text: `${lines.join('\n')}\n`, notes: [{ id: 'azOrder' }, ...assetNotes(source)] },
    { name: endpoint.fileName, text: endpoint.text },
    ...(bare === undefined ? [] : [{ name: newEndpointFile, text: bare }]),
    ...deployments.map(({ fileName, text }) => ({ name: fileName, text })),
  ]
}
